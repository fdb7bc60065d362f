import { statSync } from 'node:fs';
import type { Database } from './database.ts';
import { lastSequence } from './events.ts';
import { refuseNewer, STATE_VERSION, stateVersion } from './migrate.ts';
import { withReadOnlyState } from './read-only.ts';
import { livingHolder } from './state-lock.ts';
import { damaged } from './store-error.ts';

/** What is in a state file that is whole. */
export interface StateReport {
  /** Absolute, links followed. */
  readonly file: string;
  /** With what stands in its write-ahead log. */
  readonly sizeBytes: number;
  readonly version: number;
  /** The version that this program writes: the next start brings the file up to it. */
  readonly programVersion: number;
  readonly runs: number;
  readonly unfinishedRuns: number;
  readonly tasks: number;
  readonly attempts: number;
  readonly events: number;
  /** Sequence number of the last event. */
  readonly lastEvent: number;
  readonly otherJobs: number;
  /** The process that uses it, as it noted itself; null where nobody does. */
  readonly usedBy: string | null;
}

/**
 * Checks every page, index and reference of the state file, also while a server uses it.
 * @throws StoreError when it is missing, of a newer version or another program, damaged, or may not be read.
 */
export function checkState(path: string): StateReport {
  return withReadOnlyState(path, (database) => {
    refuseNewer(database);
    // One moment for all that follows, whatever a server writes meanwhile.
    database.execute('BEGIN');
    checkPages(database);
    const report = countAll(database);
    database.execute('COMMIT');
    return report;
  });
}

function checkPages(database: Database): void {
  const found = database.all<{ integrity_check: string }>('PRAGMA integrity_check(3)');
  const faults = found.map((row) => row.integrity_check).filter((words) => words !== 'ok');
  if (faults.length > 0) throw damaged(database.path, faults.join('; '));
  const orphan = database.first<{ table: string; parent: string }>('PRAGMA foreign_key_check');
  if (orphan !== undefined)
    throw damaged(database.path, `a row of ${orphan.table} belongs to no row of ${orphan.parent}`);
}

function countAll(database: Database): StateReport {
  const count = (from: string) =>
    database.first<{ count: number }>(`SELECT count(*) AS count FROM ${from}`)?.count ?? 0;
  return {
    file: database.path,
    sizeBytes: sizeOf(database.path) + sizeOf(`${database.path}-wal`),
    version: stateVersion(database),
    programVersion: STATE_VERSION,
    runs: count('runs'),
    unfinishedRuns: count('runs WHERE ended_at IS NULL'),
    tasks: count('tasks'),
    attempts: count('attempts'),
    events: count('events'),
    lastEvent: lastSequence(database),
    otherJobs: count('other_jobs'),
    usedBy: livingHolder(database.path),
  };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
