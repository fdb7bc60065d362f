import type { RunRow, Store } from '../store/store.ts';
import { failureOf } from './failures.ts';
import { timesOf } from './summaries.ts';
import { numberWords } from './words.ts';

/** Failed tasks that are read of one run; what they failed of stands for the rest. */
const MOST_READ = 200;
const MOST_CAUSES = 3;

/** What the failed tasks of a run failed of, the most frequent first: `out of memory (6), exit code 3 (2)`. */
export function causeWords(store: Pick<Store, 'listTasks'>, { info, counts, cancel }: RunRow): string {
  const failed = store.listTasks(info.id, { status: 'failed', limit: MOST_READ });
  const words = failed.flatMap(({ state }) => failureOf(state, cancel)?.words ?? []);
  const causes = [...Map.groupBy(words, (each) => each)].map(([each, all]) => [each, all.length] as const);
  const sorted = causes.toSorted(([, a], [, b]) => b - a);
  const isAll = counts.failed <= MOST_READ;
  const shown = sorted.slice(0, MOST_CAUSES).map(([each, count]) => {
    return isAll && counts.failed > 1 ? `${each} (${numberWords(count)})` : each;
  });
  const more = sorted.length > MOST_CAUSES || !isAll ? [...shown, 'and others'] : shown;
  return more.join(', ');
}

/** Runs that failed since that time, and those that go on of which a task has: what a reader should know of first. */
export function troubledRuns(store: Store, since: number, limit: number): readonly RunRow[] {
  const going = store
    .listRuns({ limit: MOST_GOING, active: true })
    .filter((run) => hasFailedSince(store, run, since));
  return [...going, ...store.listFailedRuns({ after: since, limit })].slice(0, limit);
}

/** Of runs that go on, so many are looked at. */
const MOST_GOING = 200;

/** Where more have failed than are read, some of them are taken to be new. */
function hasFailedSince(store: Store, { info, counts }: RunRow, since: number): boolean {
  if (counts.failed === 0) return false;
  if (counts.failed > MOST_READ) return true;
  const failed = store.listTasks(info.id, { status: 'failed', limit: MOST_READ });
  return failed.some(({ state }) => (timesOf(state).finishedAt ?? since + 1) > since);
}
