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
  /** Ends it by SIGKILL. Gives back the last event that it acknowledged. */
  kill(): Promise<number>;
}

export function startWriter(path: string): Writer {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const closed = once(child, 'close');
  let last = 0;
  const read = async () => {
    const line = await lines.next();
    if (line.done) return false;
    if (!/^\d+$/.test(line.value)) throw new Error(line.value);
    last = Number(line.value);
    return true;
  };
  return {
    pid: child.pid ?? 0,
    async acknowledged(sequence) {
      while (last < sequence) if (!(await read())) throw new Error('the writer ended too early');
    },
    async kill() {
      child.kill('SIGKILL');
      while (await read());
      await closed;
      return last;
    },
  };
}

/** Each line is out before the next save begins. */
function write(path: string): void {
  try {
    const store = openStore(path);
    writeSync(1, `${store.save(creation(makeTasks(1)))}\n`);
    for (let number = 0; ; number += 1) writeSync(1, `${store.save(queuing(0, `${number}`))}\n`);
  } catch (error) {
    writeSync(1, `${error instanceof StoreError ? error.message : error}\n`);
  }
}

if (import.meta.main) write(process.argv[2] ?? '');
