import type { Event, NoteKind } from '../engine/event.ts';
import type { RunId, TaskId } from '../engine/ids.ts';
import type { Database } from './database.ts';
import { fromJson, toJson } from './json.ts';
import type { StoredEvent } from './store.ts';
import { query, type Tables } from './tables.ts';

const INSERT = 'INSERT INTO events (run, at, kind, body) VALUES (?, ?, ?, ?)';

/** What stands in the log for tasks that travelled with an event: they are rows of their own. */
export interface TasksMark {
  readonly first: number;
  readonly count: number;
}

/** Appends to the log; `tasks` are those that were added with the event, else null. */
export function appendEvent(database: Database, event: Event, tasks: TasksMark | null): void {
  const { run, at, kind, ...rest } = event;
  const body = tasks === null ? rest : { ...rest, tasks };
  database.run(INSERT, run, at, kind, toJson(body));
}

/** What happened to the entry of a run or to messages about it, and not to its tasks. */
export function appendNote(
  database: Database,
  run: RunId,
  at: number,
  kind: NoteKind,
  body: Readonly<Record<string, unknown>>,
): void {
  database.run(INSERT, run, at, kind, toJson(body));
}

/** Oldest first. */
export function eventsAfter(database: Database, after: number, limit: number, run?: RunId): StoredEvent[] {
  let rows = query.selectFrom('events').selectAll().where('sequence', '>', after);
  if (run !== undefined) rows = rows.where('run', '=', run);
  return database.select(rows.orderBy('sequence').limit(limit)).map(toStoredEvent);
}

/** Each once, in the order of their first event. */
export function runsTouchedAfter(database: Database, after: number): RunId[] {
  const events = query.selectFrom('events').select('run').where('sequence', '>', after);
  return [...new Set(database.select(events).map(({ run }) => run))];
}

/** Newest first. */
export function eventsBefore(database: Database, before: number, limit: number, run: RunId): StoredEvent[] {
  const rows = query.selectFrom('events').selectAll().where('sequence', '<', before).where('run', '=', run);
  return database.select(rows.orderBy('sequence', 'desc').limit(limit)).map(toStoredEvent);
}

// The indices of `0004-look-ups.ts` are used where their condition stands in the query, and where the other side of the
// comparison has no column type of its own, hence the `+`. CROSS JOIN keeps the order of the tables.
const LIST_OF_TASK = `
  WITH wanted AS (SELECT task_index FROM tasks WHERE run = ?1 AND id = ?2)
  SELECT * FROM events WHERE sequence IN (
    SELECT sequence FROM wanted CROSS JOIN events
    WHERE run = ?1 AND json_extract(body, '$.task') = +wanted.task_index AND json_extract(body, '$.task') IS NOT NULL
    UNION ALL
    SELECT sequence FROM wanted CROSS JOIN attempts USING (task_index) CROSS JOIN events USING (run)
    WHERE run = ?1 AND json_extract(body, '$.submission') = +attempts.submission
      AND json_extract(body, '$.submission') IS NOT NULL
    UNION ALL
    SELECT sequence FROM wanted CROSS JOIN events
    WHERE run = ?1 AND kind = 'tasks-added' AND json_extract(body, '$.generator') = +wanted.task_index
    UNION ALL
    SELECT sequence FROM wanted CROSS JOIN events
    WHERE run = ?1 AND kind = 'rerun-requested'
      AND wanted.task_index IN (SELECT value FROM json_each(body, '$.tasks')))
  ORDER BY sequence`;

/** Oldest first. */
export function listTaskEvents(database: Database, run: RunId, task: TaskId): StoredEvent[] {
  return database.all<Tables['events']>(LIST_OF_TASK, run, task).map(toStoredEvent);
}

/** The highest number ever given, 0 before the first. */
export function lastSequence(database: Database): number {
  return database.first<{ seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'events'")?.seq ?? 0;
}

function toStoredEvent({ sequence, run, at, kind, body }: Tables['events']): StoredEvent {
  return { sequence, run, at, kind, body: fromJson(body) };
}
