import { isDeepStrictEqual } from 'node:util';
import type { RunId } from '../../engine/ids.ts';
import { saveAttempt } from '../attempts.ts';
import type { Database } from '../database.ts';
import { appendEvent } from '../events.ts';
import { savePastJobs } from '../other-jobs.ts';
import { deleteEndedRun, insertRun, readRun } from '../runs.ts';
import type { Imported, ImportedFolder, ImportedRun, ImportOutcome } from '../store.ts';
import type { Tables } from '../tables.ts';
import { insertTasks, listTasks, saveStates } from '../tasks.ts';

type ImportRow = Tables['imports'];

const REMEMBER = `
  INSERT INTO imports (folder, modified_at, imported_at, run) VALUES (?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET modified_at = excluded.modified_at, imported_at = excluded.imported_at`;

export function importedFolders(database: Database): ReadonlyMap<string, number> {
  const rows = database.all<ImportRow>('SELECT folder, modified_at FROM imports ORDER BY folder');
  return new Map(rows.map((row) => [row.folder, row.modified_at]));
}

/** Must be called in a transaction. */
export function saveImport(
  database: Database,
  folder: ImportedFolder,
  imported: Imported,
  at: number,
): ImportOutcome {
  const isRun = imported.is === 'run';
  const outcome = isRun ? saveRun(database, folder, imported.run, at) : 'saved';
  if (!isRun) savePastJobs(database, imported.backend, at, imported.jobs);
  const run = isRun ? imported.run.info.id : null;
  if (outcome !== 'clash') database.run(REMEMBER, folder.name, folder.modifiedAt, at, run);
  return outcome;
}

/** The other program may have gone on with a run after we took it over: it is then taken over anew. */
function saveRun(database: Database, folder: ImportedFolder, run: ImportedRun, at: number): ImportOutcome {
  const { id } = run.info;
  const present = readRun(database, id);
  if (present === null) {
    if (wasDeleted(database, folder, id)) return 'known';
  } else {
    if (present.info.source.kind !== 'imported') return 'clash';
    if (isSame(database, run) || !deleteEndedRun(database, id)) return 'known';
  }
  insertWhole(database, run, at);
  return 'saved';
}

function wasDeleted(database: Database, { name }: ImportedFolder, run: RunId): boolean {
  return database.first<ImportRow>('SELECT * FROM imports WHERE folder = ?', name)?.run === run;
}

function isSame(database: Database, { info, states }: ImportedRun): boolean {
  const rows = listTasks(database, info.id);
  return isDeepStrictEqual(
    rows.map(({ state }) => state),
    states,
  );
}

/** The log tells where the run came from, and nothing else: what happened in it happened before our time. */
function insertWhole(
  database: Database,
  { info, snapshot, tasks, states, attempts }: ImportedRun,
  at: number,
): void {
  const run = info.id;
  insertRun(database, info, snapshot);
  const { first, count } = insertTasks(database, run, tasks);
  saveStates(
    database,
    states.map((state, index) => ({ run, index, state })),
  );
  for (const attempt of attempts) saveAttempt(database, attempt, attempt.intendedAt);
  appendEvent(database, { run, at, kind: 'run-created', info, tasks }, { first, count });
}
