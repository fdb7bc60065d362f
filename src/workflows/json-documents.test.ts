import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDocument } from './parse.ts';
import { problemOf, successOf } from './testing.ts';

const minimal = { id: 'a', name: 'A', command: 'true' };

describe('text that is not JSON', () => {
  test.each([
    ['["a\tb"]', 'flow.json is not JSON: a text in quotes holds a control character', [1, 2]],
    ['[{"id": "a",}]', 'flow.json is not JSON: expected a key in double quotes, found "}]"', [1, 13]],
    ['[\n  1,\n]', 'flow.json is not JSON: expected a value, found "]"', [3, 1]],
    ['[1] // done', 'flow.json is not JSON: comments are not allowed', [1, 5]],
    ['[NaN]', 'flow.json is not JSON: "NaN]" is not a value', [1, 2]],
    ['Loading R\n[]', 'flow.json is not JSON: "Loading R" is not a value', [1, 1]],
    ['[] []', 'flow.json is not JSON: expected the end of the text, found "[]"', [1, 4]],
    ['["a\nb"]', 'flow.json is not JSON: a text in quotes does not end', [1, 2]],
    ['[1 2]', 'flow.json is not JSON: expected a comma, found "2]"', [1, 4]],
    ['[1', 'flow.json is not JSON: expected a closing bracket, found the end of the line', [1, 3]],
  ])('%j is refused with its place', (text, message, place) => {
    const fault = problemOf(parseDocument(text, 'flow.json'));
    expect(fault.message).toBe(message);
    expect(fault.place).toEqual(place && { file: 'flow.json', line: place[0], column: place[1] });
  });

  test('lists within lists without end are refused and do not end the program', () => {
    expect(problemOf(parseDocument('['.repeat(100_000), 'deep.json')).message).toContain(
      'deep.json is not JSON',
    );
    const deep = `[{"id": "a", "name": "a", "inputs": ${'['.repeat(50_000)}${']'.repeat(50_000)}}]`;
    expect(problemOf(parseDocument(deep, 'deep.json')).message).toContain("Task 'a': command is missing");
  });

  test('a mark of byte order in front is left out', () => {
    expect(successOf(parseDocument(`\uFEFF${JSON.stringify([minimal])}`, 'flow.json')).tasks).toHaveLength(1);
  });

  test('arbitrary text is refused or read, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(typeof parseDocument(text, 'x').ok).toBe('boolean');
      }),
    );
  });

  test('arbitrary JSON is refused or read, and never throws', () => {
    fc.assert(
      fc.property(fc.json(), fc.array(fc.object({ withNullPrototype: false })), (text, tasks) => {
        expect(typeof parseDocument(text, 'x').ok).toBe('boolean');
        expect(typeof parseDocument(JSON.stringify(tasks), 'x').ok).toBe('boolean');
      }),
    );
  });
});
