import { sql } from 'kysely';
import { assert, present } from '../engine/assert.ts';
import type { RunId, TaskId } from '../engine/ids.ts';
import { statusOf } from '../engine/state.ts';
import type { Task } from '../engine/task.ts';
import type { Database } from './database.ts';
import { fromJson, type Json, toJson } from './json.ts';
import { growRun } from './runs.ts';
import type { TaskQuery, TaskRow, TaskSnapshot } from './store.ts';
import { query, type Tables } from './tables.ts';

/** Which tasks of a run were added: `count` of them, from index `first` on. */
export interface AddedTasks {
  readonly run: RunId;
  readonly first: number;
  readonly count: number;
}

/** Their states must be saved in the same transaction: see `assertStates`. */
export function insertTasks(database: Database, run: RunId, tasks: readonly Task[]): AddedTasks {
  const first = growRun(database, run, tasks.length);
  database.insert('INSERT INTO tasks (run, task_index, id, definition)', tasks, (task, position) => [
    run,
    first + position,
    task.id,
    toJson(task),
  ]);
  return { run, first, count: tasks.length };
}

const SAVE = 'INSERT INTO task_states (run, task_index, status, state)';
const AGAIN = 'ON CONFLICT DO UPDATE SET status = excluded.status, state = excluded.state';
const SAVE_ALIKE = `${SAVE} SELECT ?, value, ?, ? FROM json_each(?) WHERE true ${AGAIN}`;

/** Tasks that came into one state together, and share it, are saved together. */
export function saveStates(database: Database, tasks: readonly TaskSnapshot[]): void {
  const own: TaskSnapshot[] = [];
  for (let first = 0; first < tasks.length; ) {
    const task = present(tasks[first], 'a task to be saved');
    const next = endOfAlike(tasks, first);
    if (next === first + 1) own.push(task);
    else {
      const { run, state } = task;
      const indices = tasks.slice(first, next).map(({ index }) => index);
      database.run(SAVE_ALIKE, run, statusOf(state), toJson(state), toJson(indices));
    }
    first = next;
  }
  const row = ({ run, index, state }: TaskSnapshot) => [run, index, statusOf(state), toJson(state)];
  database.insert(SAVE, own, row, AGAIN);
}

/**
 * Where the tasks that share the state of this one end. Not a loop within that of `saveStates`: V8 compiles such a loop for
 * itself and falls back to the interpreter each time it ends, which is for each task (`node --trace-deopt`).
 */
function endOfAlike(tasks: readonly TaskSnapshot[], first: number): number {
  const { run, state } = present(tasks[first], 'a task to be saved');
  let next = first + 1;
  while (tasks[next]?.state === state && tasks[next]?.run === run) next += 1;
  return next;
}

/** A task without a state would vanish from every list. */
export function assertStates(database: Database, { run, first, count }: AddedTasks): void {
  const found = database.first<{ count: number }>(
    'SELECT count(*) AS count FROM task_states WHERE run = ? AND task_index >= ? AND task_index < ?',
    run,
    first,
    first + count,
  );
  assert(found?.count === count, `new tasks of run ${run} are saved with their states`);
}

/** In document order. */
export function listTasks(database: Database, run: RunId, filter: TaskQuery = {}): TaskRow[] {
  const rows = query
    .selectFrom(positions(run, filter).as('page'))
    .innerJoin('task_states as states', (join) =>
      join.onRef('states.run', '=', 'page.run').onRef('states.task_index', '=', 'page.task_index'),
    )
    .innerJoin('tasks', (join) =>
      join.onRef('tasks.run', '=', 'page.run').onRef('tasks.task_index', '=', 'page.task_index'),
    )
    .select(['page.run', 'page.task_index', 'states.state', 'tasks.definition'])
    .orderBy('page.task_index');
  return database.select(rows).map(toTaskRow);
}

export function readTask(database: Database, run: RunId, task: TaskId): TaskRow | null {
  const row = database.first<JoinedTask>(
    'SELECT run, task_index, state, definition FROM tasks JOIN task_states USING (run, task_index) WHERE run = ? AND id = ?',
    run,
    task,
  );
  return row === undefined ? null : toTaskRow(row);
}

/** Chosen before anything is read of the tasks themselves: an index alone answers it. */
function positions(run: RunId, { status, after, limit, indices }: TaskQuery) {
  let page = query.selectFrom('task_states').select(['run', 'task_index']).where('run', '=', run);
  if (status !== undefined) page = page.where('status', '=', status);
  if (after !== undefined) page = page.where('task_index', '>', after);
  if (indices !== undefined) {
    page = page.where('task_index', 'in', sql<number>`(SELECT value FROM json_each(${toJson(indices)}))`);
  }
  // Without a limit SQLite may merge this query into the outer one; -1 is none.
  return page.orderBy('task_index').limit(limit ?? -1);
}

/** A task with its state, as it is read. */
export type JoinedTask = Pick<Tables['task_states'], 'run' | 'task_index' | 'state'> &
  Pick<Tables['tasks'], 'definition'>;

export function toTaskRow(row: JoinedTask): TaskRow {
  return { run: row.run, index: row.task_index, task: toTask(row.definition), state: fromJson(row.state) };
}

/** Tasks of older versions know nothing of retries. */
function toTask(definition: Json): Task {
  const stored: Omit<Task, 'retry'> & Partial<Pick<Task, 'retry'>> = fromJson(definition);
  return { ...stored, retry: stored.retry ?? null };
}
