import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listFaults } from '../../engine/faults.ts';
import { checkPlan, emptyGraph } from '../../engine/plan.ts';
import { expandDependencies } from '../expand.ts';
import { parseDocument, parseDocumentValue } from '../parse.ts';
import { problemOf, successOf } from '../testing.ts';

const sim = { id: 'sim', name: 'Simulate', command: `run --lr \${{ matrix.lr }} --seed \${{matrix.seed}}` };
const grid = { ...sim, matrix: { lr: [0.1, 0.01], seed: { from: 1, to: 3 } } };

const read = (...tasks: readonly object[]) => successOf(parseDocumentValue(tasks, 'test'));
const planned = (...tasks: readonly object[]) => successOf(expandDependencies(read(...tasks), []));
const said = (...tasks: readonly object[]) =>
  listFaults(problemOf(parseDocumentValue(tasks, 'test'))).map(({ message }) => message);
const idsOf = (matrix: object) =>
  read({ id: 'x', name: 'X', command: '', matrix }).tasks.map(({ id }) => id.slice(2));

describe('the tasks of a matrix', () => {
  test('each combination is one, with its values filled in', () => {
    const { tasks } = read(grid);
    expect(tasks.map(({ id, name, command }) => [id, name, command])).toEqual([
      ['sim.lr-0.1.seed-1', 'Simulate (lr 0.1, seed 1)', 'run --lr 0.1 --seed 1'],
      ['sim.lr-0.1.seed-2', 'Simulate (lr 0.1, seed 2)', 'run --lr 0.1 --seed 2'],
      ['sim.lr-0.1.seed-3', 'Simulate (lr 0.1, seed 3)', 'run --lr 0.1 --seed 3'],
      ['sim.lr-0.01.seed-1', 'Simulate (lr 0.01, seed 1)', 'run --lr 0.01 --seed 1'],
      ['sim.lr-0.01.seed-2', 'Simulate (lr 0.01, seed 2)', 'run --lr 0.01 --seed 2'],
      ['sim.lr-0.01.seed-3', 'Simulate (lr 0.01, seed 3)', 'run --lr 0.01 --seed 3'],
    ]);
  });

  test('placeholders stand in every text of the task', () => {
    const [task] = read({
      id: 'a',
      name: `A \${{ matrix.x }}`,
      command: `echo \${{ matrix.x }}\${{ matrix.x }}`,
      working_dir: `runs/\${{ matrix.x }}`,
      output_file: `\${{ matrix.x }}.out`,
      error_file: `\${{ matrix.x }}.err`,
      generates_source: `\${{ matrix.x }}.json`,
      partition: `p\${{ matrix.x }}`,
      memory: `\${{ matrix.x }}G`,
      time_limit: `\${{ matrix.x }}:00:00`,
      cpus: `\${{ matrix.x }}`,
      gres: `gpu:\${{ matrix.x }}`,
      environment: `e\${{ matrix.x }}`,
      env_vars: { X: `is \${{ matrix.x }}` },
      deps: [`b.\${{ matrix.x }}`],
      matrix: { x: [8] },
    }).tasks;
    expect(task).toEqual({
      id: 'a.x-8',
      name: 'A 8',
      command: 'echo 88',
      workingDir: 'runs/8',
      outputFile: '8.out',
      errorFile: '8.err',
      generatesSource: '8.json',
      resources: { partition: 'p8', memory: '8G', timeLimit: '8:00:00', cpus: 8, gres: 'gpu:8' },
      environment: 'e8',
      envVars: { X: 'is 8' },
      dependencies: ['b.8'],
      retry: null,
    });
  });

  test('a name tells what it leaves out of the point', () => {
    const { tasks } = read({ ...grid, name: `Rate \${{ matrix.lr }}` });
    expect(tasks[4]?.name).toBe('Rate 0.01 (seed 2)');
    const all = read({ ...grid, name: `\${{ matrix.seed }} at \${{ matrix.lr }}` });
    expect(all.tasks[4]?.name).toBe('2 at 0.01');
  });

  test('values stand as they are written, in JSON and in YAML', () => {
    const json = `[{"id":"a","name":"A","command":"\${{ matrix.x }}","matrix":{"x":[1.0,0.10,1e-05,"1.0 ",true,null,-0]}}]`;
    const written = ['1.0', '0.10', '1e-05', '1.0 ', 'true', 'null', '-0'];
    expect(successOf(parseDocument(json, 'a.json')).tasks.map(({ command }) => command)).toEqual(written);
    const yaml = `- {id: a, name: A, command: "\${{ matrix.x }}", matrix: {x: [1.0, 0.10, 1e-05, "1.0 ", true, null, -0]}}`;
    expect(successOf(parseDocument(yaml, 'a.yaml')).tasks.map(({ command }) => command)).toEqual(written);
  });

  test('what an entry of include adds is filled in and is no part of the id; elsewhere it is empty', () => {
    const matrix = { lr: [1, 2], seed: [1], include: [{ lr: 2, more: '--warm' }] };
    const { tasks } = read({ ...sim, command: `run\${{ matrix.more }}`, matrix });
    expect(tasks.map(({ id, command }) => [id, command])).toEqual([
      ['sim.lr-1.seed-1', 'run'],
      ['sim.lr-2.seed-1', 'run--warm'],
    ]);
  });

  test('an entry of exclude that matches nothing is a warning', () => {
    expect(
      read({ ...sim, matrix: { lr: [1], seed: [1, 2], exclude: [{ seed: 2 }, { seed: 9 }] } }),
    ).toMatchObject({
      tasks: [{ id: 'sim.lr-1.seed-1' }],
      warnings: ["Task 'sim': matrix.exclude[1] matches no point"],
    });
  });

  test('other expressions, and tasks without a matrix, stay as they are', () => {
    const command = `echo \${{ github.sha }} \${{ matrixes.x }} \${matrix.x} \${{ matrix }`;
    expect(read({ id: 'a', name: 'A', command, matrix: { x: [1] } }).tasks[0]?.command).toBe(command);
    const plain = `echo \${{ matrix.x }} \${{ matrix.y }}`;
    expect(read({ id: 'a', name: `\${{ matrix.z }}`, command: plain }).tasks[0]).toMatchObject({
      name: `\${{ matrix.z }}`,
      command: plain,
    });
  });

  test('a value that looks like a placeholder is not filled in again', () => {
    const matrix = { x: [`\${{ matrix.y }}`, '$&'], y: [1] };
    const { tasks } = read({ id: 'a', name: 'A', command: `\${{ matrix.x }}`, matrix });
    expect(tasks.map(({ command }) => command)).toEqual([`\${{ matrix.y }}`, '$&']);
  });

  test('any text arrives as it is', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((each) => !each.includes('\0'));
    fc.assert(
      fc.property(text, text, (value, around) => {
        fc.pre(!around.includes(`\${{`));
        const task = {
          id: 'a',
          name: 'A',
          command: `${around}\${{ matrix.x }}${around}`,
          matrix: { x: [value] },
        };
        expect(read(task).tasks[0]?.command).toBe(around + value + around);
      }),
    );
  });
});

describe('ids of points', () => {
  test.each([
    [{ x: ['a b/c', 'ü', ''] }, ['x-a-b-c', 'x-ü', 'x-']],
    [{ x: [true, null, -1, 1.5] }, ['x-true', 'x-null', 'x--1', 'x-1.5']],
    [{ 'x-y': ['*[?', 'a\nb', '../..'] }, ['x-y--', 'x-y-a-b', 'x-y-..-..']],
  ])('%j', (matrix, ids) => {
    expect(idsOf(matrix)).toEqual(ids);
  });

  test('are ids that can be used as such, and no patterns, whatever the values are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (value) => {
        fc.pre(!value.includes('\0'));
        const result = parseDocumentValue(
          [{ id: 'a', name: 'A', command: '', matrix: { x: [value] } }],
          'test',
        );
        expect(result.ok ? /^a\.x-[^\s/\\*?[\]\p{Cc}]*$/u.test(result.value.tasks[0]?.id ?? '') : '').toBe(
          true,
        );
      }),
    );
  });

  test('values that make the same id are refused, and both are named', () => {
    const text = '[{"id": "a", "name": "A", "command": "",\n "matrix": {"x": ["a b", "c", "a/b"]}}]';
    expect(problemOf(parseDocument(text, 'a.json'))).toMatchObject({
      message:
        "Duplicate task id 'a.x-a-b' for the point (x a/b) of task 'a': it is also that of the point (x a b) of task 'a' on line 2",
      place: { line: 2, column: 12 },
    });
  });

  test('another task cannot have the id of a point, nor that of the matrix', () => {
    const other = { name: 'B', command: '' };
    expect(said({ ...other, id: 'sim.lr-0.1.seed-2' }, grid)).toEqual([
      "Duplicate task id 'sim.lr-0.1.seed-2' for the point (lr 0.1, seed 2) of task 'sim': it is also that of task number 1",
    ]);
    expect(said(grid, { ...other, id: 'sim' })).toEqual([
      "Duplicate task id 'sim': it is also that of task number 1",
    ]);
  });
});

describe('dependencies', () => {
  const end = { id: 'end', name: 'End', command: '' };

  test('the id of the matrix stands for all its points, and only for them', () => {
    const tasks = planned(grid, { ...end, id: 'sim.other' }, { ...end, deps: ['sim'] });
    expect(tasks.at(-1)?.dependencies).toEqual(tasks.slice(0, 6).map(({ id }) => id));
  });

  test('tasks with the same dependency on a matrix share one list', () => {
    const tasks = planned(grid, { ...end, deps: ['sim'] }, { ...end, id: 'end2', deps: ['sim'] });
    expect(tasks[6]?.dependencies).toBe(tasks[7]?.dependencies);
  });

  test('a point may wait for the same point of another matrix', () => {
    const deps = [`sim.lr-\${{ matrix.lr }}.seed-\${{ matrix.seed }}`];
    const tasks = planned(grid, { ...grid, id: 'fit', deps });
    expect(tasks.slice(6).map(({ dependencies }) => dependencies)).toEqual(
      tasks.slice(0, 6).map(({ id }) => [id]),
    );
  });

  test('the points of one parameter are a pattern', () => {
    const tasks = planned(grid, { ...end, deps: ['sim.*.seed-2'] });
    expect(tasks.at(-1)?.dependencies).toEqual(['sim.lr-0.1.seed-2', 'sim.lr-0.01.seed-2']);
  });

  test('a matrix that waits for itself is a circle', () => {
    expect(problemOf(checkPlan(emptyGraph(), planned({ ...grid, deps: ['sim'] }))).faults?.[0]?.message).toBe(
      "Task 'sim.lr-0.1.seed-1' depends on itself",
    );
  });
});
