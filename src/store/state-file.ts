import { closeSync, existsSync, mkdirSync, openSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Database } from './database.ts';
import { refuseNetworkFileSystem } from './file-system.ts';
import { migrate, refuseForeign, refuseNewer } from './migrate.ts';
import { lockState, type StateLock } from './state-lock.ts';
import { asStoreError, damaged } from './store-error.ts';

const IN_MEMORY = ':memory:';

/** The opened state; `lock` is null in memory. */
export interface StateFile {
  readonly database: Database;
  readonly lock: StateLock | null;
}

/** Only other programs can hold the file for writing; the server must not stand still for them. */
const BUSY_TIMEOUT_MS = 1000;

/**
 * WAL and FULL: what was acknowledged survives a power cut, and readers never wait. The log is moved into the file after 16 MB, so
 * that a save of ten thousand tasks does not wait for that too.
 */
const SETTINGS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA fullfsync = ON;
  PRAGMA foreign_keys = ON;
  PRAGMA cache_size = -16000;
  PRAGMA wal_autocheckpoint = 4000;
  PRAGMA journal_size_limit = 67108864;
`;

/**
 * Opens the state file for this process alone, creating it and its folder where they are missing, and checks it.
 * `:memory:` is a state that vanishes with the process, for tests and the simulation.
 * @throws StoreError for a network file system, a second server, a newer version, a damaged file, no access, a full disk.
 */
export function openStateFile(path: string): StateFile {
  if (path === IN_MEMORY) return { database: openDatabase(path), lock: null };
  const real = prepareFolder(resolve(path));
  const lock = lockState(real);
  try {
    createPrivately(real);
    return { database: openDatabase(real), lock };
  } catch (error) {
    lock.release();
    throw asStoreError(error, real);
  }
}

/** Two names of one file must lead to one lock, so links are followed. */
function prepareFolder(path: string): string {
  try {
    const folder = dirname(path);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const real = existsSync(path) ? realpathSync(path) : join(realpathSync(folder), basename(path));
    refuseNetworkFileSystem(real, dirname(real));
    return real;
  } catch (error) {
    throw asStoreError(error, path);
  }
}

/** Scripts and environments stand in it, so nobody else may read it. Called under the lock, see `lockState`. */
function createPrivately(path: string): void {
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
}

function openDatabase(path: string): Database {
  const database = new Database(path, BUSY_TIMEOUT_MS);
  try {
    if (path !== IN_MEMORY) check(database);
    database.execute(SETTINGS);
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Comes before the settings, which would already change a file that is not ours. */
function check(database: Database): void {
  refuseForeign(database);
  refuseNewer(database);
  const found = database.first<{ quick_check: string }>('PRAGMA quick_check(1)')?.quick_check;
  if (found !== 'ok') throw damaged(database.path, found ?? 'it could not be checked');
}
