import { expect, it } from 'vitest';
import { failureReason } from './failure-reason.ts';

it.each([
  ['CANCELLED by 1000', '', 'cancelled'],
  ['OUT_OF_MEMORY', 'Scheduler: Out of memory (OOM killed)', 'out-of-memory'],
  ['NODE_FAIL', '', 'node-failure'],
  ['WALLTIME_EXCEEDED', '', 'timeout'],
  ['BOOT_FAIL', '', 'boot-failure'],
  ['', 'Slurm job PREEMPTED', 'preempted'],
  ['', 'Slurm job FAILED', 'exit'],
  ['', 'Scheduler: Cancelled (qdel)', 'cancelled'],
  ['', 'Cancelled', 'cancelled'],
  ['', 'Scheduler: Exceeded memory limit', 'out-of-memory'],
  ['', 'something else', 'unknown-failure'],
] as const)('a job that ended as "%s" with the error "%s" failed by %s', (word, error, reason) => {
  expect(failureReason(word, error, null, true)).toBe(reason);
});

it('an exit code tells where no word does', () => {
  expect(failureReason('', 'something else', 7, true)).toBe('exit');
  expect(failureReason('TIMEOUT', '', 1, true)).toBe('timeout');
});

it('a task without a job was refused', () => {
  expect(failureReason('', 'Submission halted: no route to host', null, false)).toBe('submission-refused');
  expect(failureReason('', 'Cancelled', null, false)).toBe('cancelled');
});
