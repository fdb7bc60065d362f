import { describe, expect, test } from 'vitest';
import { describeValue, expected, gatherFaults, keyPath, listFaults } from './faults.ts';
import { problem } from './problem.ts';

const at = (line: number, message = `on line ${line}`) =>
  problem('bad-document', message, { place: { file: 'f', line, column: 1 } });

describe('gathering faults', () => {
  test('a single fault speaks for itself', () => {
    expect(gatherFaults('bad-document', 'f', [at(3)])).toEqual(at(3));
    expect(listFaults(at(3))).toEqual([at(3)]);
  });

  test('several stand in the order of their places, each once', () => {
    const gathered = gatherFaults('bad-document', 'f', [at(9), at(3), at(9), at(3, 'another')]);
    expect(gathered.message).toBe('f has 3 faults');
    expect(listFaults(gathered)).toEqual([at(3), at(3, 'another'), at(9)]);
  });

  test('no faults at all is a mistake of the caller', () => {
    expect(() => gatherFaults('bad-document', 'f', [])).toThrow(RangeError);
  });
});

test.each([
  [undefined, 'nothing'],
  [null, 'null'],
  ['a"b', 'the text "a\\"b"'],
  ['x'.repeat(100), `the text "${'x'.repeat(40)}…"`],
  [8, 'the number 8'],
  [false, 'false'],
  [[1], 'a list'],
  [{ a: 1 }, 'a group of keys'],
])('%j is called by its kind', (value, name) => {
  expect(describeValue(value)).toBe(name);
});

test('what is missing and what is wrong are said differently', () => {
  expect(expected('text')({})).toBe('is missing: it must be text');
  expect(expected('text')({ input: 8 })).toBe('must be text, found the number 8');
});

test('keys are written as people write them', () => {
  expect(keyPath(['backends', 0, 'ssh', 'port'])).toBe('backends[0].ssh.port');
  expect(keyPath([3, 'id'])).toBe('[3].id');
  expect(keyPath(['env_vars', 'A B\n'])).toBe('env_vars."A B\\n"');
});
