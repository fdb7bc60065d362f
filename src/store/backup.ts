import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Database } from './database.ts';
import { withReadOnlyState } from './read-only.ts';
import { asStoreError, damaged, StoreError, storeError } from './store-error.ts';

export interface Backup {
  /** Absolute. */
  readonly file: string;
  readonly sizeBytes: number;
  /** Sequence number of the last event in it. */
  readonly lastEvent: number;
}

/**
 * Writes a copy of the state as it is at this moment, whole and checked, also while a server writes it
 * (https://sqlite.org/lang_vacuum.html, "VACUUM INTO"). It gets its name when it is whole. Only the numbers of further
 * submissions are moved on, see `finish`.
 * @throws StoreError when the state cannot be read, when there is such a file, and when it cannot be written.
 */
export function backupState(path: string, target: string): Backup {
  const file = resolve(target);
  return withReadOnlyState(path, (database) => {
    refuseExisting(file);
    const part = `${file}.part`;
    try {
      createAnew(part);
      database.run('VACUUM INTO ?', part);
      const lastEvent = finish(part);
      flush(part);
      renameSync(part, file);
      flush(dirname(file));
      return { file, sizeBytes: statSync(file).size, lastEvent };
    } catch (error) {
      rmSync(part, { force: true });
      rmSync(`${part}-journal`, { force: true });
      throw asBackupError(error, database.path, file);
    }
  });
}

function refuseExisting(file: string): void {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return;
  throw storeError('conflict', `${file} exists already`, 'Name a file that does not exist yet.');
}

/** For its owner alone, as the state itself. */
function createAnew(part: string): void {
  rmSync(part, { force: true });
  closeSync(openSync(part, 'wx', 0o600));
}

/** More than a run can have submitted between a backup and its use; one that has ended may have been run again. */
const AHEAD = 1_000_000;

/**
 * The clusters know the marks of what was submitted after this moment; a restored state must not use them for other
 * tasks. Then the check: a damaged page may have been copied as it is.
 */
function finish(part: string): number {
  const copy = new Database(part, 0);
  try {
    copy.run('UPDATE runs SET next_submission = next_submission + ?', AHEAD);
    const found = copy.first<{ integrity_check: string }>('PRAGMA integrity_check(1)')?.integrity_check;
    if (found !== 'ok') throw damaged(part, found ?? 'it could not be checked');
    return copy.first<{ last: number | null }>('SELECT max(sequence) AS last FROM events')?.last ?? 0;
  } finally {
    copy.close();
  }
}

function flush(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** A disk that is full, or a folder that is missing, is the copy's; damage is the state's own. */
function asBackupError(error: unknown, path: string, file: string): unknown {
  const known = asStoreError(error, file);
  if (!(known instanceof StoreError)) return known;
  const { code } = known.problem;
  if (code === 'bad-state') {
    return storeError(
      code,
      `No backup was made: the state file ${path} is damaged`,
      'Keep the backups that you have. "scripthut state check" says more.',
      error,
    );
  }
  const why = known.cause instanceof Error ? known.cause.message : known.message;
  const hint =
    code === 'no-space'
      ? 'Make room on that disk, or name a file on another one. The state itself is not concerned.'
      : 'Name a file in a folder that exists and that you may write. The state itself is not concerned.';
  return storeError(code, `The backup ${file} could not be written (${why})`, hint, error);
}
