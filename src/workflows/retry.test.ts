import { describe, expect, test } from 'vitest';
import { listFaults } from '../engine/faults.ts';
import { parseDocument, parseDocumentValue } from './parse.ts';
import { problemOf, successOf } from './testing.ts';

const task = { id: 'a', name: 'A', command: 'x' };
const policyOf = (retry: unknown, document: object = {}) =>
  successOf(parseDocumentValue({ ...document, tasks: [{ ...task, retry }] }, 'test')).tasks[0]?.retry;
const said = (document: object) =>
  listFaults(problemOf(parseDocumentValue(document, 'test'))).map(({ message }) => message);

const usual = ['out_of_memory', 'timeout', 'node_fail', 'preempted'];

describe('retry', () => {
  test('what is left out has its default', () => {
    expect(policyOf({})).toEqual({ max: 1, on: usual, memory: 2, timeLimit: 1.5 });
  });

  test('all keys arrive, each reason once', () => {
    expect(policyOf({ max: 3, on: ['exit', 'timeout', 'exit'], memory: 1, time_limit: 4 })).toEqual({
      max: 3,
      on: ['exit', 'timeout'],
      memory: 1,
      timeLimit: 4,
    });
  });

  test('a task without it has that of the document, and may turn it off', () => {
    const document = { retry: { max: 2 } };
    expect(policyOf(undefined, document)).toMatchObject({ max: 2 });
    expect(policyOf(null, document)).toMatchObject({ max: 2 });
    expect(policyOf({ max: 5 }, document)).toMatchObject({ max: 5 });
    expect(policyOf({ max: 0 }, document)).toBeNull();
    expect(policyOf(undefined, { retry: { max: 0 } })).toBeNull();
    expect(policyOf(undefined)).toBeNull();
  });

  test.each([
    [3, ' must be a group of keys such as {max: 2, on: [out_of_memory]}, found the number 3'],
    [{ max: -1 }, '.max must be a whole number from 0 to 100, found the number -1'],
    [
      { on: 'timeout' },
      '.on must be a list of reasons such as [out_of_memory, timeout], found the text "timeout"',
    ],
    [{ on: [] }, '.on is empty: name at least one reason'],
    [
      { on: ['time_out'] },
      '.on[0] must be one of out_of_memory, timeout, node_fail, preempted, exit, found the text "time_out" (did you mean \'timeout\'?)',
    ],
    [{ memory: 0.5 }, '.memory must be a number from 1 to 100, found the number 0.5'],
    [{ time_limit: '2' }, '.time_limit must be a number from 1 to 100, found the text "2"'],
    [{ maxx: 1 }, " has the key 'maxx', which is not known (did you mean 'max'?)"],
  ])('%j is refused, in a task and in the document', (retry, message) => {
    expect(said([{ ...task, retry }])).toEqual([`Task 'a': retry${message}`]);
    expect(said({ retry, tasks: [task, { ...task, id: 'b' }] })).toEqual([`retry${message}`]);
  });

  test('faults have their places', () => {
    const text = 'retry:\n  max: 2\n  on: [timeout, never]\ntasks: [{id: a, name: A, command: x}]';
    expect(problemOf(parseDocument(text, 'a.yaml')).place).toEqual({ file: 'a.yaml', line: 3, column: 17 });
  });
});
