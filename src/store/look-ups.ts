import type { RunId } from '../engine/ids.ts';
import type { Database } from './database.ts';
import { toJson } from './json.ts';
import { ScriptReader, SENT_COLUMNS, type SentRow } from './read-scripts.ts';
import type { ActiveRuns, TaskRow } from './store.ts';
import { type JoinedTask, toTaskRow } from './tasks.ts';

// Of an aggregate with max(), SQLite takes the other columns from the row that has it (https://sqlite.org/lang_select.html#bareagg).
const SCRIPTS = `
  SELECT task_index, ${SENT_COLUMNS}, max(attempt)
  FROM attempts WHERE run = ? AND task_index IN (SELECT value FROM json_each(?)) GROUP BY task_index`;

/** By index. */
export function newestScripts(
  database: Database,
  run: RunId,
  indices: readonly number[],
): ReadonlyMap<number, string> {
  const scripts = new ScriptReader(database, run);
  const rows = database.all<SentRow & { task_index: number }>(SCRIPTS, run, toJson(indices));
  return new Map(rows.map((row) => [row.task_index, scripts.read(row).script]));
}

const NEWEST = `
  SELECT run, task_index, attempt, state, definition
  FROM (SELECT run, task_index, attempt FROM attempts ORDER BY intended_at DESC, number DESC LIMIT ?) AS page
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
