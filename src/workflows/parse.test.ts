import { describe, expect, test } from 'vitest';
import { listFaults } from '../engine/faults.ts';
import { parseDocument, parseDocumentValue } from './parse.ts';
import { problemOf, successOf } from './testing.ts';

const minimal = { id: 'a', name: 'A', command: 'true' };

describe('the shape of a document', () => {
  test('a list of tasks is a document without a title', () => {
    const document = successOf(parseDocument(JSON.stringify([minimal]), 'flow.json'));
    expect(document).toMatchObject({ title: null, tasks: [{ id: 'a' }], warnings: [] });
  });

  test('an object with tasks may have a title', () => {
    const document = successOf(parseDocumentValue({ title: 'Grid — search', tasks: [minimal] }, 'flow'));
    expect(document).toMatchObject({ title: 'Grid — search', tasks: [{ id: 'a' }], warnings: [] });
  });

  test.each([
    ['a text', '"x"', 'found the text "x"'],
    ['null', 'null', 'found null'],
    ['a number', '1e999', 'found the number Infinity'],
    ['an object without tasks', '{"jobs": []}', 'found an object without it'],
    ['tasks that are no list', '{"tasks": {"a": 1}}', "found a group of keys under 'tasks'"],
  ])('%s is no document', (_, text, found) => {
    const { code, message } = problemOf(parseDocument(text, 'flow.json'));
    expect(code).toBe('bad-document');
    expect(message).toBe(
      `The document must be a list of tasks or an object with a 'tasks' key that holds one; ${found}`,
    );
  });

  test('a single task is told to stand in a list', () => {
    expect(problemOf(parseDocumentValue(minimal, 'task')).hint).toContain('[ ]');
  });

  test.each(['[]', '{"tasks": []}'])('%s has no tasks, which is an error', (text) => {
    expect(problemOf(parseDocument(text, 'grid')).message).toBe("No tasks for workflow 'grid'");
    const named = parseDocument(text, 'flows/grid.json', 'lab/grid');
    expect(problemOf(named).message).toBe("No tasks for workflow 'lab/grid'");
  });

  test('a title that is not text is a fault', () => {
    const fault = problemOf(parseDocument('{"title": 7,\n "tasks": []}', 'flow.json'));
    expect(fault).toMatchObject({
      message: 'title must be text, found the number 7',
      place: { line: 1, column: 11 },
    });
  });
});

describe('faults', () => {
  test('what is missing names the task and where it stands', () => {
    const text =
      '[\n  {"id": "a", "command": "x"},\n  {"name": "B", "command": "x"},\n  {"id": "c", "name": "C"}\n]';
    const faults = listFaults(problemOf(parseDocument(text, 'flow.json')));
    expect(faults.map(({ message, place }) => [message, place?.line, place?.column])).toEqual([
      ["Task 'a': name is missing: it must be text", 2, 3],
      ['Task number 2: id is missing: it must be text', 3, 3],
      ["Task 'c': command is missing: it must be text", 4, 3],
    ]);
  });

  test('all faults are told at once, each at its place', () => {
    const text =
      '{"tasks": [\n {"id": "a", "name": "A", "command": "x",\n  "cpus": 0, "deps": ["b", 4]},\n "oops"\n]}';
    const fault = problemOf(parseDocument(text, 'flow.json'));
    expect(fault.message).toBe('flow.json has 3 faults');
    expect(fault.faults?.map(({ place }) => [place?.line, place?.column])).toEqual([
      [3, 11],
      [3, 28],
      [4, 2],
    ]);
    expect(fault.faults?.[2]?.message).toBe(
      'Task number 2 must be a task: a group of keys with at least id, name and command, found the text "oops"',
    );
  });

  test('fifty of many faults are listed and all are counted', () => {
    const tasks = Array.from({ length: 80 }, (_, index) => ({ ...minimal, id: `t${index}`, cpus: 0 }));
    const fault = problemOf(parseDocumentValue(tasks, 'big.json'));
    expect(fault.message).toBe('big.json has 80 faults, of which the first 50 are listed');
    expect(fault.faults).toHaveLength(50);
  });

  test('faults of a value that did not come as text have no place', () => {
    expect(problemOf(parseDocumentValue([{ ...minimal, cpus: 0 }], 'x')).place).toBeUndefined();
  });

  test('places are found for both spellings of dependencies', () => {
    const tasks = [
      { ...minimal, dependencies: ['x', 'y'] },
      { ...minimal, id: 'b', deps: ['x'] },
    ];
    const { placeOf } = successOf(parseDocument(JSON.stringify({ tasks }, null, 1), 'f'));
    expect(placeOf(0, 'deps', 1)).toEqual({ file: 'f', line: 9, column: 5 });
    expect(placeOf(1, 'deps', 0)).toEqual({ file: 'f', line: 17, column: 5 });
    expect(placeOf(1)).toEqual({ file: 'f', line: 12, column: 3 });
  });
});

describe('keys that are not used', () => {
  test('unknown ones are warnings with what was probably meant', () => {
    const document = successOf(
      parseDocumentValue({ tasks: [{ ...minimal, cpu: 4, zzz: 1 }], titel: 'x' }, 'f'),
    );
    expect(document.warnings).toEqual([
      "Document key 'titel' is not known and not used (did you mean 'title'?)",
      "Task key 'cpu' is not known and not used (did you mean 'cpus'?): in task 'a'",
      "Task key 'zzz' is not known and not used: in task 'a'",
    ]);
  });

  test('those of other versions are named as such', () => {
    const document = successOf(
      parseDocumentValue({ tasks: [{ ...minimal, env: [], image: 'x' }], env_groups: {} }, 'f'),
    );
    expect(document.warnings).toEqual(["Task key 'image' is not used by this version yet: in task 'a'"]);
  });

  test('one sentence stands for all tasks with the same key', () => {
    const tasks = ['a', 'b', 'c'].map((id) => ({ ...minimal, id, tme_limit: '1' }));
    expect(successOf(parseDocumentValue(tasks, 'f')).warnings).toEqual([
      "Task key 'tme_limit' is not known and not used (did you mean 'time_limit'?): in 3 tasks, first in task 'a'",
    ]);
  });
});
