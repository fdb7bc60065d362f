import { didYouMean } from '../../engine/nearest.ts';
import { capital, check, type Group, isGroup, reportFault, type Subject } from '../subject.ts';
import { taskIdText } from '../task-fields.ts';
import { fillIn, fillText, placeholdersIn, textsOf } from './placeholders.ts';
import { type Point, pointsOf, type Values } from './points.ts';
import { type MatrixPlace, namesIn, readMatrix } from './read-matrix.ts';

/** Of all tasks that one matrix makes, in characters: more would fill the memory. */
const MOST_TEXT = 2 ** 28;

/** One task of a matrix, filled in, as if its author had written it. */
export interface FilledTask {
  readonly id: string;
  readonly written: Group;
  /** `lr 0.1, seed 1`: for messages. */
  readonly point: string;
}

export interface Expansion {
  readonly tasks: readonly FilledTask[];
  readonly warnings: readonly string[];
}

/**
 * The tasks that a task with `matrix` stands for (docs/workflows.md). Null when it is faulty: all that is wrong with its
 * matrix and its placeholders has then been reported. The fields themselves are not looked at.
 */
export function expandMatrix({ matrix: written, ...task }: Group, place: MatrixPlace): Expansion | null {
  const { subject } = place;
  const matrix = readMatrix(written, place);
  const id = check(taskIdText, task.id, subject, ['id']);
  const isSound = !isGroup(written) || checkTexts(task, new Set(namesIn(written)), subject);
  if (matrix === null || id === null || !isSound) return null;
  const { points, idle } = pointsOf(matrix);
  if (points.length === 0) {
    reportFault(subject, ['matrix', 'exclude'], 'leaves no point of the matrix');
    return null;
  }
  const size = textsOf(task).reduce((sum, { text }) => sum + text.length, 0);
  if (size * points.length > MOST_TEXT) {
    reportFault(subject, ['matrix'], 'makes too many points for a task with texts of this length');
    return null;
  }
  const warnings = idle.map(
    (index) => `${capital(subject.label)}: matrix.exclude[${index}] matches no point`,
  );
  return { tasks: points.map((point) => fillTask(task, id, point)), warnings };
}

function checkTexts(task: Group, names: ReadonlySet<string>, subject: Subject): boolean {
  let isSound = true;
  for (const { text, path } of textsOf(task)) {
    for (const placeholder of placeholdersIn(text)) {
      const fault = placeholderFault(placeholder, names, path[0] === 'id');
      if (fault !== null) reportFault(subject, path, fault);
      isSound &&= fault === null;
    }
  }
  return isSound;
}

function placeholderFault(
  { text, name }: ReturnType<typeof placeholdersIn>[number],
  names: ReadonlySet<string>,
  isId: boolean,
): string | null {
  if (isId) return `holds ${text}: leave it out, each id gets its point put behind it`;
  if (name === null) return `holds ${text}: only a name can stand there, such as \${{ matrix.lr }}`;
  return names.has(name) ? null : `holds ${text}, which the matrix does not have${didYouMean(name, names)}`;
}

function fillTask(task: Group, id: string, { own, added }: Point): FilledTask {
  const values = new Map([...own, ...added].map(([name, { written }]) => [name, written]));
  const filled = fillIn(task, values) as Group;
  const name = typeof task.name === 'string' ? nameOf(task.name, own, values) : task.name;
  const ownId = `${id}.${idOf(own)}`;
  return { id: ownId, written: { ...filled, id: ownId, name }, point: inWords(own) };
}

/** `lr-0.1.seed-1`, with a dash for whatever an id or a pattern could not take as it is. */
function idOf(own: Values): string {
  const parts = Array.from(
    own,
    ([name, { written }]) => `${name}-${written.replace(/[^\p{L}\p{N}._+-]+/gu, '-')}`,
  );
  return parts.join('.');
}

/** What the author's name does not tell of the point is put behind it, so that no two tasks look alike. */
function nameOf(template: string, own: Values, values: ReadonlyMap<string, string>): string {
  const told = new Set(placeholdersIn(template).map(({ name }) => name));
  const rest = new Map([...own].filter(([name]) => !told.has(name)));
  const name = fillText(template, values);
  return rest.size === 0 ? name : `${name} (${inWords(rest)})`;
}

function inWords(values: Values): string {
  const parts = Array.from(values, ([name, { written }]) => `${name} ${written.replace(/\s+/g, ' ')}`);
  return parts.join(', ');
}
