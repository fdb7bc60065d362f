import { describe, expect, test } from 'vitest';
import { listFaults } from '../engine/faults.ts';
import { parseDocument } from './parse.ts';
import { envRule, problemOf, successOf } from './testing.ts';

const task = '{"id": "a", "name": "a", "command": "c"';

/** The rules of a document and of its only task. */
function read(document: string, ofTask = '[]') {
  const { rules, tasks, warnings } = successOf(
    parseDocument(`{"tasks": [${task}, "env": ${ofTask}}], ${document}}`, 'f'),
  );
  return { ...rules, ofTask: tasks[0]?.env, warnings };
}

describe('rules in a document', () => {
  test('are read for the whole, for groups and for single tasks', () => {
    const rule = '{"if": {"A": "1", "B": ["2", 3]}, "set": {"N": 8}, "append": {"P": "/x"}, "init": "true"}';
    expect(read(`"env": [${rule}], "env_groups": {"g": [{"include": ["h"]}], "h": []}`, '[{}]')).toEqual({
      env: [
        {
          if: { A: ['1'], B: ['2', '3'] },
          include: [],
          set: { N: '8' },
          append: { P: '/x' },
          init: 'true',
        },
      ],
      groups: { g: [envRule({ include: ['h'] })], h: [] },
      ofTask: [envRule()],
      warnings: [],
    });
  });

  test('null means none, and a task without any has no field for them', () => {
    expect(read('"env": null, "env_groups": null')).toEqual({
      env: [],
      groups: {},
      ofTask: undefined,
      warnings: [],
    });
  });

  test('a list of tasks has no rules of its own', () => {
    expect(successOf(parseDocument(`[${task}}]`, 'f')).rules).toEqual({ env: [], groups: {} });
  });

  test('keys that are not used are told once, with the nearest valid one', () => {
    const { warnings } = read('"env": [{"sett": {}}, {"sett": {}}]', '[{"stacks": ["s"]}]');
    expect(warnings).toEqual([
      "Key of an env rule 'sett' is not known and not used (did you mean 'set'?)",
      "Key of an env rule 'stacks' is not used by this version yet",
    ]);
  });
});

describe('faults have their places', () => {
  const name = 'is not a name that a shell accepts: letters, digits and _ only, and no digit in front';
  test.each([
    ['"env": {}', '2:8 env must be a list of rules, found a group of keys'],
    ['"env": [{"set": {"A-B": "x"}}]', `2:25 env[0].set.A-B ${name}`],
    ['"env": [{"set": {"A": true}}]', '2:23 env[0].set.A must be text in quotes, found true'],
    ['"env": [{"append": ["x"]}]', '2:20 env[0].append must be a group of names and texts, found a list'],
    [
      '"env": [{"include": "g"}]',
      '2:21 env[0].include must be a list of names, such as ["gpu"], found the text "g"',
    ],
    [
      '"env": [{"if": {"A": {}}}]',
      '2:22 env[0].if.A must be text in quotes, or a list of texts of which one must be the value, found a group of keys',
    ],
    ['"env": [{"init": "a\\u0000b"}]', '2:18 env[0].init holds the NUL character, which no script can hold'],
    [
      '"env_groups": {"g": [1]}',
      '2:22 env_groups.g[0] must be a rule: a group of keys such as set, append, init, include and if, found the number 1',
    ],
    ['"env_groups": {"": []}', '2:20 env_groups."" is empty: a group needs a name'],
  ])('%s', (line, expected) => {
    const problem = problemOf(parseDocument(`{"tasks": [${task}}],\n${line}}`, 'f'));
    const faults = listFaults(problem).map(
      ({ place, message }) => `${place?.line}:${place?.column} ${message}`,
    );
    expect(faults).toEqual([expected]);
  });

  test('also in a task, whose name comes first', () => {
    const text = `[\n${task},\n"env": [{"set": {"A": []}}]}]`;
    expect(problemOf(parseDocument(text, 'f'))).toMatchObject({
      message: "Task 'a': env[0].set.A must be text in quotes, found a list",
      place: { line: 3, column: 23 },
    });
  });
});
