import { describe, expect, test } from 'vitest';
import { taskId } from '../engine/ids.ts';
import { generatedPath, parseGenerated } from './generated.ts';
import { envRule, plannedTask, problemOf, successOf } from './testing.ts';

const generator = plannedTask('generate', { workingDir: '/work/r', generatesSource: 'out/tasks.json' });
const run = ['generate', 'sim.old'].map(taskId);
const text = (...tasks: object[]) =>
  JSON.stringify(tasks.map((task) => ({ name: 'n', command: 'c', ...task })));

describe('where the document lies', () => {
  test.each([
    ['tasks.json', '/work/r/tasks.json'],
    ['../x/tasks.json', '/work/r/../x/tasks.json'],
    ['/abs/tasks.json', '/abs/tasks.json'],
    ['~/tasks.json', '~/tasks.json'],
  ])('%s is read from %s', (generatesSource, path) => {
    expect(generatedPath(plannedTask('g', { workingDir: '/work/r', generatesSource }))).toBe(path);
  });

  test('in the login directory it is below the home directory', () => {
    expect(generatedPath(plannedTask('g', { generatesSource: 'tasks.json' }))).toBe('~/tasks.json');
  });

  test('a task that generates nothing has none', () => {
    expect(generatedPath(plannedTask('g'))).toBeNull();
  });
});

describe('generated tasks', () => {
  test('have the rules of their document, and those that their generator has from its own', () => {
    const inherited = { env: [envRule({ set: { A: '1' } })], groups: {} };
    const document = JSON.stringify({
      tasks: [{ id: 'a', name: 'n', command: 'c', env: [{ include: ['g'] }] }],
      env: [{ set: { B: '2' } }],
      env_groups: { g: [{ set: { C: '3' } }] },
    });
    const [task] = successOf(
      parseGenerated(document, { ...generator, inheritedRules: [inherited] }, run),
    ).tasks;
    const groups = { g: [envRule({ set: { C: '3' } })] };
    expect(task?.inheritedRules).toEqual([inherited, { env: [envRule({ set: { B: '2' } })], groups }]);
    expect(task?.env).toEqual([envRule({ include: ['g'] })]);
    const [plain] = successOf(parseGenerated(text({ id: 'a' }), generator, run)).tasks;
    expect(plain).not.toHaveProperty('inheritedRules');
  });

  test("the generator's directory is their base", () => {
    const { tasks } = successOf(
      parseGenerated(
        text({ id: 'a' }, { id: 'b', working_dir: 'x' }, { id: 'c', working_dir: '/y' }),
        generator,
        run,
      ),
    );
    expect(tasks.map((task) => task.workingDir)).toEqual(['/work/r', '/work/r/x', '/y']);
  });

  test('patterns match old and new tasks, the generator included', () => {
    const { tasks } = successOf(
      parseGenerated(text({ id: 'sim.1' }, { id: 'end', deps: ['sim.*', 'gen*'] }), generator, run),
    );
    expect(tasks[1]?.dependencies).toEqual(['sim.old', 'sim.1', 'generate']);
  });

  test('they may generate further tasks', () => {
    const [task] = successOf(
      parseGenerated(text({ id: 'g2', generates_source: 'more.json' }), generator, run),
    ).tasks;
    expect(task && generatedPath(task)).toBe('/work/r/more.json');
  });

  test('both forms of a document are read', () => {
    const document = JSON.stringify({ title: 't', tasks: [{ id: 'a', name: 'n', command: 'c' }] });
    expect(successOf(parseGenerated(document, generator, run)).tasks).toHaveLength(1);
  });

  test('no tasks at all is fine', () => {
    expect(successOf(parseGenerated('[]', generator, run))).toMatchObject({ tasks: [], warnings: [] });
  });

  test('what is odd in their document comes along', () => {
    expect(successOf(parseGenerated(text({ id: 'a', cpu: 4 }), generator, run)).warnings).toEqual([
      "Task key 'cpu' is not known and not used (did you mean 'cpus'?): in task 'a'",
    ]);
  });

  test('they may be YAML, and have a matrix', () => {
    const yaml =
      '- {id: a, name: A, command: c, matrix: {x: [1, 2]}}\n- {id: b, name: B, command: c, deps: [a, sim.old]}';
    expect(
      successOf(parseGenerated(yaml, { ...generator, generatesSource: 'tasks.yaml' }, run)).tasks.map(
        ({ id, dependencies }) => [id, dependencies],
      ),
    ).toEqual([
      ['a.x-1', []],
      ['a.x-2', []],
      ['b', ['a.x-1', 'a.x-2', 'sim.old']],
    ]);
  });

  test('an id that the run has already refuses them all', () => {
    const fault = problemOf(parseGenerated(text({ id: 'a' }, { id: 'sim.old' }), generator, run));
    expect(fault).toMatchObject({
      code: 'bad-document',
      message: "Duplicate task id 'sim.old': the run already has a task of that id",
      place: { file: '/work/r/out/tasks.json', line: 1 },
    });
  });

  test.each([
    [
      'a pattern without matches',
      text({ id: 'a', deps: ['x*'] }),
      "Task 'a': wildcard dep 'x*' matches no tasks",
    ],
    ['text that is no JSON', 'Traceback', 'out/tasks.json is not JSON'],
    ['a task without an id', text({}), 'Task number 1: id is missing'],
  ])('%s refuses them all', (_, document, message) => {
    expect(problemOf(parseGenerated(document, generator, run)).message).toContain(message);
  });
});
