import { present } from '../engine/assert.ts';
import type { RunId } from '../engine/ids.ts';
import { listAttempts, saveAttempts } from './attempts.ts';
import type { Database } from './database.ts';
import {
  appendEvent,
  appendNote,
  eventsAfter,
  eventsBefore,
  lastSequence,
  listTaskEvents,
  runsTouchedAfter,
} from './events.ts';
import { importedFolders, saveImport } from './import/save-import.ts';
import { activity, isAnyListed, listFailedRuns, listRuns } from './list-runs.ts';
import { countActiveRuns, newestScripts, newestTasks } from './look-ups.ts';
import { createNoticeStore } from './notices.ts';
import { clearEndedOtherJobs, deleteOtherJob, listOtherJobs, saveOtherJobs } from './other-jobs.ts';
import { readNeeds, readOutline, readStatuses, touchedTasks } from './outline.ts';
import {
  deleteEndedRun,
  insertRun,
  type RunHead,
  readRun,
  readRunHead,
  relabelRun,
  unfinishedRuns,
  updateRun,
} from './runs.ts';
import { openStateFile, type StateFile } from './state-file.ts';
import type { Changes, Store, StoredRun } from './store.ts';
import { type AddedTasks, assertStates, insertTasks, listTasks, readTask, saveStates } from './tasks.ts';

/**
 * Opens the state file for this process alone, creating it where it is missing. `:memory:` is a state that vanishes
 * with the store.
 * @throws StoreError saying what is wrong with the file and what to do, see `openStateFile`.
 */
export function openStore(path: string): Store {
  return createStore(openStateFile(path));
}

export function createStore({ database, lock }: StateFile): Store {
  return {
    save: (changes) => save(database, changes),
    loadUnfinished: () => loadUnfinished(database),
    loadRun: (run) => loadRun(database, run),
    deleteRun: (run, at, by) => deleteRun(database, run, at, by),
    labelRun: (run, labels, at, by) => labelRun(database, run, labels, { at, by }),
    eventsAfter: (after, limit, run) => eventsAfter(database, after, limit, run),
    runsTouchedAfter: (after) => runsTouchedAfter(database, after),
    eventsBefore: (before, limit, run) => eventsBefore(database, before, limit, run),
    listTaskEvents: (run, task) => listTaskEvents(database, run, task),
    lastSequence: () => lastSequence(database),
    listRuns: (query) => listRuns(database, query),
    isAnyListed: (query, runs) => isAnyListed(database, query, runs),
    listFailedRuns: ({ after, limit }) => listFailedRuns(database, after, limit),
    activity: (fromDay) => activity(database, fromDay),
    readRun: (run) => readRun(database, run),
    listTasks: (run, query) => listTasks(database, run, query),
    readTask: (run, task) => readTask(database, run, task),
    readOutline: (run) => readOutline(database, run),
    readNeeds: (run, first, count) => readNeeds(database, run, first, count),
    touchedTasks: (run, after) => touchedTasks(database, run, after),
    readStatuses: (run, indices) => readStatuses(database, run, indices),
    newestTasks: (attempts) => newestTasks(database, attempts),
    countActiveRuns: () => countActiveRuns(database),
    newestScripts: (run, indices) => newestScripts(database, run, indices),
    listAttempts: (run, task) => listAttempts(database, run, task),
    saveOtherJobs: (backend, at, jobs) => {
      database.transaction(() => saveOtherJobs(database, backend, at, jobs));
    },
    listOtherJobs: (query) => listOtherJobs(database, query),
    deleteOtherJob: (backend, job) => deleteOtherJob(database, backend, job),
    clearEndedOtherJobs: () => clearEndedOtherJobs(database),
    importedFolders: () => importedFolders(database),
    saveImport: (folder, imported, at) =>
      database.transaction(() => saveImport(database, folder, imported, at)),
    notices: createNoticeStore(database),
    close: () => {
      try {
        database.close();
      } finally {
        lock?.release();
      }
    },
  };
}

function save(database: Database, changes: Changes): number {
  const { events, runs, tasks, attempts, arrays } = changes;
  // A beat over a quiet world must not touch the disk.
  const isEmpty = [events, runs, tasks, attempts, arrays].every(({ length }) => length === 0);
  if (isEmpty) return lastSequence(database);
  return database.transaction(() => {
    const added = saveEvents(database, changes);
    for (const snapshot of runs) updateRun(database, snapshot);
    saveStates(database, tasks);
    saveAttempts(database, changes);
    for (const each of added) assertStates(database, each);
    return lastSequence(database);
  });
}

/** Appends the events, and writes the runs and tasks that come with them. Gives back which tasks those were. */
function saveEvents(database: Database, { events, runs }: Changes): readonly AddedTasks[] {
  const added: AddedTasks[] = [];
  for (const event of events) {
    if (event.kind === 'run-created') {
      const snapshot = runs.find(({ run }) => run === event.run);
      insertRun(database, event.info, present(snapshot, `the state of the new run ${event.run}`));
    }
    if (event.kind !== 'run-created' && event.kind !== 'tasks-added') {
      appendEvent(database, event, null);
      continue;
    }
    const tasks = insertTasks(database, event.run, event.tasks);
    appendEvent(database, event, { first: tasks.first, count: tasks.count });
    added.push(tasks);
  }
  return added;
}

function loadUnfinished(database: Database): StoredRun[] {
  return unfinishedRuns(database).map((head) => withTasks(database, head));
}

function loadRun(database: Database, run: RunId): StoredRun | null {
  const head = readRunHead(database, run);
  return head === null ? null : withTasks(database, head);
}

function withTasks(database: Database, head: RunHead): StoredRun {
  const rows = listTasks(database, head.info.id);
  return { ...head, tasks: rows.map(({ task }) => task), states: rows.map(({ state }) => state) };
}

function deleteRun(database: Database, run: RunId, at: number, by: string): boolean {
  return database.transaction(() => {
    if (!deleteEndedRun(database, run)) return false;
    appendNote(database, run, at, 'run-deleted', { by });
    return true;
  });
}

function labelRun(
  database: Database,
  run: RunId,
  labels: readonly string[],
  { at, by }: { readonly at: number; readonly by: string },
): boolean {
  return database.transaction(() => {
    if (!relabelRun(database, run, labels)) return false;
    appendNote(database, run, at, 'run-labelled', { by, labels });
    return true;
  });
}
