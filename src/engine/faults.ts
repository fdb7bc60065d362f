import { type Place, type Problem, type ProblemCode, problem } from './problem.ts';

/** So many faults are listed; the message says how many there are in all. */
const LISTED_FAULTS = 50;
const SHOWN_CHARACTERS = 40;

/**
 * One Problem for all faults of a document: the fault itself when there is one only, otherwise a sentence with the
 * faults under it, in the order of their places. `subject` is the document's name.
 * @throws RangeError when there are no faults.
 */
export function gatherFaults(code: ProblemCode, subject: string, found: readonly Problem[]): Problem {
  const faults = distinct(found).toSorted(byPlace);
  const [first] = faults;
  if (first === undefined) throw new RangeError('no faults to gather');
  if (faults.length === 1) return first;
  const more = faults.length > LISTED_FAULTS ? `, of which the first ${LISTED_FAULTS} are listed` : '';
  const message = `${subject} has ${faults.length} faults${more}`;
  return problem(code, message, { faults: faults.slice(0, LISTED_FAULTS) });
}

function distinct(faults: readonly Problem[]): Problem[] {
  const bySentence = new Map(
    faults.map((fault) => [`${fault.place?.line}:${fault.place?.column}:${fault.message}`, fault]),
  );
  return [...bySentence.values()];
}

/** For sorting what one text is told. Those without a place stay where they are. */
export function byPlace(
  { place: one }: { readonly place?: Place | null },
  { place: other }: { readonly place?: Place | null },
): number {
  if (!one || !other) return 0;
  return one.line - other.line || one.column - other.column;
}

/** The single faults of a problem: its list, or itself. */
export function listFaults(fault: Problem): readonly Problem[] {
  return fault.faults ?? [fault];
}

/** So many faults are told in one sentence. */
const TOLD_FAULTS = 3;

/** A problem where there is room for one line only: where, what, and what to do; of several faults the first ones. */
export function onOneLine({ message, hint, place, faults = [] }: Problem): string {
  const told = faults.slice(0, TOLD_FAULTS).map(onOneLine);
  const list = told.length === 0 ? '' : `: ${told.join('; ')}${faults.length > told.length ? '; …' : ''}`;
  const remedy = hint === undefined ? '' : `. ${hint.replace(/\.$/, '')}`;
  if (place === undefined) return `${message}${remedy}${list}`;
  const { file, line, column } = place;
  const what = message.startsWith(`${file} `) ? message.slice(file.length + 1) : message;
  return `${file}:${line}:${column}: ${what}${remedy}${list}`;
}

/** A value as a fault's message names it: `the text "abc"`, `the number 8`, `a list`. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `the text ${JSON.stringify(cut(value))}`;
  if (typeof value === 'number') return `the number ${value}`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'a group of keys' : String(value);
}

/**
 * For schemas: what to say of a value that is not `what`. To be read behind the key's name.
 */
export function expected(what: string): (issue: { readonly input?: unknown }) => string {
  return ({ input }) =>
    input === undefined ? `is missing: it must be ${what}` : `must be ${what}, found ${describeValue(input)}`;
}

function cut(text: string): string {
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`;
}

/** The keys that lead to a value, as people write them: `backends[0].ssh.port`. Odd ones stand in quotes. */
export function keyPath(path: readonly PropertyKey[]): string {
  const steps = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${keyText(String(key))}`));
  return steps.join('').replace(/^\./, '');
}

function keyText(key: string): string {
  return /^[^\s.\p{Cc}]+$/u.test(key) ? key : JSON.stringify(key);
}
