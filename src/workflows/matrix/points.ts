import type { Scalar } from './schema.ts';

/** A value of a parameter. */
export interface MatrixValue {
  readonly value: Scalar;
  /** As it stands in the document, which is how it is filled in: `0.10` stays that. */
  readonly written: string;
}

export type Values = ReadonlyMap<string, MatrixValue>;

/** A matrix as read. Every list of values has at least one. */
export interface Matrix {
  /** In the author's order. */
  readonly parameters: ReadonlyMap<string, readonly MatrixValue[]>;
  readonly include: readonly Values[];
  readonly exclude: readonly Values[];
}

/** One combination of values, which makes one task. */
export interface Point {
  /** What makes it this point and no other, in the order of the matrix. */
  readonly own: Values;
  /** What `include` has added. */
  readonly added: Values;
}

export interface Points {
  readonly points: readonly Point[];
  /** The positions of the entries of `exclude` that no point has. */
  readonly idle: readonly number[];
}

/**
 * All points of a matrix: the combinations of its values, the first parameter varying slowest, without those that
 * `exclude` names. Then each entry of `include` gives its values to every combination whose own values it leaves as they
 * are (what an earlier entry has added it may replace); where there is none it becomes a point of its own at the end.
 * These are the rules of the CI services whose files have the same words.
 */
export function pointsOf({ parameters, include, exclude }: Matrix): Points {
  const used = new Set<number>();
  const kept = combinations(parameters).filter((own) => {
    const matching = exclude.flatMap((entry, index) => (isPartOf(entry, own) ? [index] : []));
    for (const index of matching) used.add(index);
    return matching.length === 0;
  });
  const points = kept.map((own) => ({ own, added: new Map<string, MatrixValue>() }));
  const further: Point[] = [];
  for (const entry of include) {
    const fitting = points.filter(({ own }) => changesNothing(entry, own));
    for (const { own, added } of fitting) {
      for (const [name, value] of entry) if (!own.has(name)) added.set(name, value);
    }
    if (fitting.length === 0) further.push({ own: inOrder(entry, parameters), added: new Map() });
  }
  return { points: [...points, ...further], idle: [...exclude.keys()].filter((index) => !used.has(index)) };
}

/** None at all when there are no parameters. */
function combinations(parameters: Matrix['parameters']): Values[] {
  if (parameters.size === 0) return [];
  let rows: Values[] = [new Map()];
  for (const [name, values] of parameters) {
    rows = rows.flatMap((row) => values.map((value) => new Map([...row, [name, value]])));
  }
  return rows;
}

function isPartOf(entry: Values, own: Values): boolean {
  return [...entry].every(([name, value]) => isSame(own.get(name), value));
}

function changesNothing(entry: Values, own: Values): boolean {
  return [...entry].every(([name, value]) => !own.has(name) || isSame(own.get(name), value));
}

/** `0.1`, `0.10` and `"0.1"` are the same value. */
function isSame(one: MatrixValue | undefined, other: MatrixValue): boolean {
  return one !== undefined && String(one.value) === String(other.value);
}

function inOrder(entry: Values, parameters: Matrix['parameters']): Values {
  const first = [...parameters.keys()].filter((name) => entry.has(name));
  const names = new Set([...first, ...entry.keys()]);
  return new Map([...entry].toSorted(([one], [other]) => position(names, one) - position(names, other)));
}

function position(names: ReadonlySet<string>, name: string): number {
  return [...names].indexOf(name);
}
