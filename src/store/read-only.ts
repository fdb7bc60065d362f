import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { Database } from './database.ts';
import { refuseForeign } from './migrate.ts';
import { asStoreError, storeError } from './store-error.ts';

const BUSY_TIMEOUT_MS = 5000;

/**
 * Works on the state file without writing it, also while a server uses it: not under the lock, since with a write-ahead
 * log readers and the one writer do not wait for each other. Only for another process than the server's.
 * @throws StoreError when there is no state file, or it is of another program, damaged, or may not be read.
 */
export function withReadOnlyState<T>(path: string, work: (database: Database) => T): T {
  if (!existsSync(path)) {
    throw storeError(
      'not-found',
      `There is no state file ${path}`,
      'It is made by the first start of the server; data_dir of the configuration says where.',
    );
  }
  const database = new Database(realPath(path), BUSY_TIMEOUT_MS, true);
  try {
    refuseForeign(database);
    return work(database);
  } finally {
    database.close();
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(resolve(path));
  } catch (error) {
    throw asStoreError(error, path);
  }
}
