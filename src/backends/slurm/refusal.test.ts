import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseSubmittedId, submitFailure } from './refusal.ts';

const folder = new URL('./fixtures/', import.meta.url);

function said(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8')
    .replace(/took \d+ ms\n/, '')
    .trim();
}

const TOO_LARGE = ['sbatch-err-array-syntax.txt.stderr', 'sbatch-err-array-too-big.txt.stderr'];
const DEFERRED = [
  'err-ctld-down-sbatch.txt.stderr',
  'err-munge-down-sbatch.txt.stderr',
  'limits-err-submit.txt.stderr',
  'state-partition-inactive.txt.stderr',
];
const REFUSED = readdirSync(folder).filter(
  (name) => /^(sbatch|limits)-err-.*\.stderr$/.test(name) && ![...DEFERRED, ...TOO_LARGE].includes(name),
);

test.each(DEFERRED)('%s: not taken, and to be tried again', (name) => {
  expect(submitFailure(said(name), 1)).toMatchObject({ is: 'deferred', problem: { code: 'busy' } });
});

test.each(TOO_LARGE)('%s: not as one array of that size', (name) => {
  expect(submitFailure(said(name), 1)).toMatchObject({ is: 'too-large', problem: { code: 'busy' } });
});

test.each(REFUSED)('%s: refused for good, with the text of sbatch', (name) => {
  expect(submitFailure(said(name), 1)).toMatchObject({
    is: 'refused',
    problem: { code: 'refused', message: `sbatch failed: ${said(name)}` },
  });
});

test('a time-out may have come after the job was made: nobody knows', () => {
  const text = 'sbatch: error: Batch job submission failed: Socket timed out on send/recv operation';
  expect(submitFailure(text, 1)).toMatchObject({ is: 'unanswered', problem: { code: 'no-answer' } });
});

test('a limit on the size of jobs is for good, one on their number is not', () => {
  const policy =
    'sbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit)';
  expect(submitFailure(`sbatch: error: QOSMaxWallDurationPerJobLimit\n${policy}`, 1).is).toBe('refused');
  expect(submitFailure(`sbatch: error: QOSMaxSubmitJobPerUserLimit\n${policy}`, 1).is).toBe('deferred');
  expect(submitFailure(policy, 1).is).toBe('deferred');
});

test.each(['sbatch-parsable.txt', 'sbatch-parsable-cluster.txt', 'sbatch-plain.txt', 'sbatch-cluster.txt'])(
  '%s holds a job id, other lines around it or not',
  (name) => {
    const id = /\d+/.exec(said(name))?.[0];
    expect(parseSubmittedId(said(name))).toBe(id);
    expect(parseSubmittedId(`Welcome to cluster 7!\n${said(name)}\nquota: 12 of 100`)).toBe(id);
  },
);

test('no id is found where none is', () => {
  expect(parseSubmittedId('sbatch: 3 warnings')).toBeNull();
});
