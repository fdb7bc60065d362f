import { memoryWords } from '../engine/resources.ts';
import { TASK_STATUSES, type TaskState, type TaskStatus } from '../engine/state.ts';

export type Counts = Readonly<Record<TaskStatus, number>>;

/** What a mark can show: the contract's states, `cancelled` for what somebody ended, and two for the jobs of others. */
export type MarkName = TaskStatus | 'cancelled' | 'ended' | 'unknown';

const WORDS: Readonly<Record<MarkName, string>> = {
  pending: 'pending',
  submitted: 'submitted',
  running: 'running',
  settling: 'settling',
  completed: 'completed',
  failed: 'failed',
  dep_failed: 'dep. failed',
  cancelled: 'cancelled',
  ended: 'ended',
  unknown: 'unknown',
};

export function stateWord(mark: MarkName): string {
  return WORDS[mark];
}

/** A cancelled task counts as failed in the contract, but a person should not have to look into it. */
export function markOfTask(status: TaskStatus, state: TaskState): MarkName {
  return state.is === 'failed' && state.verdict.reason === 'cancelled' ? 'cancelled' : status;
}

const NUMBERS = new Intl.NumberFormat('en-US');

/** `1,204`. */
export function numberWords(n: number): string {
  return NUMBERS.format(n);
}

/** `1 task`, `1,204 tasks`. */
export function countWords(n: number, noun: string): string {
  return `${numberWords(n)} ${noun}${n === 1 ? '' : 's'}`;
}

/** Tasks that have ended, failures included. */
export function endedCount(counts: Counts): number {
  return counts.completed + counts.failed + counts.dep_failed;
}

export function activeCount(counts: Counts): number {
  return counts.submitted + counts.running + counts.settling;
}

/**
 * `172 completed, 12 running, 8 failed`: the states that occur, in the order of the bar. `isCancelled` says of a run that
 * it was cancelled: then what is counted as failed need not have failed.
 */
export function countsSentence(counts: Counts, isCancelled = false): string {
  const parts = BAR_ORDER.filter((status) => counts[status] > 0).map(
    (status) =>
      `${numberWords(counts[status])} ${status === 'failed' ? failedWord(isCancelled) : WORDS[status]}`,
  );
  return parts.length === 0 ? 'no tasks' : parts.join(', ');
}

/** What became of those that are counted as failed. */
export function failedWord(isCancelled: boolean): string {
  return isCancelled ? 'cancelled or failed' : WORDS.failed;
}

/** Success first, what is to come in the middle, what went wrong at the end. */
export const BAR_ORDER: readonly TaskStatus[] = [
  'completed',
  'running',
  'settling',
  'submitted',
  'pending',
  'dep_failed',
  'failed',
];

export function emptyCounts(): Record<TaskStatus, number> {
  return { pending: 0, submitted: 0, running: 0, settling: 0, completed: 0, failed: 0, dep_failed: 0 };
}

export function totalCount(counts: Counts): number {
  return TASK_STATUSES.reduce((sum, status) => sum + counts[status], 0);
}

/** `1.2 GB`, `512 MB`, `10 B`: powers of 1024, as schedulers count. */
export function bytesWords(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** `1.2G`, `512M`, `64K`, `10B`; empty when unknown (`compat.md` 9.2). */
export function contractMemory(bytes: number | null): string {
  return bytes === null || bytes <= 0 ? '' : memoryWords(bytes);
}
