import { describe, expect, test } from 'vitest';
import { NO_RULES } from '../../engine/env-rules.ts';
import { jobId, token } from '../../engine/ids.ts';
import type { SubmitAnswer } from '../../engine/observation.ts';
import { problem } from '../../engine/problem.ts';
import type { JobRequest, SubmissionRequest } from '../backend.ts';
import { sampleJob } from '../sample-job.testdata.ts';
import { simulatedHost } from '../simulated-host.testdata.ts';
import { openSlurm } from './backend.ts';
import { recorded } from './recorded.testdata.ts';
import type { SlurmSettings } from './settings.ts';

const SETTINGS: SlurmSettings = {
  type: 'slurm',
  name: 'hpc',
  ssh: null,
  account: 'lab',
  loginShell: false,
  maxConcurrent: 10,
  cloneDir: '~/x',
  smallestArray: 10,
  rules: NO_RULES,
};
const alone = (job: JobRequest): SubmissionRequest => ({ token: job.token, jobs: [job] });
const TOKEN = token('a1b2c3d4.1');

function simulated(answers: Parameters<typeof simulatedHost>[0]) {
  const { host, scripts } = simulatedHost(answers);
  return { backend: openSlurm(SETTINGS, host), scripts };
}

const DOWN = { exitCode: 1, stderr: recorded('err-ctld-down-squeue.txt.stderr') };
const CUT_OFF = { exitCode: null, problem: problem('no-answer', 'the connection ended') };

describe('over a simulated machine', () => {
  test.each([
    ['a failing squeue', DOWN, 'command-failed'],
    ['silence', CUT_OFF, 'no-answer'],
    ['no output at all', {}, 'unreadable'],
    ['an answer that was too long', { stdout: 'x', outputCut: true }, 'unreadable'],
  ])('%s is not an empty queue', async (_, outcome, code) => {
    const { backend } = simulated(() => outcome);
    expect(await backend.list()).toMatchObject({ ok: false, problem: { code } });
  });

  test.each([
    ['err-ctld-down-squeue.txt.stderr', 'Unable to contact slurm controller (connect failure)'],
    ['err-ctld-hung-squeue.txt.stderr', 'Socket timed out on send/recv operation'],
    ['err-munge-down-squeue.txt.stderr', 'Protocol authentication error'],
    ['err-no-config-squeue.txt.stderr', 'Could not establish a configuration source'],
  ])('%s: nobody could be asked, in the words of squeue', async (name, words) => {
    const { backend } = simulated(() => ({ exitCode: 1, stderr: recorded(name) }));
    expect(await backend.list()).toMatchObject({ problem: { message: expect.stringContaining(words) } });
  });

  test.each([
    // Newer releases end with another code than 0 where they say this.
    ['scancel-done-verbose.txt.stderr', 1, true],
    ['scancel-unknown-verbose.txt.stderr', 1, true],
    ['scancel-garbage.txt.stderr', 1, false],
    ['err-ctld-down-scancel.txt.stderr', 8, false],
  ])('cancelling: %s with exit code %i is what was wanted: %s', async (name, exitCode, isWanted) => {
    const { backend } = simulated(() => ({ exitCode, stderr: recorded(name) }));
    expect((await backend.cancel([jobId('1083')])).ok).toBe(isWanted);
  });

  test.each([
    ['not reached', { exitCode: null, problem: problem('unreachable', 'no route') }, 'deferred'],
    ['cut off', CUT_OFF, 'unanswered'],
    ['ended early', { exitCode: 137 }, 'unanswered'],
    ['cut off behind the answer', { ...CUT_OFF, stdout: `${TOKEN} accepted 0 3132 .\n` }, 'accepted'],
    ['accepted without an id', { stdout: `${TOKEN} accepted 0 6f6b .\n` }, 'unanswered'],
    ['skipped', { stdout: `${TOKEN} skipped 1 78 .\n` }, 'deferred'],
  ])('a submission that was %s', async (_, outcome, is) => {
    const { backend } = simulated(() => outcome);
    const answers: SubmitAnswer[] = [];
    await backend.submit([alone(sampleJob())], (_token, answer) => answers.push(answer));
    expect(answers.map((answer) => answer.is)).toEqual([is]);
  });

  test('after the connection was cut, the rest is not sent', async () => {
    const { backend, scripts } = simulated(() => CUT_OFF);
    const jobs = Array.from({ length: 120 }, (_, at) => sampleJob({}, {}, { submission: at + 1 }));
    const answers: string[] = [];
    await backend.submit(jobs.map(alone), (_token, answer) => answers.push(answer.is));
    // Two are under way when the first is cut off.
    expect(scripts).toHaveLength(2);
    expect(answers.filter((is) => is === 'unanswered')).toHaveLength(100);
    expect(answers.filter((is) => is === 'deferred')).toHaveLength(20);
  });

  test('a token is missing only when ledger, queue and accounting could be asked', async () => {
    const empty = (_: string, script: string) => ({
      stdout: `${/036([0-9a-f]{12})/.exec(script)?.[1] ? `\u001e${/036([0-9a-f]{12})/.exec(script)?.[1]}end` : ''}`,
    });
    expect(await simulated(empty).backend.find([{ token: TOKEN, size: 1 }])).toEqual({
      ok: true,
      value: new Map(),
    });
    for (const silent of ['ledger', 'queue', 'accounting']) {
      const { backend } = simulated((purpose, script) =>
        purpose.endsWith(silent) ? DOWN : empty(purpose, script),
      );
      expect(await backend.find([{ token: TOKEN, size: 1 }])).toMatchObject({ ok: false });
    }
    const complains = simulated((purpose, script) => {
      const { stdout } = empty(purpose, script);
      const words = 'sacct: error: slurmdbd: Unknown error 1021\n';
      return { stdout: purpose.endsWith('accounting') ? words + stdout : stdout };
    });
    expect(await complains.backend.find([{ token: TOKEN, size: 1 }])).toMatchObject({ ok: false });
    const without = simulated((purpose, script) =>
      purpose.endsWith('accounting')
        ? { exitCode: 1, stderr: 'Slurm accounting storage is disabled' }
        : empty(purpose, script),
    );
    expect(await without.backend.find([{ token: TOKEN, size: 1 }])).toEqual({ ok: true, value: new Map() });
  });

  test('what the ledger knows is not asked of the scheduler', async () => {
    const { backend, scripts } = simulated(() => ({ stdout: `${TOKEN} accepted 0 3132 .\n` }));
    expect(await backend.find([{ token: TOKEN, size: 1 }])).toEqual({
      ok: true,
      value: new Map([[TOKEN, ['12']]]),
    });
    expect(scripts).toHaveLength(1);
  });

  test('many jobs are cancelled with one call', async () => {
    const { backend, scripts } = simulated(() => ({}));
    await backend.cancel([jobId('1'), jobId('2_7'), jobId('3')]);
    expect(scripts).toEqual(['scancel 1 2_7 3\n']);
  });
});
