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

test('an empty heap has nothing to give', () => {
  expect(() => new IndexHeap().pop()).toThrow();
});
