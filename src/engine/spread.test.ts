import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Spread } from './spread.ts';

const values = fc.array(fc.double({ min: 0, max: 1e15, noNaN: true }), { maxLength: 200 });
const wholeValues = fc.array(fc.integer({ min: 0, max: 2 ** 40 }), { maxLength: 200 });

function spreadOf(list: readonly number[]): Spread {
  const spread = new Spread();
  for (const value of list) spread.add(value);
  return spread;
}

it('has a median within one percent of the true one', () => {
  fc.assert(
    fc.property(values, (list) => {
      const sorted = list.toSorted((a, b) => a - b);
      const truth = sorted[Math.ceil(sorted.length / 2) - 1];
      const median = spreadOf(list).median();
      if (truth === undefined) expect(median).toBeNull();
      else expect(Math.abs((median ?? Number.NaN) - truth)).toBeLessThanOrEqual(truth * 0.01);
    }),
  );
});

it('forgets what is taken away', () => {
  fc.assert(
    fc.property(wholeValues, wholeValues, (stay, go) => {
      const spread = spreadOf([...stay, ...go]);
      for (const value of go) spread.remove(value);
      expect(spread.count).toBe(stay.length);
      expect(spread.median()).toBe(spreadOf(stay).median());
    }),
  );
});

it('has a median that is exact where values are equal', () => {
  expect(spreadOf([7_000, 7_000, 7_000]).median()).toBe(7_000);
  expect(spreadOf([0]).median()).toBe(0);
});
