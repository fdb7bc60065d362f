import { expect, test } from 'vitest';
import { recorded } from './recorded.testdata.ts';
import { parseSubmittedId, submitFailure } from './refusal.ts';

test.each([
  ['openpbs/qsub-acl-queue', 159, 'refused', /queues and accounts/],
  ['openpbs/qsub-bad-directive', 1, 'refused', null],
  ['openpbs/qsub-bad-mem', 166, 'refused', /`memory`/],
  ['openpbs/qsub-bad-queue', 170, 'refused', /qstat -Q/],
  ['openpbs/qsub-bad-resource', 187, 'refused', /resource_style/],
  ['openpbs/qsub-bad-resource-select', 187, 'refused', /resource_style/],
  ['openpbs/qsub-bad-walltime', 166, 'refused', /`time_limit`/],
  ['openpbs/qsub-bad-walltime-slurm', 166, 'refused', /`time_limit`/],
  ['openpbs/qsub-badopt', 2, 'refused', null],
  ['openpbs/qsub-closed-queue', 173, 'deferred', null],
  ['openpbs/qsub-exceeds-ncpus', 188, 'refused', /qstat -Q -f/],
  ['openpbs/qsub-exceeds-walltime', 188, 'refused', /qstat -Q -f/],
  ['openpbs/qsub-limit-exceeded', 38, 'deferred', null],
  ['openpbs/qsub-name-space', 2, 'refused', null],
  ['openpbs/qsub-noscript', 1, 'refused', /PATH/],
  ['openpbs/qsub-root', 175, 'refused', /ordinary user/],
  ['openpbs/serverdown.qsub', 162, 'deferred', null],
  ['torque/qsub-bad-queue', 172, 'refused', /qstat -Q/],
  ['torque/qsub-bad-resource', 189, 'refused', /resource_style/],
  ['torque/qsub-toomany-nodes', 190, 'refused', /Ask for less/],
])('%s: %i is %s', (name, exitCode, is, hint) => {
  const answer = submitFailure(recorded(`${name}.err`).trim(), exitCode, 1);
  expect(answer).toMatchObject({ is });
  if (hint !== null) expect(answer).toMatchObject({ problem: { hint: expect.stringMatching(hint) } });
});

test('a limit on jobs is a reason to wait for one, and to go in smaller arrays for many', () => {
  const said = recorded('openpbs/qsub-limit-array-exceeded.err').trim();
  expect(submitFailure(said, 38, 1)).toMatchObject({ is: 'deferred', problem: { code: 'busy' } });
  expect(submitFailure(said, 38, 100)).toMatchObject({ is: 'too-large' });
  expect(submitFailure(recorded('openpbs/qsub-array-toobig.err'), 3, 20_000)).toMatchObject({
    is: 'too-large',
  });
});

test('the usage behind a complaint is not shown (openpbs/qsub-name-colon.err)', () => {
  expect(submitFailure(recorded('openpbs/qsub-name-colon.err'), 2, 1)).toMatchObject({
    problem: { message: 'qsub failed: qsub: illegal -N value' },
  });
});

test.each([
  ['qsub: End of File', 1],
  ['', 137],
  ['qsub: Premature end of message', 1],
])('after %j nobody knows whether there is a job', (said, exitCode) => {
  expect(submitFailure(said, exitCode, 1)).toMatchObject({ is: 'unanswered' });
});

test('a full disk is no fault of the job', () => {
  const said = 'qsub: error writing script file: No space left on device';
  expect(submitFailure(said, 3, 1)).toMatchObject({ is: 'deferred', problem: { code: 'no-space' } });
});

test.each([
  ['openpbs/qsub-ok.out', '10'],
  ['openpbs/qsub-array.out', '50[]'],
  ['openpbs/qsub-multiday-seconds.out', '96'],
  ['openpbs/nohist.qsub-ok.out', '6'],
  ['torque/qsub-array.out', '4[]'],
  ['torque/qsub-ok.out', '0'],
])('the id in %s', (file, id) => {
  expect(parseSubmittedId(recorded(file))).toBe(id);
});

test.each([
  ['Welcome to the cluster\n12.pbs\n', '12'],
  ['7[3]', '7[]'],
  ['qsub: waiting for job 5.pbs to start', null],
  ['', null],
])('the id in %j is %s', (said, id) => {
  expect(parseSubmittedId(said)).toBe(id);
});
