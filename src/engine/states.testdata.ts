import { jobId } from './ids.ts';
import type { TaskState } from './state.ts';
import type { Usage, Verdict } from './verdict.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export const GIGABYTE = 1024 ** 3;

/** A task that ran so long, in milliseconds, and succeeded unless `verdict` gives another reason. */
export function ended(
  elapsedMs: number,
  verdict: Partial<Verdict> = {},
  usage: Partial<Usage> = {},
): TaskState {
  const startedAt = 1_000_000;
  const whole: Verdict = {
    reason: 'completed',
    exitCode: 0,
    signal: null,
    source: 'record',
    raw: '',
    startedAt,
    finishedAt: startedAt + elapsedMs,
    sentence: '',
    ...verdict,
  };
  const placed = {
    attempt: 1,
    submission: 1,
    element: null,
    job: jobId('1'),
    submittedAt: startedAt - MINUTE,
  };
  const shared = {
    verdict: whole,
    usage: { cpuEfficiency: null, maxRssBytes: null, ...usage },
    node: 'c1',
  };
  return whole.reason === 'completed'
    ? { is: 'completed', ...placed, ...shared }
    : { is: 'failed', attempt: 1, placed, ...shared };
}
