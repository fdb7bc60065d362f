import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openStore } from './sqlite-store.ts';
import { creation, makeTasks, queuing } from './store.testdata.ts';
import { StoreError } from './store-error.ts';

/** Another process that saves without end and says so after each save. */
export interface Writer {
  readonly pid: number;
  /** Waits until it has acknowledged that event. @throws Error with its words when it ends before. */
  acknowledged(sequence: number): Promise<void>;
  /** Waits until it has given up by itself. */
  ended(): Promise<Ended>;
  /** Ends it by SIGKILL. Gives back the last event that it acknowledged. */
  kill(): Promise<number>;
}

export interface Ended {
  /** The last event that it acknowledged. */
  readonly last: number;
  /** What it said each time it could not save. */
  readonly refusals: readonly string[];
}

/** So often a writer tries again after a save that failed. */
const PATIENCE = 5;

/** `fileLimitBlocks`: no file can grow beyond so many blocks of 512 bytes; a write beyond that fails. */
export function startWriter(path: string, fileLimitBlocks?: number): Writer {
  const words = [fileURLToPath(import.meta.url), path];
  const limit = fileLimitBlocks === undefined ? '' : `trap '' XFSZ; ulimit -f ${fileLimitBlocks}; `;
  const child = spawn('/bin/sh', ['-c', `${limit}exec "$0" "$@"`, process.execPath, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const closed = once(child, 'close');
  const refusals: string[] = [];
  let last = 0;
  const read = async () => {
    const line = await lines.next();
    if (line.done) return false;
    if (/^\d+$/.test(line.value)) last = Number(line.value);
    else refusals.push(line.value);
    return true;
  };
  const readAll = async () => {
    while (await read());
    await closed;
  };
  return {
    pid: child.pid ?? 0,
    async acknowledged(sequence) {
      while (last < sequence)
        if (!(await read())) throw new Error(refusals.at(-1) ?? 'the writer ended too early');
    },
    async ended() {
      await readAll();
      return { last, refusals };
    },
    async kill() {
      child.kill('SIGKILL');
      await readAll();
      return last;
    },
  };
}

/** Reasons of many lengths, so that files end and the log is written back at many places. */
const MOST_TEXT = 7000;

/** Each line is out before the next save begins. A save that failed is tried again, as a server does. */
function write(path: string): void {
  let refusals = 0;
  const attempt = (work: () => number): boolean => {
    try {
      writeSync(1, `${work()}\n`);
      return true;
    } catch (error) {
      refusals += 1;
      writeSync(1, `${error instanceof StoreError ? error.message : error}\n`);
      return false;
    }
  };
  attempt(() => {
    const store = openStore(path);
    while (refusals < PATIENCE && !attempt(() => store.save(creation(makeTasks(1)))));
    for (let number = 0; refusals < PATIENCE; number += 1) {
      attempt(() => store.save(queuing(0, `${number}`.padEnd((MOST_TEXT * (number % 7)) / 7))));
    }
    return store.lastSequence();
  });
}

if (import.meta.main) write(process.argv[2] ?? '');
