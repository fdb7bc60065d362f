import { expect, test } from 'vitest';
import { runId, submissionToken, type Token } from '../engine/ids.ts';
import type { SubmitAnswer } from '../engine/observation.ts';
import { problem } from '../engine/problem.ts';
import type { Outcome } from '../transport/outcome.ts';
import { sampleJob } from './sample-job.testdata.ts';
import { simulatedHost } from './simulated-host.testdata.ts';
import { type Submitter, submitThroughLedger } from './submit.ts';

const RUN = runId('a1b2c3d4');
const SUBMITTER: Submitter = {
  entry: ({ token }) => ({
    token,
    ledger: '~/ledger',
    folders: [],
    command: 'sbatch',
    script: '#!/bin/sh\n',
  }),
  jobsOf: () => null,
  failure: (said) => ({ is: 'refused', problem: problem('refused', said) }),
};

/** What three submissions are answered, when the machine answers so. */
async function answers(outcome: Partial<Outcome>): Promise<readonly string[]> {
  const { host } = simulatedHost(() => outcome);
  const told = new Map<Token, SubmitAnswer>();
  const tokens = [1, 2, 3].map((number) => submissionToken(RUN, number));
  const submissions = tokens.map((token) => ({ token, jobs: [{ ...sampleJob(), token }] }));
  await submitThroughLedger(host, SUBMITTER, submissions, (token, answer) => told.set(token, answer));
  return tokens.map((token) => told.get(token)?.is ?? 'nothing');
}

const line = (number: number, word: string, said: string) =>
  `${RUN}.${number} ${word} 1 ${Buffer.from(said).toString('hex')} .\n`;

test.each([
  ["mkdir: cannot create directory '/data/x': Permission denied", 'refused'],
  ["mkdir: cannot create directory '/data/x': No space left on device", 'deferred'],
  ["mkdir: cannot create directory '/data/x': Stale file handle", 'deferred'],
  ["mkdir: cannot create directory '/data': Transport endpoint is not connected", 'deferred'],
  ["mkdir: can't create directory '/data/x': Input/output error", 'deferred'],
])('a folder that cannot be made: %s', async (said, expected) => {
  const [first] = await answers({ stdout: line(1, 'no-folder', said) });
  expect(first).toBe(expected);
});

test('an answer that is cut in the middle of a line counts up to the line before', async () => {
  const whole = line(1, 'locked', 'somebody') + line(2, 'failed', 'bad partition');
  for (let length = 0; length <= whole.length; length += 1) {
    const cut = { stdout: whole.slice(0, length), exitCode: null, problem: problem('no-answer', 'cut') };
    const second = length === whole.length ? 'refused' : 'unanswered';
    expect(await answers(cut)).toEqual(['unanswered', second, 'unanswered']);
  }
});

test('a machine that was not reached was asked for nothing', async () => {
  const away = problem('unreachable', 'no route');
  expect(await answers({ problem: away, exitCode: null })).toEqual(['deferred', 'deferred', 'deferred']);
});
