import type { EventKind, EventOf } from '../engine/event.ts';
import type { RunId, TaskId } from '../engine/ids.ts';
import { TASK_STATUSES, type TaskStatus } from '../engine/state.ts';
import type { Database } from './database.ts';
import { fromJson, type Json, toJson } from './json.ts';
import type { Outline, Touched } from './store.ts';
import type { Tables } from './tables.ts';

// Lists travel as one JSON text each: a hundred thousand rows would be as many objects.
const IDS =
  'SELECT json_group_array(id) AS list FROM (SELECT id FROM tasks WHERE run = ? ORDER BY task_index)';

const BY_STATUS =
  'SELECT status, json_group_array(task_index) AS list FROM task_states WHERE run = ? GROUP BY status';

const SOME =
  'SELECT task_index, status FROM task_states WHERE run = ? AND task_index IN (SELECT value FROM json_each(?))';

const LAST_EVENT = 'SELECT max(sequence) AS last FROM events WHERE run = ?';

/** Milliseconds, also for 100,000 tasks: nothing of what they are and how they ended is read. */
export function readOutline(database: Database, run: RunId): Outline {
  const ids = fromJson<TaskId[]>(database.first<{ list: Json }>(IDS, run)?.list ?? toJson([]));
  const statuses = new Array<TaskStatus>(ids.length).fill('pending');
  for (const { status, list } of database.all<{ status: TaskStatus; list: Json }>(BY_STATUS, run)) {
    const known = oneText(status);
    for (const index of fromJson<number[]>(list)) statuses[index] = known;
  }
  const last = database.first<{ last: number | null }>(LAST_EVENT, run)?.last ?? 0;
  return { ids, statuses, last };
}

/** The statuses of some tasks, by index. */
export function readStatuses(
  database: Database,
  run: RunId,
  indices: readonly number[],
): ReadonlyMap<number, TaskStatus> {
  const rows = database.all<{ task_index: number; status: TaskStatus }>(SOME, run, toJson(indices));
  return new Map(rows.map(({ task_index, status }) => [task_index, oneText(status)]));
}

/** The same text for all, so that comparing two is comparing where they stand in memory. */
function oneText(status: TaskStatus): TaskStatus {
  return TASK_STATUSES.find((known) => known === status) ?? status;
}

const NEEDS = `SELECT json_group_array(json_extract(definition, '$.dependencies')) AS list
  FROM (SELECT definition FROM tasks WHERE run = ? AND task_index >= ? AND task_index < ? ORDER BY task_index) AS page`;

/** What each of the tasks from `first` on, `count` of them, needs: ids as they were written, in document order. */
export function readNeeds(database: Database, run: RunId, first: number, count: number): TaskId[][] {
  const row = database.first<{ list: Json }>(NEEDS, run, first, first + count);
  // What was extracted as JSON stays a part of the list, it does not become a text in it.
  return fromJson<TaskId[][]>(row?.list ?? toJson([]));
}

const EVENTS_AFTER =
  'SELECT sequence, kind, body FROM events WHERE run = ? AND sequence > ? ORDER BY sequence LIMIT ?';

const OF_SUBMISSIONS =
  'SELECT task_index FROM attempts WHERE run = ? AND submission IN (SELECT value FROM json_each(?))';

/** After more events than this it is cheaper to read all statuses again. */
const MOST_EVENTS = 50_000;

/** Which tasks the events after that number can have changed. */
export function touchedTasks(database: Database, run: RunId, after: number): Touched {
  const events = database.all<EventRow>(EVENTS_AFTER, run, after, MOST_EVENTS);
  const last = events.at(-1)?.sequence ?? after;
  if (events.length === MOST_EVENTS) return { is: 'all' };
  const tasks = new Set<number>();
  const submissions = new Set<number>();
  for (const event of events) {
    const touch = touchOf(event);
    if (touch === 'all') return { is: 'all' };
    if (typeof touch === 'number') submissions.add(touch);
    else for (const index of touch) tasks.add(index);
  }
  if (submissions.size > 0) {
    const rows = database.all<{ task_index: number }>(OF_SUBMISSIONS, run, toJson([...submissions]));
    for (const { task_index } of rows) tasks.add(task_index);
  }
  return { is: 'some', tasks: [...tasks], last };
}

type EventRow = Pick<Tables['events'], 'sequence' | 'kind' | 'body'>;

/** The tasks that an event names, or the number of the submission that carries them. */
function touchOf({ kind, body }: EventRow): readonly number[] | number | 'all' {
  switch (kind) {
    case 'run-created':
    case 'tasks-added':
    case 'run-deleted':
      return 'all';
    case 'cancel-requested':
    case 'run-labelled':
    case 'notice-dropped':
    case 'run-ended':
      return [];
    case 'submission-intended':
      return bodyOf<'submission-intended'>(body).tasks.map(({ index }) => index);
    case 'rerun-requested':
      return bodyOf<'rerun-requested'>(body).tasks;
    case 'submission-accepted':
    case 'submission-refused':
    case 'submission-deferred':
    case 'submission-unanswered':
    case 'submission-missing':
      return bodyOf<typeof kind>(body).submission;
    default:
      return [bodyOf<typeof kind>(body).task];
  }
}

function bodyOf<Kind extends EventKind>(body: Json): EventOf<Kind> {
  return fromJson<EventOf<Kind>>(body);
}
