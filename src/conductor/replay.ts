import { setImmediate } from 'node:timers/promises';
import { apply } from '../engine/apply.ts';
import type { Event, NoteKind } from '../engine/event.ts';
import type { RunId } from '../engine/ids.ts';
import type { RunStatus } from '../engine/run.ts';
import { runStatus } from '../engine/run-status.ts';
import type { TaskStatus } from '../engine/state.ts';
import type { Task } from '../engine/task.ts';
import { createWorld, type World } from '../engine/world.ts';
import type { Store, StoredEvent } from '../store/store.ts';

/** How a run stood at a moment of its past. */
export interface Moment {
  readonly sequence: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly status: RunStatus;
  readonly counts: Readonly<Record<TaskStatus, number>>;
}

type Source = Pick<Store, 'eventsAfter' | 'listTasks' | 'readRun'>;

/** They stand in the log and change no state. */
const NOTES: Readonly<Record<NoteKind, true>> = {
  'run-deleted': true,
  'run-labelled': true,
  'notice-dropped': true,
};

/** Some milliseconds of work. */
const PAGE = 500;

/**
 * How the run stood after that event, by applying its events once more, as they were applied then: the log is the whole
 * truth about a run. In steps, so that long histories hold nobody up. Null for an unknown run, for a moment before it
 * began, and for history of another program, which has no log.
 */
export async function replayRun(store: Source, run: RunId, until: number): Promise<Moment | null> {
  const info = store.readRun(run)?.info;
  if (info === undefined || info.source.kind === 'imported') return null;
  const world = createWorld([[info.backend, { limit: Number.MAX_SAFE_INTEGER, arrays: null }]]);
  let last: StoredEvent | null = null;
  for (;;) {
    const events = store.eventsAfter(last?.sequence ?? 0, PAGE, run);
    for (const event of events) {
      if (event.sequence > until || event.kind === 'run-deleted') return momentOf(world, run, last);
      if (!(event.kind in NOTES)) apply(world, wholeEvent(store, event));
      last = event;
    }
    if (events.length < PAGE) return momentOf(world, run, last);
    await setImmediate();
  }
}

function momentOf(world: World, id: RunId, last: StoredEvent | null): Moment | null {
  const run = world.runs.get(id);
  if (run === undefined || last === null) return null;
  return { sequence: last.sequence, at: last.at, status: runStatus(run), counts: { ...run.counts } };
}

/** With the tasks that came with it: they are saved beside the log. */
function wholeEvent(store: Source, { run, at, kind, body }: StoredEvent): Event {
  const isWithTasks = kind === 'run-created' || kind === 'tasks-added';
  const tasks = isWithTasks ? { tasks: tasksOf(store, run, body.tasks as TasksMark) } : {};
  return { ...body, ...tasks, run, at, kind } as Event;
}

interface TasksMark {
  readonly first: number;
  readonly count: number;
}

function tasksOf(store: Source, run: RunId, { first, count }: TasksMark): readonly Task[] {
  return store.listTasks(run, { after: first - 1, limit: count }).map(({ task }) => task);
}
