import { expect, test } from 'vitest';
import { simulatedHost } from '../simulated-host.testdata.ts';
import { askQstat } from './answer.ts';
import { recorded } from './recorded.testdata.ts';

const MARK = '\u001e0123456789ab';

/** What is made of an answer with this on standard error. */
async function understood(stderr: string, exitCode: number, text = '') {
  const { host } = simulatedHost(() => ({ stdout: `${text}${MARK}end ${exitCode}`, stderr }));
  const answer = await askQstat(host, { script: '', purpose: 'test', timeLimitMs: 1 }, MARK);
  if (!answer.ok) return { problem: answer.problem.message };
  return { unknown: [...answer.value.unknown], elsewhere: answer.value.elsewhere?.message ?? null };
}

test.each([
  ['openpbs/qstat-unknown', 153, '99999'],
  ['openpbs/qstat-unknown-noserver', 153, '99999'],
  ['openpbs/qstat-x-after-qdel-x', 153, '10'],
  ['openpbs/qstat-xf-json-mixed', 153, '99999'],
  ['openpbs/nohist.qstat-ended', 153, '7'],
  ['openpbs/nohist.qstat-f-mixed', 153, '7'],
  ['openpbs/nohist.qstat-tf-json.array-ended', 153, '538[]'],
  ['torque/qstat.unknown', 153, '9999'],
  ['torque/qstat-fx.mixed', 153, '9999'],
  ['torque/nokeep.qstat-f', 153, '15'],
])('%s.err: the server does not know the job', async (name, exitCode, job) => {
  expect(await understood(recorded(`${name}.err`), exitCode)).toEqual({ unknown: [job], elsewhere: null });
});

test.each([
  ['openpbs/qstat-finished-nox', 35, 'has finished, use -x or -H'],
  ['openpbs/nohist.qstat-x-ended', 0, 'not configured to maintain job history'],
  ['openpbs/nohist.qstat-x-noid', 0, 'not configured to maintain job history'],
  ['openpbs/nohist.qstat-xf-json-ended', 0, 'not configured to maintain job history'],
])('%s.err: it was asked in the wrong way', async (name, exitCode, words) => {
  expect(await understood(recorded(`${name}.err`), exitCode)).toEqual({
    unknown: [],
    elsewhere: expect.stringContaining(words),
  });
});

test.each([
  ['openpbs/serverdown.qstat', 255, 'cannot connect to server pbshead (errno=15010)'],
  ['openpbs/serverdown.qstat-f-json', 255, 'cannot connect to server pbshead (errno=15010)'],
  ['openpbs/qstat-badid', 170, 'Unknown queue destination abc'],
])('%s.err: nobody could be asked, in the words of qstat', async (name, exitCode, words) => {
  expect(await understood(recorded(`${name}.err`), exitCode)).toEqual({
    problem: expect.stringContaining(words),
  });
});

// Wrappers of sites lose the exit code of qstat; what it said counts.
test.each([
  'qstat: cannot connect to server pbs (errno=15010)',
  'pbs_iff: cannot connect to host\npbs_iff: all reserved ports in use',
  'No Permission.\nqstat: cannot connect to server master (errno=15007) Unauthorized Request',
  'qstat: Invalid credential',
  'Connection refused\nError communicating with master(10.1.1.1)',
])('%j and no job: nobody could be asked, whatever the exit code', async (said) => {
  for (const exitCode of [0, 2]) expect(await understood(said, exitCode)).toHaveProperty('problem');
});

test('a wrapper that says it on standard output, where jobs should stand', async () => {
  const down = 'ada\nqstat: cannot connect to server pbs (errno=15010)\n';
  expect(await understood('', 0, down)).toHaveProperty('problem');
  expect(await understood('', 153, 'ada\nqstat: Unknown Job Id 7.pbs\n')).toMatchObject({ unknown: ['7'] });
  // Behind the first job anything may stand, as what a job is called.
  const job = 'ada\nThe server is busy today\nJob Id: 8.pbs\n    Job_Name = x\nqstat: cannot connect\n\n';
  expect(await understood('', 0, job)).toEqual({ unknown: [], elsewhere: null });
});

test.each([
  'The login server will be restarted on Tuesday',
  'quota: 98% of /home/ada is used',
  'qstat: Warning: this site keeps no history',
  'active data is more than 300 seconds old. Bypassing cache...',
  "ERROR: ld.so: object 'libx.so' from LD_PRELOAD cannot be preloaded: ignored.",
])('%j spoils no answer', async (said) => {
  expect(await understood(said, 0)).toEqual({ unknown: [], elsewhere: null });
});

test('one of several ids that is unknown, and a shell that complains of its locale', async () => {
  const complaint = 'bash: warning: setlocale: LC_ALL: cannot change locale (de_DE)\n';
  const said = complaint + recorded('openpbs/rel230606.qstat-f-json.unknown-first.err');
  expect(await understood(said, 35)).toEqual({
    unknown: ['99999'],
    elsewhere: expect.stringContaining('has finished'),
  });
});
