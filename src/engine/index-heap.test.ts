import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IndexHeap } from './index-heap.ts';

test('gives back what was put in, smallest first', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), (items) => {
      const heap = new IndexHeap();
      for (const item of items) heap.push(item);
      const taken = items.map(() => heap.pop());
      expect(taken).toEqual([...items].sort((a, b) => a - b));
      expect(heap.size).toBe(0);
    }),
  );
});

test('gives the smallest together, few or many, and goes on as before', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(), { maxLength: 200 }), fc.nat(220), (items, count) => {
      const heap = new IndexHeap();
      for (const item of items) heap.push(item);
      const sorted = items.toSorted((a, b) => a - b);
      expect(heap.take(count)).toEqual(sorted.slice(0, count));
      const rest = sorted.slice(count);
      expect(rest.map(() => heap.pop())).toEqual(rest);
    }),
  );
});

test('an empty heap has nothing to give', () => {
  expect(() => new IndexHeap().pop()).toThrow();
});
