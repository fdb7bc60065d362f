import { expect, test } from 'vitest';
import { FoundLines } from './log-search.ts';

const found = (count: number, lines: readonly number[]) =>
  new FoundLines({ count, matches: lines.map((line) => ({ line, at: line * 10 })) });

test('the last match comes first, and the steps go round', () => {
  const three = found(3, [4, 8, 9]);
  expect(three.words).toBe('3 lines');
  expect(three.step(-1)?.line).toBe(9);
  expect(three.words).toBe('3 of 3');
  expect(three.step(-1)?.line).toBe(8);
  expect(three.step(1)?.line).toBe(9);
  expect(three.step(1)?.line).toBe(4);
  expect(three.words).toBe('1 of 3');
  expect(three.step(-1)?.line).toBe(9);
});

test('also where one asks for the next', () => {
  expect(found(2, [4, 8]).step(1)?.line).toBe(8);
});

test('of very many, the last ones have their true numbers', () => {
  const many = found(12_345, [1, 2, 3]);
  many.step(-1);
  expect(many.words).toBe('12,345 of 12,345');
  many.step(-1);
  expect(many.words).toBe('12,344 of 12,345');
});

test('nothing found is said', () => {
  expect(found(0, []).words).toBe('not found');
  expect(found(0, []).step(1)).toBeNull();
});
