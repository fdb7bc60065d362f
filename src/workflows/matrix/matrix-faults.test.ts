import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listFaults } from '../../engine/faults.ts';
import { parseDocument, parseDocumentValue } from '../parse.ts';
import { problemOf } from '../testing.ts';

const sim = { id: 'sim', name: 'Simulate', command: `run --lr \${{ matrix.lr }} --seed \${{matrix.seed}}` };
const grid = { ...sim, matrix: { lr: [0.1, 0.01], seed: { from: 1, to: 3 } } };

const said = (...tasks: readonly object[]) =>
  listFaults(problemOf(parseDocumentValue(tasks, 'test'))).map(({ message }) => message);

describe('a faulty matrix', () => {
  const faulty = (matrix: unknown) => said({ id: 'a', name: 'A', command: '', matrix });

  test.each([
    [[1, 2], [' must be a group of parameters and their values, found a list']],
    [{}, [' has no parameters: give each a list of values']],
    [{ include: [] }, [' has no parameters: give each a list of values']],
    [{ x: [] }, ['.x is empty: it must have at least one value']],
    [{ x: 7 }, ['.x must be a list of values, or a range such as {from: 1, to: 50}, found the number 7']],
    [{ x: [1, [2]] }, ['.x[1] must be a text, a number, true, false or null, found a list']],
    [{ x: [{ a: 1 }] }, ['.x[0] must be a text, a number, true, false or null, found a group of keys']],
    [
      { x: { from: 5, to: 1 } },
      ['.x goes from 5 to 1, which is less: exchange them, or write the values as a list'],
    ],
    [{ x: { from: 'a', to: 1 } }, ['.x.from must be a number, found the text "a"']],
    [{ x: { from: 1 } }, ['.x.to is missing: it must be a number']],
    [{ x: { from: 1, to: 2, step: 0 } }, ['.x.step must be a number above 0, found the number 0']],
    [
      { x: { start: 1, from: 1, to: 2 } },
      [".x has the key 'start', which a range does not have: from, to and step are its keys"],
    ],
    [{ x: { from: 1, to: 1e9 } }, ['.x makes 1,000,000,000 points, and a document can have at most 100,000']],
    [
      { x: { from: 1, to: 1000 }, y: { from: 1, to: 101 } },
      [' makes 101,000 points, and a document can have at most 100,000'],
    ],
    [
      { '1x': [1] },
      ['.1x is not a name for a parameter: letters, digits, _ and - only, and a letter or _ in front'],
    ],
    [
      { include: [1, 2], x: [1] },
      [
        '.include[0] must be a point such as {lr: 0.1} (no parameter can be called include or exclude), found the number 1',
        '.include[1] must be a point such as {lr: 0.1} (no parameter can be called include or exclude), found the number 2',
      ],
    ],
    [{ x: [1], exclude: [{ seed: 1 }] }, ['.exclude[0].seed is not a parameter of this matrix']],
    [
      { rate: [1], exclude: [{ rates: 1 }] },
      [".exclude[0].rates is not a parameter of this matrix (did you mean 'rate'?)"],
    ],
    [{ x: [1], exclude: [{}] }, ['.exclude[0] is empty: it must name at least one parameter']],
    [{ x: [1], exclude: [{ x: 1 }] }, ['.exclude leaves no point of the matrix']],
  ])('%j', (matrix, messages) => {
    expect(faulty(matrix)).toEqual(messages.map((message) => `Task 'a': matrix${message}`));
  });

  test('too many points over all matrices of a document are refused', () => {
    const wide = (id: string, to: number) => ({ id, name: 'A', command: '', matrix: { x: { from: 1, to } } });
    expect(said(wide('a', 1), wide('b', 100_000))).toEqual([
      "Task 'b': matrix makes 100,001 points with those before it, and a document can have at most 100,000",
    ]);
  });

  test('texts that would fill the memory are refused', () => {
    const matrix = { x: { from: 1, to: 100_000 } };
    expect(said({ id: 'a', name: 'A', command: 'x'.repeat(3000), matrix })).toEqual([
      "Task 'a': matrix makes too many points for a task with texts of this length",
    ]);
  });

  test('a placeholder that the matrix does not have is a fault at its place', () => {
    const text = `tasks:
  - id: a
    name: A
    command: run \${{ matrix.rat }}
    env_vars: {X: "\${{ matrix.x + 1 }}"}
    matrix: {rate: [1, 2]}
`;
    const faults = listFaults(problemOf(parseDocument(text, 'a.yaml')));
    expect(faults.map(({ message, place }) => [message, place?.line, place?.column])).toEqual([
      [
        `Task 'a': command holds \${{ matrix.rat }}, which the matrix does not have (did you mean 'rate'?)`,
        4,
        14,
      ],
      [
        `Task 'a': env_vars.X holds \${{ matrix.x + 1 }}: only a name can stand there, such as \${{ matrix.lr }}`,
        5,
        19,
      ],
    ]);
  });

  test('faults of values and of placeholders are told together', () => {
    const command = `run \${{ matrix.lr }} \${{ matrix.see }} \${{ matrix.more }}`;
    const matrix = { lr: [], seed: [1], include: [{ more: 1 }] };
    expect(said({ id: 'a', name: 'A', command, matrix })).toEqual([
      "Task 'a': matrix.lr is empty: it must have at least one value",
      `Task 'a': command holds \${{ matrix.see }}, which the matrix does not have (did you mean 'seed'?)`,
    ]);
  });

  test('an id holds no placeholder', () => {
    expect(said({ ...grid, id: `sim.\${{ matrix.lr }}` })).toEqual([
      `Task 'sim.\${{ matrix.lr }}': id holds \${{ matrix.lr }}: leave it out, each id gets its point put behind it`,
    ]);
  });

  test('what is wrong with the task is said once and not for each point', () => {
    expect(said({ ...grid, cpus: 0, name: 7 })).toEqual([
      "Task 'sim': name must be text, found the number 7",
      "Task 'sim': cpus must be a whole number from 1 to 1000000, found the number 0",
    ]);
  });

  test('what is wrong with one point only names the value', () => {
    expect(said({ ...sim, memory: `\${{ matrix.m }}`, command: '', matrix: { m: ['4G', 'lots'] } })).toEqual([
      `Task 'sim': memory must be a number with K, M, G, T or P behind it, such as "4G", found the text "lots"`,
    ]);
  });

  test('arbitrary values are refused or expanded, and never throw', () => {
    fc.assert(
      fc.property(fc.anything(), fc.object(), (matrix, more) => {
        const task = { ...more, id: 'a', name: `\${{ matrix.a }}`, command: '', matrix };
        expect(typeof parseDocumentValue([task], 'test').ok).toBe('boolean');
      }),
    );
  });
});
