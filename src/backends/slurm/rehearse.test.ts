import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { REHEARSER } from './rehearse.ts';

const said = (name: string) => readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8').trim();
const { meaning } = REHEARSER;

test('what Slurm said, as it was recorded', () => {
  expect(meaning(0, said('sbatch-test-only.txt.stderr'))).toEqual({
    isTaken: true,
    startsAt: Date.parse('2026-11-22T16:56:51Z'),
    said: 'Job 1067 to start at 2026-11-22T16:56:51 using 4 processors on nodes c1 in partition normal',
  });
  expect(meaning(1, said('sbatch-test-only-impossible.txt.stderr'))).toEqual({
    isTaken: false,
    startsAt: null,
    said: 'allocation failure: Requested node configuration is not available',
  });
});

test('a scheduler that is not there says nothing about the jobs', () => {
  expect(meaning(1, 'sbatch: error: Unable to contact slurm controller')).toBeNull();
  expect(meaning(127, 'sh: 1: sbatch: not found')).toBeNull();
  expect(meaning(1, '')).toBeNull();
});

test('that there is no room for more jobs now says nothing about them', () => {
  const words = "Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)";
  const limit = (name: string) => `sbatch: error: ${name}\nallocation failure: ${words}`;
  expect(meaning(1, limit('AssocMaxSubmitJobLimit'))).toBeNull();
  expect(meaning(1, 'allocation failure: Rate limit exceeded, please retry momentarily')).toBeNull();
  expect(meaning(1, limit('QOSMaxWallDurationPerJobLimit'))).toMatchObject({ isTaken: false });
});
