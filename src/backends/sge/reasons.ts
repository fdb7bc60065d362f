import type { QueuedJob } from '../../engine/evidence.ts';
import { arrayOf } from './job-ids.ts';
import { isInError } from './states.ts';

/** Why jobs wait, as Grid Engine itself says it (`qstat -j`): the listing tells no more than their state. */

/** The jobs and arrays of ours that wait, or are in error. */
export function arraysThatWait(jobs: readonly QueuedJob[]): readonly string[] {
  const waiting = jobs.filter(({ token, state }) => token !== null && state === 'pending');
  return [...new Set(waiting.map(({ job }) => arrayOf(job)))];
}

interface Said {
  /** Of an array's task, which is 1 for a single job: `16.1`. */
  readonly errors: ReadonlyMap<string, string>;
  /** Of a whole array or a job: `16`. */
  readonly waiting: ReadonlyMap<string, readonly string[]>;
}

/** Puts to each job that waits what was said of it (`detailsScript`). */
export function withReasons(jobs: readonly QueuedJob[], details: string): readonly QueuedJob[] {
  const { errors, waiting } = parseDetails(details);
  return jobs.map((job) => {
    if (job.state !== 'pending') return job;
    const reason = isInError(job.rawState)
      ? errors.get(job.job.includes('.') ? job.job : `${job.job}.1`)
      : worthMost(waiting.get(arrayOf(job.job)) ?? []);
    if (reason === undefined) return job;
    return { ...job, reason: job.reason === '' ? reason : `${reason} (${job.reason})` };
  });
}

/** `error reason    3:   …` with the number of the task, `scheduling info:   …` with more lines behind it. */
function parseDetails(details: string): Said {
  const errors = new Map<string, string>();
  const waiting = new Map<string, string[]>();
  let array = '';
  let isInfo = false;
  for (const line of details.split('\n')) {
    array = /^job_number:\s+(\d+)$/.exec(line)?.[1] ?? array;
    const [, task, wrong = ''] = /^error reason\s+(\d+):\s+(.*)$/.exec(line) ?? [];
    if (task !== undefined) errors.set(`${array}.${task}`, withoutStamp(wrong));
    const [, info] = /^scheduling info:\s+(.*)$/.exec(line) ?? [];
    if (info !== undefined) waiting.set(array, []);
    isInfo = info !== undefined || (isInfo && !/^\S/.test(line));
    if (isInfo) waiting.get(array)?.push((info ?? line).trim());
  }
  return { errors, waiting };
}

/** One for each queue and machine, that it is full or not meant. */
const OF_ONE_QUEUE = /^queue instance |^cannot run in queue /;
/** `(Collecting of scheduler job information is turned off)` */
const NOTHING = /^\(|^$/;
const MOST_LINES = 3;

/** What is said of the job; where there is only a list of queues, the first of them. Undefined where nothing is said. */
function worthMost(lines: readonly string[]): string | undefined {
  const said = lines.filter((line) => !NOTHING.test(line));
  const ofJob = said.filter((line) => !OF_ONE_QUEUE.test(line)).slice(0, MOST_LINES);
  return ofJob.length > 0 ? ofJob.join('; ') : said[0];
}

/** `11/22/2026 16:40:28 [1001:3902]: error: can't chdir …` */
function withoutStamp(said: string): string {
  return said.replace(/^\S+ \S+ \[[\d:]+\]:\s*/, '').trim();
}
