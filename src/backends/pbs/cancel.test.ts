import { expect, test } from 'vitest';
import { jobId } from '../../engine/ids.ts';
import { simulatedHost } from '../simulated-host.testdata.ts';
import { cancelJobs } from './cancel.ts';
import { recorded } from './recorded.testdata.ts';

async function cancelled(stderr: string, exitCode: number) {
  const { host, scripts } = simulatedHost(() => ({ stderr, exitCode }));
  return { answer: await cancelJobs(host, [jobId('11'), jobId('7[3]')]), scripts };
}

test.each([
  ['openpbs/qdel-queued.out', 0],
  ['openpbs/qdel-waiting.out', 0],
  ['openpbs/qdel-q-running.out', 0],
  ['openpbs/qdel-repeat.out', 0],
  ['openpbs/qdel-force.out', 0],
  ['openpbs/nohist.qdel-running.out', 0],
  ['torque/qdel.running.out', 0],
  // It has ended, or is not known any more: that is what was wanted.
  ['openpbs/qdel-finished.err', 35],
  ['openpbs/qdel-unknown.err', 153],
  ['openpbs/nohist.qdel-ended.err', 153],
  ['torque/qdel.finished.err', 170],
  ['torque/qdel.unknown.err', 153],
])('%s: %i is what was wanted', async (file, exitCode) => {
  const { answer, scripts } = await cancelled(recorded(file), exitCode);
  expect(answer.ok).toBe(true);
  expect(scripts).toEqual(["qdel 11 '7[3]'\n"]);
});

test.each([
  'qdel: Unknown Job Id Error 123.server',
  'qdel: Request invalid for state of job MSG=invalid state for job - EXITING 123.server',
  // It is being deleted already (Torque).
  'qdel: Invalid request MSG=job cancel in progress 1685464.ladm1',
])('%j is what was wanted', async (said) => {
  expect((await cancelled(`${said}\n`, 170)).answer.ok).toBe(true);
});

test('a job on a node that does not answer is not cancelled', async () => {
  expect((await cancelled('qdel: Server could not connect to MOM 12.server\n', 205)).answer.ok).toBe(false);
});

test.each([
  ['openpbs/qdel-other-user.err', 159, 'qdel: Unauthorized Request  37.pbshead'],
  ['openpbs/serverdown.qdel.err', 162, "Couldn't connect to cluster: pbshead"],
])('%s: %i is a failure, in the words of qdel', async (file, exitCode, words) => {
  const { answer } = await cancelled(recorded(file), exitCode);
  expect(answer).toMatchObject({ problem: { message: expect.stringContaining(words) } });
});

test('of several only the failure is told', async () => {
  const said = ['openpbs/qdel-finished.err', 'openpbs/qdel-other-user.err'].map(recorded).join('');
  const { answer } = await cancelled(said, 159);
  expect(answer).toMatchObject({
    problem: { message: 'a simulated machine: qdel failed: qdel: Unauthorized Request  37.pbshead' },
  });
});
