import { present } from '../engine/assert.ts';
import type { Event } from '../engine/event.ts';
import type { RunId, TaskId } from '../engine/ids.ts';
import type { Database } from './database.ts';
import type { AttemptRow, AttemptSnapshot } from './store.ts';
import type { Tables } from './tables.ts';

/** An attempt whose submission was put off goes out again under its old number with a new submission. */
const SAVE = `
  INSERT INTO attempts (run, task_index, attempt, submission, intended_at, output_path, error_path, script, shared_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (run, task_index, attempt) DO UPDATE SET
    submission = excluded.submission, intended_at = excluded.intended_at, output_path = excluded.output_path,
    error_path = excluded.error_path, script = excluded.script, shared_at = excluded.shared_at`;

const SAVE_SHARED =
  'INSERT INTO shared_scripts (run, submission, text) VALUES (?, ?, ?) ON CONFLICT DO NOTHING';

const LIST = `
  SELECT attempts.*, shared_scripts.text AS shared_text FROM attempts LEFT JOIN shared_scripts USING (run, submission)
  WHERE run = ? AND task_index = (SELECT task_index FROM tasks WHERE run = ? AND id = ?)
  ORDER BY attempt`;

/** `events` must hold the intention to submit each of the attempts: it says when that was. */
export function saveAttempts(
  database: Database,
  attempts: readonly AttemptSnapshot[],
  events: readonly Event[],
): void {
  const times = intentions(events);
  saveShared(database, attempts);
  for (const attempt of attempts) {
    const token = `${attempt.run}.${attempt.submission}`;
    const intendedAt = present(times.get(token), `the intended submission ${token}`);
    saveAttempt(database, attempt, intendedAt);
  }
}

export function saveAttempt(database: Database, row: AttemptSnapshot, intendedAt: number): void {
  const { before, shared, after } = row.script;
  database.run(
    SAVE,
    row.run,
    row.index,
    row.attempt,
    row.submission,
    intendedAt,
    row.outputPath,
    row.errorPath,
    before + after,
    shared === null ? null : before.length,
  );
}

/** Once for each submission, whose attempts stand together. */
function saveShared(database: Database, attempts: readonly AttemptSnapshot[]): void {
  let last = '';
  for (const { run, submission, script } of attempts) {
    const token = `${run}.${submission}`;
    if (script.shared === null || token === last) continue;
    database.run(SAVE_SHARED, run, submission, script.shared);
    last = token;
  }
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
  const rows = database.all<ListedAttempt>(LIST, run, run, task);
  return rows.map(toAttemptRow);
}

/** A script without what it shares with others, and that. */
export type SavedScript = Pick<Tables['attempts'], 'script' | 'shared_at'> & {
  readonly shared_text: string | null;
};

type ListedAttempt = Tables['attempts'] & SavedScript;

function toAttemptRow(row: ListedAttempt): AttemptRow {
  return {
    run: row.run,
    index: row.task_index,
    attempt: row.attempt,
    submission: row.submission,
    script: wholeScript(row),
    outputPath: row.output_path,
    errorPath: row.error_path,
    intendedAt: row.intended_at,
  };
}

export function wholeScript({ script, shared_at: at, shared_text: shared }: SavedScript): string {
  return at === null ? script : script.slice(0, at) + (shared ?? '') + script.slice(at);
}
