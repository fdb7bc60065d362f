import type { SubmitAnswer } from '../../engine/observation.ts';
import { type RefusalWords, refusalOf } from '../refusals.ts';

/** The request may have reached the master: qsub cannot know whether the job exists. */
const NOBODY_KNOWS =
  /timeout|timed out|Connection reset|can't find connection|gdi request|read error|reading answer list/i;

/** Certainly not taken, and nothing is wrong with the job: nobody answers, or there are enough jobs for now. */
const NOT_NOW = [
  /commlib error|unable to (send message to|contact) qmaster|can't connect|Connection refused|send error/i,
  /qmaster (hostname|name)|not enough memory|try again/i,
  /Only \d+ jobs are allowed per (user|cluster)|no response from JSV/i,
];

/** More elements than the site takes (`max_aj_tasks`). */
const TOO_LARGE = /more than \d+ tasks|more (array )?tasks|tasks? (id )?range|max_aj_tasks/i;

const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /unknown queue/i,
    'Name a queue that `qconf -sql` lists as the partition of the task, or `queue` of the backend.',
  ],
  [
    /parallel environment|PE "/i,
    'Set `pe` of the backend to a parallel environment that `qconf -spl` lists.',
  ],
  [
    /unknown resource/i,
    'Name a resource that `qconf -sc` lists: memory is asked for as `memory_resource` of the backend says, `gres` of a task as it is.',
  ],
  [/(submit|admin) host/i, 'Connect to a host that may submit jobs: `qconf -ss` lists them.'],
  [/project/i, 'Set `project` of the backend to one that `qconf -sprjl` lists.'],
  [/qsub: No such file/i, 'qsub is not in the PATH of a plain, non-interactive ssh session on this machine.'],
];

const WORDS: RefusalWords = {
  program: 'qsub',
  nobodyKnows: [NOBODY_KNOWS],
  isNotNow: (said) => isSilence(said) || NOT_NOW.some((pattern) => pattern.test(said)),
  tooLarge: TOO_LARGE,
  hints: HINTS,
};

/** What qsub's failure means for the submission. `said` is all that it printed. */
export function submitFailure(said: string, exitCode: number): SubmitAnswer {
  return refusalOf(said, exitCode, WORDS);
}

/** Whether this says that Grid Engine does not answer, and nothing about a job. */
export function isSilence(said: string): boolean {
  return /commlib error|unable to (send message to|contact) qmaster|qsub: (command )?not found|variable SGE_ROOT/i.test(
    said,
  );
}
