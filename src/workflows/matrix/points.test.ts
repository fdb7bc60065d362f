import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MatrixValue, pointsOf } from './points.ts';
import { countRange, rangeValue } from './range-values.ts';
import type { Scalar } from './schema.ts';

type Entry = Readonly<Record<string, Scalar>>;

const value = (each: Scalar): MatrixValue => ({ value: each, written: String(each) });
const values = (entry: Entry) => new Map(Object.entries(entry).map(([name, each]) => [name, value(each)]));

/** The points of a matrix, each as `fruit=apple animal=cat`, with `+` before what `include` has added. */
function points(
  parameters: Readonly<Record<string, readonly Scalar[]>>,
  include: readonly Entry[] = [],
  exclude: readonly Entry[] = [],
) {
  const lists = Object.entries(parameters).map(([name, list]) => [name, list.map(value)] as const);
  const matrix = {
    parameters: new Map(lists),
    include: include.map(values),
    exclude: exclude.map(values),
  };
  const found = pointsOf(matrix);
  const told = found.points.map(({ own, added }) => [
    ...Array.from(own, ([name, { written }]) => `${name}=${written}`),
    ...Array.from(added, ([name, { written }]) => `+${name}=${written}`),
  ]);
  return { points: told.map((parts) => parts.join(' ')), idle: found.idle };
}

describe('the combinations', () => {
  test('the first parameter varies slowest', () => {
    expect(points({ a: [1, 2], b: ['x', 'y'] }).points).toEqual(['a=1 b=x', 'a=1 b=y', 'a=2 b=x', 'a=2 b=y']);
  });

  test('there are as many as the product of the lengths, each once', () => {
    const parameters = fc.dictionary(
      fc.constantFrom('a', 'b', 'c', 'd'),
      fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: 5 }),
      { minKeys: 1 },
    );
    fc.assert(
      fc.property(parameters, (each) => {
        const found = points(each).points;
        const product = Object.values(each).reduce((count, list) => count * list.length, 1);
        expect(found).toHaveLength(product);
        expect(new Set(found).size).toBe(product);
      }),
    );
  });
});

describe('exclude', () => {
  test('leaves out every point that has all its values', () => {
    const grid = { a: [1, 2], b: [1, 2] };
    expect(points(grid, [], [{ a: 1, b: 2 }]).points).toEqual(['a=1 b=1', 'a=2 b=1', 'a=2 b=2']);
    expect(points(grid, [], [{ a: 1 }]).points).toEqual(['a=2 b=1', 'a=2 b=2']);
  });

  test('one that no point has is told', () => {
    expect(points({ a: [1, 2] }, [], [{ a: 1 }, { a: 3 }, { a: 1 }])).toEqual({ points: ['a=2'], idle: [1] });
  });

  test('a number and its text are the same value', () => {
    expect(points({ a: [0.1, 'x'] }, [], [{ a: '0.1' }]).points).toEqual(['a=x']);
  });
});

describe('include', () => {
  test('the example that the manual of GitHub Actions explains step by step', () => {
    const found = points({ fruit: ['apple', 'pear'], animal: ['cat', 'dog'] }, [
      { color: 'green' },
      { color: 'pink', animal: 'cat' },
      { fruit: 'apple', shape: 'circle' },
      { fruit: 'banana' },
      { fruit: 'banana', animal: 'cat' },
    ]);
    expect(found.points).toEqual([
      'fruit=apple animal=cat +color=pink +shape=circle',
      'fruit=apple animal=dog +color=green +shape=circle',
      'fruit=pear animal=cat +color=pink',
      'fruit=pear animal=dog +color=green',
      'fruit=banana',
      'fruit=banana animal=cat',
    ]);
  });

  test('it may bring back what exclude has left out', () => {
    expect(points({ a: [1, 2] }, [{ a: 1 }], [{ a: 1 }]).points).toEqual(['a=2', 'a=1']);
  });

  test('alone it lists the points', () => {
    expect(points({}, [{ a: 1 }, { b: 2 }]).points).toEqual(['a=1', 'b=2']);
  });

  test('a point of its own has the order of the matrix', () => {
    expect(points({ a: [1], b: [1] }, [{ c: 3, b: 2, a: 1 }]).points).toEqual(['a=1 b=1', 'a=1 b=2 c=3']);
  });
});

describe('ranges', () => {
  const valuesOf = (from: number, to: number, step?: number) => {
    const range = step === undefined ? { from, to } : { from, to, step };
    const count = countRange(range);
    return typeof count === 'string' ? count : Array.from({ length: count }, (_, i) => rangeValue(range, i));
  };

  test.each([
    [1, 3, undefined, [1, 2, 3]],
    [5, 5, undefined, [5]],
    [0, 10, 4, [0, 4, 8]],
    [0.1, 0.5, 0.1, [0.1, 0.2, 0.3, 0.4, 0.5]],
    [-1, 1, 0.5, [-1, -0.5, 0, 0.5, 1]],
    [1e-7, 3e-7, 1e-7, [1e-7, 2e-7, 3e-7]],
    [1.5, 3, undefined, [1.5, 2.5]],
    [3, 1, undefined, 'goes from 3 to 1, which is less: exchange them, or write the values as a list'],
    [0, 1e-20, 1e-21, 'has a number with more than 12 decimals: write the values as a list'],
  ])('from %d to %d by %d', (from, to, step, expected) => {
    expect(valuesOf(from, to, step)).toEqual(expected);
  });

  test('whole numbers are what counting gives', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -99, max: 99 }),
        fc.nat(200),
        fc.integer({ min: 1, max: 9 }),
        (from, width, step) => {
          const counted: number[] = [];
          for (let each = from; each <= from + width; each += step) counted.push(each);
          expect(valuesOf(from, from + width, step)).toEqual(counted);
        },
      ),
    );
  });

  test('steps with decimals neither lose the end nor go beyond it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 500 }), (from, count) => {
        const found = valuesOf(from / 100, (from + count) / 100, 0.01);
        expect(found).toHaveLength(count + 1);
        expect(found.at(-1)).toBe((from + count) / 100);
      }),
    );
  });
});
