import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareSlots } from './share.ts';

const claim = (key: string, wanted: number, active = 0, createdAt = 0) => ({
  key,
  wanted,
  active,
  createdAt,
});

test('slots are divided equally', () => {
  expect(Object.fromEntries(shareSlots(6, [claim('a', 10), claim('b', 10)]))).toEqual({ a: 3, b: 3 });
});

test('what one run cannot use goes to the others', () => {
  expect(Object.fromEntries(shareSlots(6, [claim('a', 1), claim('b', 10)]))).toEqual({ a: 1, b: 5 });
});

test('the run with the fewest active tasks is served first, the older one on ties', () => {
  expect(Object.fromEntries(shareSlots(1, [claim('busy', 5, 3), claim('idle', 5, 0)]))).toMatchObject({
    idle: 1,
  });
  expect(Object.fromEntries(shareSlots(1, [claim('young', 5, 0, 2), claim('old', 5, 0, 1)]))).toMatchObject({
    old: 1,
  });
});

test('never more than there are, never more than wanted, and nothing is left while somebody wants', () => {
  const claims = fc.array(fc.record({ wanted: fc.nat(20), active: fc.nat(20), createdAt: fc.nat(5) }), {
    maxLength: 10,
  });
  fc.assert(
    fc.property(fc.nat(50), claims, (free, list) => {
      const given = shareSlots(
        free,
        list.map((entry, key) => ({ key, ...entry })),
      );
      const total = [...given.values()].reduce((sum, count) => sum + count, 0);
      const wanted = list.reduce((sum, entry) => sum + entry.wanted, 0);
      expect(total).toBe(Math.min(free, wanted));
      list.forEach((entry, key) => {
        expect(given.get(key) ?? 0).toBeLessThanOrEqual(entry.wanted);
      });
    }),
  );
});
