// @module-tag slow
import { describe, expect, test } from 'vitest';
import { firstFault, numbersFrom } from './seeds.ts';
import { ALL_SAFEGUARDS, simulate } from './simulate.ts';

describe('the seeded simulation', () => {
  // Where one begins to look: shortly before a seed that was known to show it. After a change it may be another one.
  test.each([
    { part: 'ledger', first: 100 },
    { part: 'lock', first: 230 },
    { part: 'lookUp', first: 1 },
  ] as const)(
    'notices when there is no $part',
    async ({ part, first }) => {
      const without = { ...ALL_SAFEGUARDS, [part]: false };
      const found = await firstFault(numbersFrom(first, 20_000), (seed) => simulate(seed, without));
      expect(found?.faults.join('\n')).toContain('was submitted twice');
    },
    600_000,
  );

  test('the same seed plays the same', async () => {
    expect(await simulate(7)).toEqual(await simulate(7));
  });
});
