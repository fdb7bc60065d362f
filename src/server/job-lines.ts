import { placedOf } from '../engine/state.ts';
import type { JobsFilter } from '../wire/filters.ts';
import type { JobRow } from './job-rows.ts';
import { type MarkName, stateWord } from './words.ts';

/** A line of the job table: one job, or the elements of an array together. */
export type JobLine = { readonly is: 'job'; readonly row: JobRow } | JobArray;

export interface JobArray {
  readonly is: 'array';
  /** `<run>.<submission>`. */
  readonly key: string;
  /** As the table is sorted; there are at least two. */
  readonly elements: readonly JobRow[];
}

/** What can be sorted by. */
export const JOB_SORTS = ['state', 'job', 'name', 'backend', 'submitted', 'ran'] as const;
type JobSort = (typeof JOB_SORTS)[number];

/** What asks for attention first. */
const URGENCY: readonly MarkName[] = [
  'failed',
  'unknown',
  'settling',
  'running',
  'submitted',
  'pending',
  'dep_failed',
  'cancelled',
  'ended',
  'completed',
];

/** Of several jobs, the state that asks for attention first. */
export function mostUrgent(rows: readonly JobRow[]): MarkName {
  const first = Math.min(...rows.map(({ mark }) => URGENCY.indexOf(mark)));
  return URGENCY[first] ?? 'unknown';
}

/** States that a reader can ask for, as the table calls them. */
export const JOB_STATES: readonly MarkName[] = ['submitted', 'running', 'completed', 'failed', 'cancelled'];

/** The rows that were asked for, sorted, with the elements of each array as one line unless that is open. */
export function jobLines(rows: readonly JobRow[], filter: JobsFilter, now: number): readonly JobLine[] {
  const wanted = rows.filter((row) => isWanted(row, filter));
  const { by, isTurned } = sortOf(filter.sort);
  const sorted = wanted.toSorted((a, b) => (isTurned ? -1 : 1) * compare(by, a, b, now));
  const arrays = Map.groupBy(sorted, arrayKey);
  return sorted.flatMap((row): readonly JobLine[] => {
    const key = arrayKey(row);
    const elements = arrays.get(key) ?? [];
    if (key === null || key === filter.open || elements.length < 2) return [{ is: 'job', row }];
    return elements[0] === row ? [{ is: 'array', key, elements }] : [];
  });
}

/** Null for what went out alone. */
function arrayKey({ origin }: JobRow): string | null {
  if (origin.is === 'other') return null;
  const placed = placedOf(origin.row.state);
  return placed === null || placed.element === null ? null : `${origin.row.run}.${placed.submission}`;
}

/** `-submitted` is turned round; what is no column means the newest first. */
export function sortOf(sort: string | undefined): { readonly by: JobSort; readonly isTurned: boolean } {
  const name = sort?.replace(/^-/, '');
  const by = JOB_SORTS.find((known) => known === name);
  return by === undefined ? { by: 'submitted', isTurned: true } : { by, isTurned: sort !== name };
}

function isWanted(row: JobRow, { text, state, backend, whose }: JobsFilter): boolean {
  if (state !== undefined && row.mark !== state) return false;
  if (backend !== undefined && row.backend !== backend) return false;
  if (whose !== undefined && (row.origin.is === 'task') !== (whose === 'ours')) return false;
  return text === undefined || searchedText(row).includes(text.toLowerCase());
}

function searchedText({ job, name, note, partition, backend, mark, origin }: JobRow): string {
  const about =
    origin.is === 'other'
      ? [origin.user]
      : [origin.row.task.id, origin.run.info.workflow, origin.run.info.title ?? '', origin.run.info.id];
  return [job, name, note, partition, backend, stateWord(mark), ...about].join('\n').toLowerCase();
}

function compare(by: JobSort, a: JobRow, b: JobRow, now: number): number {
  switch (by) {
    case 'state':
      return URGENCY.indexOf(a.mark) - URGENCY.indexOf(b.mark);
    case 'job':
      return byText(a.job, b.job);
    case 'name':
      return byText(a.name, b.name);
    case 'backend':
      return byText(a.backend, b.backend);
    case 'submitted':
      return a.submittedAt - b.submittedAt;
    case 'ran':
      return ranMs(a, now) - ranMs(b, now);
  }
}

const TEXTS = new Intl.Collator('en', { numeric: true });

/** `9_10` comes after `9_9`. */
function byText(a: string, b: string): number {
  return TEXTS.compare(a, b);
}

function ranMs({ startedAt, finishedAt }: JobRow, now: number): number {
  return startedAt === null ? -1 : (finishedAt ?? now) - startedAt;
}
