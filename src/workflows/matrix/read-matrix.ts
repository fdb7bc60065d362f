import { describeValue } from '../../engine/faults.ts';
import { didYouMean } from '../../engine/nearest.ts';
import type { TextPath, WrittenText } from '../../text/written-text.ts';
import { check, type Group, isGroup, reportFault, type Subject } from '../subject.ts';
import type { Matrix, MatrixValue, Values } from './points.ts';
import { countRange, rangeValue } from './range-values.ts';
import { POINT_LISTS, parameterName, pointList, range, type Scalar, valueList } from './schema.ts';

/** More tasks than this from one document are a slip. */
const MOST_POINTS = 100_000;
/** So many comparisons of points with entries of `include` and `exclude` take a second. */
const MOST_COMPARISONS = 10_000_000;

export interface MatrixPlace extends Pick<WrittenText, 'sourceOf'> {
  /** The task. */
  readonly subject: Subject;
  /** So many points the document has before this matrix. */
  readonly before: number;
}

/**
 * Reads what a task has under `matrix`. Null when it is faulty: all that is wrong with it has then been reported, each
 * fault at its place.
 */
export function readMatrix(written: unknown, { subject, sourceOf, before }: MatrixPlace): Matrix | null {
  let isSound = true;
  const watched: Subject = {
    ...subject,
    report: (message, path, hint) => {
      isSound = false;
      subject.report(message, path, hint);
    },
  };
  const matrix = readParts(written, watched, (keys) => sourceOf([...subject.path, ...keys]));
  if (matrix !== null) checkWhole(matrix, watched, before);
  return isSound ? matrix : null;
}

/** All names that a placeholder can have, also where values are faulty. */
export function namesIn(written: Group): readonly string[] {
  const added = Array.isArray(written.include) ? written.include.filter(isGroup).flatMap(Object.keys) : [];
  return [...parametersIn(written), ...added];
}

function parametersIn(written: Group): string[] {
  return Object.keys(written).filter((name) => !POINT_LISTS.some((list) => list === name));
}

function readParts(written: unknown, subject: Subject, sourceOf: WrittenText['sourceOf']): Matrix | null {
  if (!isGroup(written)) {
    const found = describeValue(written);
    reportFault(subject, ['matrix'], `must be a group of parameters and their values, found ${found}`);
    return null;
  }
  const parameters = new Map(
    parametersIn(written).map((name) => {
      const path = ['matrix', name];
      check(parameterName, name, subject, path);
      return [name, readParameter(written[name], subject, path, sourceOf)];
    }),
  );
  const [include, exclude] = POINT_LISTS.map((list) => readPoints(written, list, subject, sourceOf));
  return { parameters, include: include ?? [], exclude: exclude ?? [] };
}

function readParameter(
  written: unknown,
  subject: Subject,
  path: TextPath,
  sourceOf: WrittenText['sourceOf'],
): readonly MatrixValue[] {
  if (!isGroup(written)) {
    const values = check(valueList, written, subject, path) ?? [];
    return values.map((value, index) => asWritten(value, sourceOf([...path, index])));
  }
  const read = check(range, written, subject, path);
  if (read === null) return [];
  const count = countRange(read);
  if (typeof count === 'string') reportFault(subject, path, count);
  else if (count > MOST_POINTS) reportFault(subject, path, tooMany(count));
  else return Array.from({ length: count }, (_, index) => asWritten(rangeValue(read, index), null));
  return [];
}

function readPoints(
  written: Group,
  list: (typeof POINT_LISTS)[number],
  subject: Subject,
  sourceOf: WrittenText['sourceOf'],
): readonly Values[] {
  const path = ['matrix', list];
  if ((written[list] ?? null) === null) return [];
  const points = check(pointList, written[list], subject, path) ?? [];
  return points.map(
    (point, index) =>
      new Map(
        Object.entries(point).map(([name, value]) => [
          name,
          asWritten(value, sourceOf([...path, index, name])),
        ]),
      ),
  );
}

/** Numbers keep their spelling; `true`, `false` and `null` have only one. */
function asWritten(value: Scalar, source: string | null): MatrixValue {
  return { value, written: typeof value === 'number' ? (source ?? String(value)) : String(value) };
}

function checkWhole({ parameters, include, exclude }: Matrix, subject: Subject, before: number): void {
  if (parameters.size === 0 && include.length === 0)
    reportFault(subject, ['matrix'], 'has no parameters: give each a list of values');
  for (const [index, entry] of exclude.entries()) {
    for (const name of entry.keys()) {
      if (parameters.has(name)) continue;
      const suggestion = didYouMean(name, parameters.keys());
      reportFault(
        subject,
        ['matrix', 'exclude', index, name],
        `is not a parameter of this matrix${suggestion}`,
      );
    }
  }
  const combinations = [...parameters.values()].reduce((product, { length }) => product * length, 1);
  const count = combinations + include.length;
  if (count + before > MOST_POINTS) reportFault(subject, ['matrix'], tooMany(count, before));
  else if (combinations * (include.length + exclude.length) > MOST_COMPARISONS)
    reportFault(subject, ['matrix'], 'has too many entries of include and exclude for so many points');
}

function tooMany(count: number, before = 0): string {
  const made = `makes ${inThousands(count + before)} points${before > 0 ? ' with those before it' : ''}`;
  return `${made}, and a document can have at most ${inThousands(MOST_POINTS)}`;
}

function inThousands(count: number): string {
  return count.toLocaleString('en');
}
