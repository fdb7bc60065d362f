import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isNear, isShort, seenLines, wantedWindow } from './list-window.ts';

test('what is seen is counted in lines', () => {
  expect(seenLines({ top: -200, bottom: 300, line: 30 }, 1_000)).toEqual([0, 10]);
  expect(seenLines({ top: 45, bottom: 301, line: 30 }, 1_000)).toEqual([1, 11]);
  expect(seenLines({ top: 45, bottom: 301, line: 30 }, 5)).toEqual([1, 5]);
  expect(seenLines({ top: -900, bottom: -100, line: 30 }, 5)).toEqual([0, 0]);
});

const places = fc
  .record({
    top: fc.integer({ min: -2_000, max: 3_100_000 }),
    height: fc.integer({ min: 1, max: 4_000 }),
    line: fc.integer({ min: 12, max: 80 }),
    total: fc.nat(100_000),
  })
  .map(({ top, height, line, total }) => ({ sight: { top, bottom: top + height, line }, total }));

test('what is asked for shows all that is seen, with room to go on either way, and is bounded', () => {
  fc.assert(
    fc.property(places, ({ sight, total }) => {
      const { from, limit } = wantedWindow(sight, total, 400);
      expect(limit).toBeLessThanOrEqual(400);
      const got = { from, count: Math.min(limit, total - from), total };
      if ((sight.bottom - sight.top) / sight.line > 130) return;
      expect(isShort(got, sight)).toBe(false);
      expect(isNear(got, sight)).toBe(false);
    }),
  );
});

test('lines that are not there yet are missed', () => {
  const sight = { top: 600, bottom: 900, line: 30 };
  expect(isShort({ from: 0, count: 25, total: 100 }, sight)).toBe(true);
  expect(isShort({ from: 25, count: 50, total: 100 }, sight)).toBe(true);
  expect(isShort({ from: 0, count: 25, total: 25 }, sight)).toBe(false);
  expect(isNear({ from: 0, count: 31, total: 100 }, sight)).toBe(true);
});
