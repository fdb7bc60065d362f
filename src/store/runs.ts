import { assert, present } from '../engine/assert.ts';
import type { RunId } from '../engine/ids.ts';
import type { RunInfo } from '../engine/run.ts';
import type { Database } from './database.ts';
import { fromJson, fromJsonOrNull, toJson, toJsonOrNull } from './json.ts';
import type { RunRow, RunSnapshot } from './store.ts';
import type { Tables } from './tables.ts';

const INSERT = `
  INSERT INTO runs (id, workflow, created_at, info, task_count, status, ended_at, counts, cancel, hold,
                    next_submission, open_submissions, labels)
  VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?)`;

const UPDATE = `
  UPDATE runs SET status = ?, ended_at = ?, counts = ?, cancel = ?, hold = ?, next_submission = ?, open_submissions = ?
  WHERE id = ?`;

/** The row of a new run, without tasks yet. */
export function insertRun(database: Database, info: RunInfo, snapshot: RunSnapshot): void {
  const labels = toJson((info.labels ?? []).toSorted());
  database.run(
    INSERT,
    info.id,
    info.workflow,
    info.createdAt,
    toJson(info),
    ...snapshotValues(snapshot),
    labels,
  );
}

/** False when there is no such run. */
export function relabelRun(database: Database, run: RunId, labels: readonly string[]): boolean {
  return database.run('UPDATE runs SET labels = ? WHERE id = ?', toJson(labels.toSorted()), run) > 0;
}

export function updateRun(database: Database, snapshot: RunSnapshot): void {
  const changed = database.run(UPDATE, ...snapshotValues(snapshot), snapshot.run);
  assert(changed === 1, `run ${snapshot.run} is saved`);
}

/** In the order of the columns in `INSERT` and `UPDATE`. */
function snapshotValues({ status, endedAt, counts, cancel, hold, nextSubmission, open }: RunSnapshot) {
  return [
    status,
    endedAt,
    toJson(counts),
    toJsonOrNull(cancel),
    toJsonOrNull(hold),
    nextSubmission,
    toJson(open),
  ] as const;
}

/** Counts further tasks of a run, and gives back how many there were before: the index of the first new one. */
export function growRun(database: Database, run: RunId, added: number): number {
  const row = database.first<{ task_count: number }>(
    'UPDATE runs SET task_count = task_count + ? WHERE id = ? RETURNING task_count',
    added,
    run,
  );
  return present(row, `run ${run}`).task_count - added;
}

export function readRun(database: Database, run: RunId): RunRow | null {
  const row = database.first<Tables['runs']>('SELECT * FROM runs WHERE id = ?', run);
  return row === undefined ? null : toRunRow(row);
}

/** A run without its tasks. */
export interface RunHead {
  readonly info: RunInfo;
  readonly snapshot: RunSnapshot;
}

/** Oldest first. */
export function unfinishedRuns(database: Database): RunHead[] {
  return database
    .all<Tables['runs']>('SELECT * FROM runs WHERE ended_at IS NULL ORDER BY created_at, number')
    .map(toRunHead);
}

export function readRunHead(database: Database, run: RunId): RunHead | null {
  const row = database.first<Tables['runs']>('SELECT * FROM runs WHERE id = ?', run);
  return row === undefined ? null : toRunHead(row);
}

/** With its tasks, states and attempts, which hang on it. False when no ended run has that id. */
export function deleteEndedRun(database: Database, run: RunId): boolean {
  return database.run('DELETE FROM runs WHERE id = ? AND ended_at IS NOT NULL', run) > 0;
}

function toRunHead(row: Tables['runs']): RunHead {
  return { info: fromJson(row.info), snapshot: toSnapshot(row) };
}

export function toRunRow(row: Tables['runs']): RunRow {
  return {
    info: fromJson(row.info),
    status: row.status,
    counts: fromJson(row.counts),
    taskCount: row.task_count,
    cancel: fromJsonOrNull(row.cancel),
    endedAt: row.ended_at,
    labels: fromJson(row.labels),
  };
}

function toSnapshot(row: Tables['runs']): RunSnapshot {
  return {
    run: row.id,
    status: row.status,
    counts: fromJson(row.counts),
    nextSubmission: row.next_submission,
    cancel: fromJsonOrNull(row.cancel),
    hold: fromJsonOrNull(row.hold),
    open: fromJson(row.open_submissions),
    endedAt: row.ended_at,
  };
}
