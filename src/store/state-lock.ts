import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Database } from './database.ts';
import { isBusy, type StoreError, storeError } from './store-error.ts';

/** Says to the world that this process uses the state file, until it is released or the process dies. */
export interface StateLock {
  release(): void;
}

const WAIT_MS = 300;

/**
 * Takes the lock of a state file, or throws StoreError `conflict` naming the process that has it.
 *
 * The lock is a write transaction on an empty SQLite file beside the state that is never committed: the operating
 * system drops it with the process, however that ends. It is not a lock on the state file itself, so that others can
 * still read that one. No other code may open the lock file: closing it would drop the lock
 * (https://sqlite.org/howtocorrupt.html, 2.2). The holder's number therefore stands in a file of its own.
 */
export function lockState(path: string): StateLock {
  const holderPath = holderPathOf(path);
  const lock = new Database(`${path}.lock`, WAIT_MS);
  try {
    lock.execute('PRAGMA journal_mode = MEMORY');
    lock.execute('BEGIN IMMEDIATE');
  } catch (error) {
    lock.close();
    throw isBusy(error) ? alreadyServed(path, readHolder(path)) : error;
  }
  noteHolder(holderPath);
  return {
    release() {
      rmSync(holderPath, { force: true });
      lock.close();
    },
  };
}

function holderPathOf(path: string): string {
  return `${path}.lock.pid`;
}

function alreadyServed(path: string, holder: string | null): StoreError {
  const who = holder === null ? 'another process' : `process ${holder}`;
  return storeError(
    'conflict',
    `The state file ${path} is already used by ${who}`,
    'Only one server may use it. Use the one that runs, stop it first, or let data_dir name another folder.',
  );
}

/** Only for the message: a full disk must not stop us here. */
function noteHolder(holderPath: string): void {
  try {
    writeFileSync(holderPath, `${process.pid}\n`);
  } catch {
    rmSync(holderPath, { force: true });
  }
}

/** The number of the process that uses the state file, as it noted itself; null where none does. */
export function livingHolder(path: string): string | null {
  const holder = readHolder(path);
  return holder !== null && isAlive(Number(holder)) ? holder : null;
}

/** Signal 0 only asks; a process of somebody else may not be asked, but is there. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function readHolder(path: string): string | null {
  try {
    return /^\d+/.exec(readFileSync(holderPathOf(path), 'utf8'))?.[0] ?? null;
  } catch {
    return null;
  }
}
