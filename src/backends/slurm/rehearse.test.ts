import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseRehearsals } from './rehearse.ts';

const said = (name: string) => readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');

test('what Slurm said, as it was recorded', () => {
  const answer = `\u001e0\u001f${said('sbatch-test-only.txt.stderr')}\u001e1\u001f${said('sbatch-test-only-impossible.txt.stderr')}`;
  expect(parseRehearsals(answer)).toEqual([
    {
      isTaken: true,
      startsAt: Date.parse('2026-11-22T16:56:51Z'),
      said: 'Job 1067 to start at 2026-11-22T16:56:51 using 4 processors on nodes c1 in partition normal',
    },
    {
      isTaken: false,
      startsAt: null,
      said: 'allocation failure: Requested node configuration is not available',
    },
  ]);
});

test('a scheduler that is not there says nothing about the jobs', () => {
  expect(parseRehearsals('\u001e1\u001fsbatch: error: Unable to contact slurm controller')).toEqual([null]);
  expect(parseRehearsals('\u001e127\u001fsh: 1: sbatch: not found')).toEqual([null]);
  expect(parseRehearsals('')).toEqual([]);
});
