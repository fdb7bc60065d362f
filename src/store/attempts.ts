import { present } from '../engine/assert.ts';
import type { Event } from '../engine/event.ts';
import type { RunId, TaskId } from '../engine/ids.ts';
import { keepArray } from './array-scripts.ts';
import type { Database } from './database.ts';
import { toJson } from './json.ts';
import { ScriptReader, type SentRow } from './read-scripts.ts';
import type { ArraySnapshot, AttemptRow, AttemptSnapshot, Changes } from './store.ts';
import type { Tables } from './tables.ts';

/** An attempt whose submission was put off goes out again under its old number with a new submission. */
const AGAIN = `
  ON CONFLICT (run, task_index, attempt) DO UPDATE SET
    submission = excluded.submission, intended_at = excluded.intended_at, output_path = excluded.output_path,
    error_path = excluded.error_path, script = excluded.script, shared_at = NULL, element = excluded.element`;

const SAVE = `
  INSERT INTO attempts (run, task_index, attempt, submission, intended_at, output_path, error_path, script)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?) ${AGAIN}`;

const SAVE_ELEMENTS = `
  INSERT INTO attempts (run, task_index, attempt, submission, intended_at, output_path, error_path, script, element)
  SELECT ?, value ->> 0, value ->> 1, ?, ?, '', '', '', key FROM json_each(?) WHERE true ${AGAIN}`;

const SAVE_SHARED = 'INSERT INTO shared_scripts (run, submission, text, own) VALUES (?, ?, ?, ?)';

const LIST = `
  SELECT * FROM attempts
  WHERE run = ? AND task_index = (SELECT task_index FROM tasks WHERE run = ? AND id = ?)
  ORDER BY attempt`;

/** The events must hold the intention to submit each of the attempts: it says when that was. */
export function saveAttempts(database: Database, { attempts, arrays, events }: Changes): void {
  const times = intentions(events);
  const intendedAt = ({ run, submission }: AttemptSnapshot | ArraySnapshot): number =>
    present(times.get(`${run}.${submission}`), `the intended submission ${run}.${submission}`);
  for (const attempt of attempts) saveAttempt(database, attempt, intendedAt(attempt));
  for (const array of arrays) saveArray(database, array, intendedAt(array));
}

export function saveAttempt(database: Database, row: AttemptSnapshot, intendedAt: number): void {
  const { run, index, attempt, submission, outputPath, errorPath, script } = row;
  database.run(SAVE, run, index, attempt, submission, intendedAt, outputPath, errorPath, script);
}

function saveArray(database: Database, array: ArraySnapshot, intendedAt: number): void {
  const { run, submission, tasks, scripts } = array;
  const { text, own } = keepArray(scripts);
  database.run(SAVE_SHARED, run, submission, text, own);
  const elements = tasks.map(({ index, attempt }) => [index, attempt]);
  database.run(SAVE_ELEMENTS, run, submission, intendedAt, toJson(elements));
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
  const scripts = new ScriptReader(database, run);
  return database.all<Tables['attempts'] & SentRow>(LIST, run, run, task).map((row) => ({
    run: row.run,
    index: row.task_index,
    attempt: row.attempt,
    submission: row.submission,
    ...scripts.read(row),
    intendedAt: row.intended_at,
  }));
}
