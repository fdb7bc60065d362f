import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listFaults } from '../engine/faults.ts';
import { documentText } from './document-text.testdata.ts';
import { parseDocument, parseDocumentValue } from './parse.ts';
import { problemOf, successOf } from './testing.ts';

const minimal = { id: 'a', name: 'A', command: 'true' };

/** What is said about one task with these fields, without places. */
function saidOf(fields: object): string[] {
  return listFaults(problemOf(parseDocumentValue([{ ...minimal, ...fields }], 'test'))).map(
    (fault) => fault.message,
  );
}

function taskWith(fields: object) {
  const [task] = successOf(parseDocumentValue([{ ...minimal, ...fields }], 'test')).tasks;
  if (task === undefined) throw new Error('no task');
  return task;
}

describe('the fields of a task', () => {
  test('what is left out has its default', () => {
    expect(taskWith({})).toEqual({
      id: 'a',
      name: 'A',
      command: 'true',
      dependencies: [],
      workingDir: '~',
      resources: { partition: 'normal', cpus: 1, memory: '4G', timeLimit: '1:00:00', gres: null },
      outputFile: null,
      errorFile: null,
      generatesSource: null,
      environment: null,
      envVars: {},
      retry: null,
    });
  });

  test('null is the same as left out', () => {
    const nothing = Object.fromEntries(
      ['deps', 'working_dir', 'partition', 'cpus', 'memory', 'time_limit', 'gres', 'output_file'].map(
        (key) => [key, null],
      ),
    );
    expect(taskWith(nothing)).toEqual(taskWith({}));
    expect(taskWith({ environment: null, env_vars: null, generates_source: null })).toEqual(taskWith({}));
  });

  test('all fields arrive as they were written', () => {
    const task = taskWith({
      command: "julia run.jl 'a b'\necho done",
      working_dir: 'code',
      deps: ['b.*', 'c'],
      partition: 'gpu',
      cpus: 4,
      memory: '16G',
      time_limit: '1-02:00:00',
      gres: 'gpu:v100:1',
      output_file: 'logs/a b.out',
      error_file: '/x/a.err',
      generates_source: '../more.json',
      environment: 'jl',
      env_vars: { THREADS: '4', SEED: '$N' },
    });
    expect(task).toEqual({
      id: 'a',
      name: 'A',
      command: "julia run.jl 'a b'\necho done",
      dependencies: ['b.*', 'c'],
      workingDir: 'code',
      resources: { partition: 'gpu', cpus: 4, memory: '16G', timeLimit: '1-02:00:00', gres: 'gpu:v100:1' },
      outputFile: 'logs/a b.out',
      errorFile: '/x/a.err',
      generatesSource: '../more.json',
      environment: 'jl',
      envVars: { THREADS: '4', SEED: '$N' },
      retry: null,
    });
  });

  test('deps wins over dependencies, and dependencies alone are taken', () => {
    expect(taskWith({ deps: ['x'], dependencies: ['y'] }).dependencies).toEqual(['x']);
    expect(taskWith({ deps: [], dependencies: ['y'] }).dependencies).toEqual([]);
    expect(taskWith({ dependencies: ['y'] }).dependencies).toEqual(['y']);
  });

  test('numbers and texts that mean the same are taken for each other', () => {
    const task = taskWith({ cpus: '4', memory: 2048, time_limit: 30, env_vars: { SEED: 7, RATE: 0.5 } });
    expect(task.resources).toMatchObject({ cpus: 4, memory: '2048', timeLimit: '30' });
    expect(task.envVars).toEqual({ SEED: '7', RATE: '0.5' });
  });

  test('arbitrary text goes through name, command and directories unchanged', () => {
    const text = documentText.filter((value) => value !== '');
    fc.assert(
      fc.property(text, text, text, (name, command, directory) => {
        const [task] = successOf(
          parseDocument(JSON.stringify([{ id: 'a', name, command, working_dir: directory }]), 'x'),
        ).tasks;
        expect(task).toMatchObject({ name, command, workingDir: directory });
      }),
    );
  });

  const noCpus = 'cpus must be a whole number from 1 to 1000000';
  const noList = 'deps must be a list of ids or patterns, such as ["setup", "sim.*"]';
  test.each([
    [{ cpus: 0 }, `Task 'a': ${noCpus}, found the number 0`],
    [{ cpus: -1 }, `Task 'a': ${noCpus}, found the number -1`],
    [{ cpus: 1.5 }, `Task 'a': ${noCpus}, found the number 1.5`],
    [{ cpus: 1e300 }, `Task 'a': ${noCpus}, found the number 1e+300`],
    [{ cpus: Number.NaN }, `Task 'a': ${noCpus}, found the number NaN`],
    [{ cpus: 'many' }, `Task 'a': ${noCpus}, found the text "many"`],
    [{ cpus: '0' }, `Task 'a': ${noCpus}, found the text "0"`],
    [{ cpus: true }, `Task 'a': ${noCpus}, found true`],
    [{ deps: 'b' }, `Task 'a': ${noList}, found the text "b"`],
    [{ deps: ['b', 3] }, `Task 'a': deps[1] must be an id or a pattern, found the number 3`],
    [{ deps: [''] }, `Task 'a': deps[0] is empty: it must be an id or a pattern`],
    [
      { memory: 'lots' },
      'must be a number with K, M, G, T or P behind it, such as "4G", found the text "lots"',
    ],
    [{ memory: '4G\n#SBATCH' }, 'found the text "4G\\n#SBATCH"'],
    [{ memory: -4 }, 'found the number -4'],
    [
      { time_limit: 'soon' },
      'time_limit must be a time such as "1:00:00" or "2-12:00:00", found the text "soon"',
    ],
    [{ partition: 'a b' }, 'partition must be a name without blanks, found the text "a b"'],
    [{ partition: '' }, 'partition must be a name without blanks, found the text ""'],
    [{ gres: 'gpu:1 --x' }, 'gres must be generic resources such as "gpu:2", found the text "gpu:1 --x"'],
    [{ name: 7 }, 'name must be text, found the number 7'],
    [{ command: ['a'] }, 'command must be text, found a list'],
    [{ command: 'a\0b' }, 'command holds the NUL character'],
    [{ working_dir: '\ud800' }, 'working_dir holds half of a character'],
    [{ env_vars: { '1X': 'y' } }, 'env_vars.1X is not a name that a shell accepts'],
    [{ env_vars: { 'A B': 'y' } }, 'env_vars."A B" is not a name that a shell accepts'],
    [{ env_vars: { A: true } }, 'env_vars.A must be text in quotes, found true'],
    [{ env_vars: { A: 2 ** 60 } }, 'env_vars.A must be text in quotes, found the number 1152921504606847000'],
    [{ env_vars: ['A=1'] }, 'env_vars must be a group of names and texts, found a list'],
    [{ output_file: 5 }, 'output_file must be text, found the number 5'],
  ])('%j is refused', (fields, message) => {
    const said = saidOf(fields);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(message);
  });

  test.each(['4G', '512', '1.5T', '16gb', '0', '2048M', '8K'])('memory %s is accepted', (memory) => {
    expect(taskWith({ memory }).resources.memory).toBe(memory);
  });

  test.each(['1:00:00', '30', '5:00', '2-12', '2-12:30', '2-12:30:00', '0-1', 'UNLIMITED', '1:00:00:00'])(
    'time limit %s is accepted',
    (limit) => {
      expect(taskWith({ time_limit: limit }).resources.timeLimit).toBe(limit);
    },
  );
});

describe('ids', () => {
  test.each([
    'sim.1',
    'py.pricing-2',
    'test_001',
    'a',
    '50%',
    "it's $(x)",
    'é😀',
    '..',
    'sim[1]',
    'a b',
    'x'.repeat(200),
  ])('"%s" is accepted', (id) => {
    expect(taskWith({ id }).id).toBe(id);
  });

  test.each([
    ['', 'Task number 1: id is empty: it must be text such as "sim.1"'],
    ['a/b', "Task 'a/b': id holds a slash, which cannot be part of a log file's name: use dots or dashes"],
    ['a\nb', "Task 'a\\nb': id holds a line break or another control character"],
    [' a', "Task ' a': id begins or ends with a blank"],
    ['é'.repeat(101), "has 202 bytes, and at most 200 fit into a log file's name"],
  ])('%j is refused with the reason', (id, message) => {
    const said = saidOf({ id });
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(message);
  });

  test('a number is refused and not taken for text, because patterns would not find it', () => {
    expect(saidOf({ id: 7 })).toEqual(['Task number 1: id must be text, found the number 7']);
  });

  test('the same id twice is refused with both places', () => {
    const text = JSON.stringify([minimal, { ...minimal, id: 'b' }, minimal], null, 1);
    const fault = problemOf(parseDocument(text, 'flow.json'));
    expect(fault).toMatchObject({
      message: "Duplicate task id 'a': it is also that of task number 1 on line 3",
      place: { line: 13, column: 9 },
    });
  });
});
