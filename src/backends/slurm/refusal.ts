import type { SubmitAnswer } from '../../engine/observation.ts';
import { type RefusalWords, refusalOf } from '../refusals.ts';

/** The request may have reached the controller: sbatch cannot know whether the job exists. */
const NOBODY_KNOWS = [
  /Socket timed out|Zero Bytes were transmitted|Unexpected message received/i,
  /\((send|receive|shutdown) failure\)|(Message (send|receive)|Communication shutdown) failure/i,
  /Connection (timed out (reading|writing)|reset by peer|forced closed)|Broken pipe/i,
  /Header lengths are longer|Insane message length|missing socket error/i,
];

/** Certainly not taken, and nothing is wrong with the job. Slurm's texts: https://slurm.schedmd.com/resource_limits.html */
const NOT_NOW = [
  /Unable to contact slurm controller|Unable to establish control/i,
  /Connection refused|Connection timed out establishing|Communication connection failure/i,
  /No route to host|Network is unreachable|Host is down|standby mode/i,
  // A name server, or a directory of users, that does not answer for a moment.
  /name resolution|Host name lookup failure|Unable to (resolve|process configuration file)/i,
  /temporarily (un(able|available)|disabled)|Rate limit exceeded|submissions disabled/i,
  /MaxJobCount limit reached|job queue full|I\/O error writing script/i,
  /Protocol authentication error|authentication credential|Munge encode failed/i,
  /Incompatible versions of client and server|Process is shutting down|Job locked by another sibling/i,
  /Required partition not available \(inactive or drain\)/i,
  /Could not establish a configuration source/i,
  /\b(Assoc|QOS)\w*Submit\w*Limit\b|\bMaxSubmitJobs?Per\w+/i,
];

/** Said of many limits. Which one it is stands before it in `AssocMaxSubmitJobLimit` and the like, in most releases. */
const SOME_LIMIT = /Job violates accounting\/QOS policy/i;
const NAMED_LIMIT = /\b(Assoc|QOS)(Max|Min|Grp)\w+|\bMax\w+PerAccount\b/i;

/** More elements than the site takes (MaxArraySize). */
const TOO_LARGE = /Invalid job array specification/i;

const HINTS: readonly (readonly [RegExp, string])[] = [
  [/partition name|invalid partition|to use this partition/i, 'Name a partition that `sinfo` lists.'],
  [/Invalid account/i, 'Set `account` of the backend to one that `sacctmgr show assoc user=$USER` lists.'],
  [/Invalid qos/i, 'Ask the site which QOS the account may use.'],
  [/generic resource/i, 'Name resources in `gres` that `sinfo -o %G` lists.'],
  [
    /Requested time limit|--time specification/i,
    'Give a `time_limit` within that of the partition (`sinfo -o "%P %l"`), such as 1:00:00.',
  ],
  [
    /Memory (specification|required)|--mem/i,
    'Ask for less `memory`, or write it as a number with K, M, G or T.',
  ],
  [
    /node configuration|Node count|More processors/i,
    'No node of the partition has what the task asks for: ask for fewer `cpus` or less `memory`.',
  ],
  [
    /partition configuration/i,
    'The partition does not allow what the task asks for: `scontrol show partition` tells its limits.',
  ],
  [/DOS line breaks/i, 'Slurm takes no Windows line ends (CR LF): write the command with plain newlines.'],
  [
    /Pathname of a file, directory or other parameter too long/i,
    'The script is larger than the site allows (`max_script_size`): move its data into a file.',
  ],
  [
    /sbatch: (command )?not found|sbatch: No such file/i,
    'sbatch is not in the PATH of a plain, non-interactive ssh session on this machine.',
  ],
];

const WORDS: RefusalWords = {
  program: 'sbatch',
  nobodyKnows: NOBODY_KNOWS,
  isNotNow: (said) => NOT_NOW.some((pattern) => pattern.test(said)) || isUnnamedLimit(said),
  tooLarge: TOO_LARGE,
  hints: HINTS,
};

/** What sbatch's failure means for the submission. `said` is all that it printed. */
export function submitFailure(said: string, exitCode: number): SubmitAnswer {
  return refusalOf(said, exitCode, WORDS);
}

/** A release that does not name the limit: most often it is the number of jobs, which passes. */
function isUnnamedLimit(said: string): boolean {
  return SOME_LIMIT.test(said) && !NAMED_LIMIT.test(said);
}

/**
 * The id in what sbatch printed (`compat.md` 8.7): `--parsable` gives `1234` or `1234;cluster`, wrappers of some sites
 * the long form; other lines around it are passed over. An element's id, from its record, gives that of its array.
 */
export function parseSubmittedId(said: string): string | null {
  const parsable = /^(\d+)(?:_\d+)?(?:;\S*)?$/m.exec(said);
  return (parsable ?? /Submitted batch job (\d+)/.exec(said))?.[1] ?? null;
}

/** Whether this is what sacct says where the site keeps no accounting: then there is nobody to ask. */
export function isSwitchedOff(said: string): boolean {
  return /accounting storage is disabled|not running (in )?a supported|sacct: (command )?not found/i.test(
    said,
  );
}

/** Some releases of sacct succeed when the daemon of accounting does not: then what is not told is not known. Null: all is well. */
export function complaintIn(said: string): string | null {
  return /^sacct: error: .*(slurmdbd|database|persist|connect|timed out).*$/im.exec(said)?.[0] ?? null;
}
