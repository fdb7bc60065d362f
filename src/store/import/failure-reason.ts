import type { Reason } from '../../engine/verdict.ts';

/** The schedulers' words for a bad end (`compat.md` 9.2, 9.4). */
const REASONS: Readonly<Record<string, Reason>> = {
  FAILED: 'exit',
  TIMEOUT: 'timeout',
  WALLTIME_EXCEEDED: 'timeout',
  OUT_OF_MEMORY: 'out-of-memory',
  MEM_EXCEEDED: 'out-of-memory',
  CANCELLED: 'cancelled',
  NODE_FAIL: 'node-failure',
  PREEMPTED: 'preempted',
  DEADLINE: 'deadline',
  BOOT_FAIL: 'boot-failure',
};

/** The Python program's texts for the same. */
const TEXTS: readonly (readonly [RegExp, Reason])[] = [
  [/^(Scheduler: )?Non-zero exit code/, 'exit'],
  [/^(Scheduler: )?Exceeded walltime/, 'timeout'],
  [/^(Scheduler: )?(Out of memory|Exceeded memory limit)/, 'out-of-memory'],
  [/^(Scheduler: )?Cancelled/, 'cancelled'],
  [/^(Scheduler: )?Node failure/, 'node-failure'],
  [/^(Scheduler: )?Preempted/, 'preempted'],
];

/**
 * Why a task of the Python program failed: by its scheduler's word where that was kept, else by the error's text.
 * `schedulerState` and `error` are empty where there is none.
 */
export function failureReason(
  schedulerState: string,
  error: string,
  exitCode: number | null,
  hasJob: boolean,
): Reason {
  const word = /^[A-Z_]+/.exec(schedulerState)?.[0] ?? / job ([A-Z_]+)$/.exec(error)?.[1] ?? '';
  const byWord = REASONS[word];
  if (byWord !== undefined) return byWord;
  const byText = TEXTS.find(([pattern]) => pattern.test(error))?.[1];
  if (byText !== undefined) return byText;
  if (exitCode !== null && exitCode !== 0) return 'exit';
  return hasJob ? 'unknown-failure' : 'submission-refused';
}
