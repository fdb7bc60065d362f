import { present } from '../engine/assert.ts';
import type { Event } from '../engine/event.ts';
import type { RunId, TaskId } from '../engine/ids.ts';
import type { Database } from './database.ts';
import type { AttemptRow, AttemptSnapshot } from './store.ts';
import type { Tables } from './tables.ts';

/** An attempt whose submission was put off goes out again under its old number with a new submission. */
const SAVE = `
  INSERT INTO attempts (run, task_index, attempt, submission, intended_at, output_path, error_path, script)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (run, task_index, attempt) DO UPDATE SET
    submission = excluded.submission, intended_at = excluded.intended_at, output_path = excluded.output_path,
    error_path = excluded.error_path, script = excluded.script`;

const LIST = `
  SELECT * FROM attempts
  WHERE run = ? AND task_index = (SELECT task_index FROM tasks WHERE run = ? AND id = ?)
  ORDER BY attempt`;

/** `events` must hold the intention to submit each of the attempts: it says when that was. */
export function saveAttempts(
  database: Database,
  attempts: readonly AttemptSnapshot[],
  events: readonly Event[],
): void {
  const times = intentions(events);
  for (const attempt of attempts) {
    const token = `${attempt.run}.${attempt.submission}`;
    const intendedAt = present(times.get(token), `the intended submission ${token}`);
    saveAttempt(database, { ...attempt, intendedAt });
  }
}

export function saveAttempt(database: Database, row: AttemptRow): void {
  database.run(
    SAVE,
    row.run,
    row.index,
    row.attempt,
    row.submission,
    row.intendedAt,
    row.outputPath,
    row.errorPath,
    row.script,
  );
}

function intentions(events: readonly Event[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const event of events) {
    if (event.kind === 'submission-intended') times.set(`${event.run}.${event.submission}`, event.at);
  }
  return times;
}

/** Oldest first. */
export function listAttempts(database: Database, run: RunId, task: TaskId): AttemptRow[] {
  const rows = database.all<Tables['attempts']>(LIST, run, run, task);
  return rows.map(toAttemptRow);
}

function toAttemptRow(row: Tables['attempts']): AttemptRow {
  return {
    run: row.run,
    index: row.task_index,
    attempt: row.attempt,
    submission: row.submission,
    script: row.script,
    outputPath: row.output_path,
    errorPath: row.error_path,
    intendedAt: row.intended_at,
  };
}
