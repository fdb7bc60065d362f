import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePattern, isPattern } from './fnmatch.ts';

const TABLE: readonly (readonly [string, string, boolean])[] = JSON.parse(
  readFileSync(new URL('fixtures/fnmatch.json', import.meta.url), 'utf8'),
);

describe('shell-style matching', () => {
  test("agrees with Python's fnmatchcase on every row of the table", () => {
    const wrong = TABLE.filter(([pattern, text, matches]) => compilePattern(pattern)(text) !== matches);
    expect(wrong).toEqual([]);
  });

  test('a pattern without special characters matches itself and nothing else', () => {
    const plain = fc.string({ unit: 'binary' }).filter((text) => !isPattern(text));
    fc.assert(
      fc.property(plain, plain, (pattern, text) => {
        expect(compilePattern(pattern)(text)).toBe(pattern === text);
      }),
    );
  });

  test('a star stands for any text at its place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(compilePattern('sim.*')(`sim.${text}`)).toBe(true);
        expect(compilePattern('*.sim')(`${text}.sim`)).toBe(true);
        expect(compilePattern('*')(text)).toBe(true);
      }),
    );
  });

  test('many stars against a long text that nearly matches come to an end', () => {
    expect(compilePattern(`${'*a'.repeat(50)}b`)('a'.repeat(5000))).toBe(false);
  });
});

test.each(['*', 'a?', 'x[12]', '['])('%s is a pattern', (text) => {
  expect(isPattern(text)).toBe(true);
});

test.each(['a', 'sim.1', 'a]', 'a{b,c}', ''])('"%s" is an id', (text) => {
  expect(isPattern(text)).toBe(false);
});
