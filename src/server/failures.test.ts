import { expect, test } from 'vitest';
import { taskId } from '../engine/ids.ts';
import type { TaskState } from '../engine/state.ts';
import type { Reason, Verdict } from '../engine/verdict.ts';
import { failureOf, failureOfVerdict } from './failures.ts';

function verdict(reason: Reason, more: Partial<Verdict> = {}): Verdict {
  const times = { startedAt: 1_000, finishedAt: 500_000 };
  return { reason, exitCode: null, signal: null, source: 'record', raw: '', ...times, sentence: '', ...more };
}

test.each([
  [verdict('exit', { exitCode: 3 }), 'exit code 3'],
  [verdict('exit'), 'non-zero exit code'],
  [verdict('signal', { signal: 11 }), 'signal 11 (SIGSEGV)'],
  [verdict('signal', { signal: 40 }), 'signal 40'],
  [verdict('timeout'), 'timeout'],
  [verdict('out-of-memory'), 'out of memory'],
  [verdict('node-failure'), 'node failure'],
  [verdict('preempted'), 'preempted'],
  [verdict('deadline'), 'deadline passed'],
  [verdict('boot-failure'), 'node did not boot'],
  [verdict('submission-refused'), 'submission refused'],
  [verdict('lost'), 'lost'],
  [verdict('bad-generated-tasks'), 'bad generated tasks'],
])('the reason of %o is said as %s', (said, words) => {
  expect(failureOfVerdict(said, null)?.words).toBe(words);
});

test('who cancelled is told: the person, else the account that the scheduler names', () => {
  const cancel = { by: 'ada', at: 400_000 };
  const words = (raw: string, by: typeof cancel | null = null) =>
    failureOfVerdict(verdict('cancelled', { raw }), by)?.words;
  expect(words('CANCELLED by 1000', cancel)).toBe('cancelled by ada');
  expect(words('CANCELLED by 1000')).toBe('cancelled by user 1000');
  expect(words('cancelled by the web page before it was submitted')).toBe('cancelled by the web page');
  expect(words('')).toBe('cancelled');
});

test('what was cancelled from outside long before the run was is not put down to who cancelled the run', () => {
  const said = verdict('cancelled', { raw: 'CANCELLED by 1000', finishedAt: 500_000 });
  expect(failureOfVerdict(said, { by: 'ada', at: 9_000_000 })?.cancelledBy).toBe('user 1000');
});

test('the sentence is told where it says more than the reason', () => {
  const sentence = 'sbatch: error: invalid partition specified: nope';
  expect(failureOfVerdict(verdict('submission-refused', { sentence }), null)?.detail).toBe(sentence);
  expect(
    failureOfVerdict(verdict('timeout', { sentence: 'Scheduler: Exceeded walltime' }), null)?.detail,
  ).toBe('');
});

test.each([
  [126, 'the shell could not execute a command'],
  [127, 'the shell did not find a command'],
  [137, 'as shells tell that SIGKILL ended a program'],
  [1, ''],
  [128, ''],
  [255, ''],
])('exit code %d is explained where shells give it a meaning', (exitCode, detail) => {
  expect(failureOfVerdict(verdict('exit', { exitCode }), null)?.detail).toBe(detail);
});

test('a task that was never started names the dependency that failed', () => {
  const state: TaskState = { is: 'blocked', attempt: 1, because: taskId('setup'), at: 1 };
  expect(failureOf(state, null)).toMatchObject({
    reason: 'dependency-failed',
    words: 'dependency failed: setup',
  });
});

test('success and what goes on are no failures', () => {
  expect(failureOfVerdict(verdict('completed'), null)).toBeNull();
  expect(failureOf({ is: 'waiting', attempt: 1 }, null)).toBeNull();
});
