import type { RunId } from '../engine/ids.ts';
import type { Database } from './database.ts';
import { toJson } from './json.ts';
import type { ActiveRuns, TaskRow } from './store.ts';
import { type JoinedTask, toTaskRow } from './tasks.ts';

const SCRIPTS = `
  SELECT task_index, script, max(attempt) FROM attempts
  WHERE run = ? AND task_index IN (SELECT value FROM json_each(?)) GROUP BY task_index`;

/** By index. SQLite takes the other columns from the row that has the maximum (https://sqlite.org/lang_select.html#bareagg). */
export function newestScripts(
  database: Database,
  run: RunId,
  indices: readonly number[],
): ReadonlyMap<number, string> {
  const rows = database.all<{ task_index: number; script: string }>(SCRIPTS, run, toJson(indices));
  return new Map(rows.map(({ task_index, script }) => [task_index, script]));
}

const NEWEST = `
  SELECT run, task_index, attempt, state, definition
  FROM (SELECT run, task_index, attempt, intended_at, number FROM attempts ORDER BY intended_at DESC, number DESC LIMIT ?)
  JOIN task_states USING (run, task_index) JOIN tasks USING (run, task_index)`;

/** The tasks of the newest attempts; of a task that was tried again, the newest one counts. */
export function newestTasks(database: Database, attempts: number): readonly TaskRow[] {
  return database
    .all<JoinedTask & { attempt: number }>(NEWEST, attempts)
    .map((row) => ({ attempt: row.attempt, task: toTaskRow(row) }))
    .filter(({ attempt, task }) => task.state.attempt === attempt)
    .map(({ task }) => task);
}

const ACTIVE = `
  SELECT count(*) AS runs, coalesce(sum(json_extract(counts, '$.failed') > 0), 0) AS failing
  FROM runs WHERE ended_at IS NULL`;

export function countActiveRuns(database: Database): ActiveRuns {
  return database.first<ActiveRuns>(ACTIVE) ?? { runs: 0, failing: 0 };
}
