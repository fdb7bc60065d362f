import type { SubmitAnswer } from '../../engine/observation.ts';
import { problem } from '../../engine/problem.ts';
import { isDiskFull } from '../on-host.ts';

/** The request may have reached the server: qsub cannot know whether the job exists. */
const NOBODY_KNOWS = [
  /End of File|Premature end of message|timed? ?out|Unknown error|Communication failure|Connection reset/i,
  /System error|internal (server )?error|protocol error|Protocol \(ASN\.1\) error|DIS based Request Protocol/i,
  /(reading|writing) data (from|to) socket|Socket close detected|Failed to save job|Error \(-?\d+\) submitting job/i,
  /Segmentation fault|Bus error|core dumped/i,
];

/** Certainly not taken, and nothing is wrong with the job. Sentences of OpenPBS (`pbs_messages.c`), Torque (`pbs_error_db.h`). */
const NOT_NOW = [
  /(cannot|could not|couldn't) connect to|Connection refused|No route to host|(?<!or )Unknown Host|Can not establish connection/i,
  /Server (is )?shutting down|too busy|Server busy|No free connections|connection table full|reserved ports in use/i,
  /Queue is not enabled|Request rejected.*not enabled|Queue is currently not available/i,
  /(Invalid|Expired) credential|unable to authenticate|munge|trqauthd/i,
  /Temporar(y|ily)|allocat(e|ing) memory|Error creating thread|Unable to get connection|Error in socket select/i,
  /Too many submit retries|requested ID already exists|License unavailable|license server is down|got an alarm call/i,
];

/** Limits on how many jobs there may be, which pass: `would exceed queue generic's per-user limit` of OpenPBS, and Torque's. */
const LIMIT =
  /would exceed .*limit|Maximum number of jobs|total number of (current user's|queued) jobs exceeds/i;

/** More elements than the server takes (`max_array_size`). */
const TOO_LARGE =
  /Array job exceeds server or queue size limit|Invalid (Job )?Array Request|Requested array size too large/i;

const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /Unknown queue|No default queue/i,
    'Name a queue that `qstat -Q` lists, as `partition` of the task or `queue` of the backend.',
  ],
  [
    /Unauthorized Request|No Permission|not (permitted|authorized)|Access to queue is denied/i,
    'Ask the site which queues and accounts you may use.',
  ],
  [
    /Bad UID|Bad GID|Access from host not allowed/i,
    'The server does not let this user submit from this machine: log in as an ordinary user, on a machine that may submit.',
  ],
  [/cannot locate feasible nodes/i, 'No node has what the task asks for: ask for fewer `cpus` or GPUs.'],
  [
    /(violates|exceeds) queue (and\/or server )?resource limits|Resource limit exceeds|rejected by all possible destinations/i,
    'Ask for less: `qstat -Q -f` shows the largest walltime, memory and CPUs of each queue.',
  ],
  [
    /Unknown resource|-lresource=|Resource invalid in "select"|resource value .*Resource_List\.(nodes|select)/i,
    'The server does not take this resource: try `resource_style: select` (OpenPBS, PBS Pro) or `resource_style: nodes` (Torque) of the backend.',
  ],
  [/resource value .*Resource_List\.walltime/i, 'Write `time_limit` as HH:MM:SS.'],
  [/resource value .*Resource_List\.mem/i, 'Write `memory` as a number with K, M, G or T.'],
  [
    /illegal -[Jt] value|invalid option -- '[Jt]'|Job Array Request|does not allow job arrays/i,
    'Write `job_arrays: false` at the backend: then each task is a job of its own.',
  ],
  [/Invalid account|Account/i, 'Set `account` of the backend to one that the site knows.'],
  [
    /qsub: (command )?not found|qsub: No such file/i,
    'qsub is not in the PATH of a plain, non-interactive ssh session on this machine.',
  ],
];

/** What qsub's failure means for a submission of so many jobs. `printed` is all that it said. */
export function submitFailure(printed: string, exitCode: number, size: number): SubmitAnswer {
  const said = withoutUsage(printed);
  const message = `qsub failed: ${said || `exit code ${exitCode}, and it said nothing`}`;
  if (isDiskFull(said)) return { is: 'deferred', problem: problem('no-space', message) };
  if (TOO_LARGE.test(said) || (size > 1 && LIMIT.test(said)))
    return { is: 'too-large', problem: problem('busy', message) };
  if (LIMIT.test(said) || NOT_NOW.some((pattern) => pattern.test(said))) {
    return { is: 'deferred', problem: problem('busy', message) };
  }
  // qsub's own exit codes are the server's error numbers cut to a byte, above 128; a signal says nothing.
  if (NOBODY_KNOWS.some((pattern) => pattern.test(said)) || (said === '' && exitCode > 128)) {
    return { is: 'unanswered', problem: problem('no-answer', message) };
  }
  const hint = HINTS.find(([pattern]) => pattern.test(said))?.[1];
  return { is: 'refused', problem: problem('refused', message, hint === undefined ? {} : { hint }) };
}

/** Behind `qsub: illegal -J value` the whole usage is printed, whose words say nothing of what is wrong. */
function withoutUsage(said: string): string {
  return said.replace(/^usage: qsub[\s\S]*$/m, '').trim();
}

/**
 * The id in what qsub printed: its last line that is one, without the server (`compat.md` 8.7). An element's id, from its
 * record, gives that of its array.
 */
export function parseSubmittedId(said: string): string | null {
  const ids = said.match(/^\d+(?:\[\d*\])?(?=(?:\.\S*)?\s*$)/gm);
  return ids?.at(-1)?.replace(/\[\d+\]$/, '[]') ?? null;
}
