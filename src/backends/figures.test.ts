import { expect, test } from 'vitest';
import { epochSeconds, leadingCount, plausible, wholeNumber } from './figures.ts';

const HUGE = '9'.repeat(400);

test.each([
  ['0', 0],
  ['64', 64],
  ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ['9007199254740993', null],
  [HUGE, null],
  ['-1', null],
  ['1e5', null],
  ['4+', null],
  ['', null],
  [undefined, null],
])('the whole number %s is %s', (text, expected) => {
  expect(wholeNumber(text)).toBe(expected);
});

test.each([
  ['4', 4],
  ['64000+', 64_000],
  ['4-8', 4],
  ['-5', 0],
  ['', 0],
  [HUGE, 0],
])('%s begins with the number %s', (text, expected) => {
  expect(leadingCount(text)).toBe(expected);
});

test.each([
  ['1795365653', 1_795_365_653],
  ['8640000000000', 8_640_000_000_000],
  ['8640000000001', null],
])('the time %s is %s', (text, expected) => {
  expect(epochSeconds(text)).toBe(expected);
});

test('what is no number is not plausible', () => {
  expect([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 60].map(plausible)).toEqual(
    Array(4).fill(null),
  );
  expect([0, -1.5, 1e15].map(plausible)).toEqual([0, -1.5, 1e15]);
});
