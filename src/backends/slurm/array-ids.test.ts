import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type JobId, jobId } from '../../engine/ids.ts';
import { joinElements, splitElements } from './array-ids.ts';

test.each([
  ['7', ['7']],
  ['7_12', ['7_12']],
  ['7_[3]', ['7_3']],
  ['7_[3-5,9]', ['7_3', '7_4', '7_5', '7_9']],
  ['7_[0-6:2%4]', ['7_0', '7_2', '7_4', '7_6']],
  ['7_[1,5%2]', ['7_1', '7_5']],
])('%s stands for its elements', (id, expected) => {
  expect(splitElements(id)).toEqual(expected);
});

test.each([
  '7_[1-5,...]',
  '7_[1-5,12',
  '7_[]',
  '7_[x]',
  '7_[1-]',
  '7_[1-9999999999]',
  '7_[1-5:0]',
  `7_[${'9'.repeat(26)}]`,
])('%s is not read', (id) => {
  expect(splitElements(id)).toBeNull();
});

test('a recorded row of a waiting array', () => {
  const row = readFileSync(new URL('./fixtures/sacct-array-pending.txt', import.meta.url), 'utf8');
  expect(splitElements(row.split('|')[0] ?? '')).toHaveLength(500);
});

test('what is joined is split into the same', () => {
  const ids = fc
    .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 60 })), {
      selector: String,
      minLength: 1,
    })
    .map((pairs) => pairs.map(([array, element]) => jobId(`${array}_${element}`)));
  fc.assert(
    fc.property(ids, (jobs: JobId[]) => {
      const split = joinElements(jobs).flatMap((id) => splitElements(id) ?? []);
      expect(split.toSorted()).toEqual(jobs.toSorted());
    }),
  );
});

test('single jobs stay themselves, next to arrays', () => {
  expect(joinElements(['5', '7_1', '7_2', '7_4', '8_3'].map(jobId))).toEqual(['5', '7_[1-2,4]', '8_3']);
});
