import { expect, test } from 'vitest';
import { commonEnds, commonStart } from './common-text.ts';

test.each([
  [['run 1 fast', 'run 20 fast'], 'run ', ' fast'],
  [['aa', 'aaa', 'aaaa'], 'aa', ''],
  [['same', 'same'], 'same', ''],
  [['a', 'b'], '', ''],
  [['ab', 'b', 'xb'], '', 'b'],
  [['', 'a'], '', ''],
  [['one'], 'one', ''],
  [[], '', ''],
  // Two that begin, and two that end, with the same half.
  [['😀', '😁'], '', ''],
  [['😀', '\u{10200}'], '', ''],
])('%j begin with %j and then end with %j', (texts, start, end) => {
  expect(commonEnds(texts)).toEqual([start, end]);
  expect(commonStart(texts)).toBe(start);
});

test('long texts that differ in the middle are gone through once', () => {
  const half = 'x'.repeat(4_000_000);
  const [start, end] = commonEnds(['1', '2', '3'].map((number) => `${half}${number}${half}`));
  expect([start.length, end.length]).toEqual([half.length, half.length]);
});
