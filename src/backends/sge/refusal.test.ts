import { expect, test } from 'vitest';
import { recorded } from './recorded.testdata.ts';
import { submitFailure } from './refusal.ts';
import { REHEARSER } from './rehearse.ts';

test.each([
  ['qsub-err-queue.txt.stderr', 1, 'refused', 'refused'],
  ['qsub-err-pe.txt.stderr', 1, 'refused', 'refused'],
  ['qsub-err-resource.txt.stderr', 1, 'refused', 'refused'],
  ['qsub-err-option.txt.stderr', 2, 'refused', 'refused'],
  ['qsub-err-name-digit.txt.stderr', 1, 'refused', 'refused'],
  ['qsub-err-name-slash.txt.stderr', 2, 'refused', 'refused'],
  ['qsub-err-name-star.txt.stderr', 1, 'refused', 'refused'],
  // The answer was lost on the way: there may be a job.
  ['qsub-err-name-space.txt.stderr', 1, 'unanswered', 'no-answer'],
  ['err-master-down-qsub.txt.stderr', 1, 'deferred', 'busy'],
])('%s', (name, exitCode, is, code) => {
  expect(submitFailure(recorded(name), exitCode)).toMatchObject({ is, problem: { code } });
});

test('what can be done about it is said', () => {
  const hintOf = (name: string) => {
    const answer = submitFailure(recorded(name), 1);
    return answer.is === 'refused' ? answer.problem.hint : undefined;
  };
  expect(hintOf('qsub-err-queue.txt.stderr')).toContain('qconf -sql');
  expect(hintOf('qsub-err-pe.txt.stderr')).toContain('qconf -spl');
  expect(hintOf('qsub-err-resource.txt.stderr')).toContain('memory_resource');
});

test.each([
  ['job rejected: Only 5 jobs are allowed per user (current job count: 5)', 1, 'deferred'],
  ['job rejected: Only 50 jobs are allowed per cluster (current job count: 50)', 1, 'deferred'],
  ['No space left on device', 1, 'deferred'],
  ['got send timeout', 1, 'unanswered'],
  // Seen while the master went down.
  [
    "Unable to run job: failed receiving gdi request response for mid=1 (can't find connection).\nExiting.",
    1,
    'unanswered',
  ],
  ['error: commlib error: got select error (Connection reset by peer)', 1, 'unanswered'],
  ['', 137, 'unanswered'],
])('%j', (said, exitCode, is) => {
  expect(submitFailure(said, exitCode)).toMatchObject({ is });
});

test('a rehearsal: what was recorded, and what tells nothing about the job (qsub -w v)', () => {
  expect(REHEARSER.meaning(1, recorded('qsub-w-v.txt.stderr').trim())).toEqual({
    isTaken: false,
    startsAt: null,
    said: 'Job 34 cannot run in PE "smp" because it only offers 0 slots\nverification: no suitable queues',
  });
  expect(REHEARSER.meaning(0, 'verification: found suitable queue(s)')).toMatchObject({ isTaken: true });
  expect(REHEARSER.meaning(1, recorded('err-master-down-qsub.txt.stderr').trim())).toBeNull();
  expect(REHEARSER.meaning(127, 'sh: 1: qsub: not found')).toBeNull();
});
