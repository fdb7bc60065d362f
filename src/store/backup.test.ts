import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runId } from '../engine/ids.ts';
import { backupState } from './backup.ts';
import { checkState } from './check-state.ts';
import { Database } from './database.ts';
import { openStore } from './sqlite-store.ts';
import { creation, makeTasks, queuing, RUN } from './store.testdata.ts';
import { startWriter } from './store.testprocess.ts';
import { StoreError } from './store-error.ts';

let folder: string;
let state: string;
let copy: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scripthut-backup-'));
  state = join(folder, 'state.db');
  copy = join(folder, 'copy.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

function saveSome(tasks = 2): void {
  const store = openStore(state);
  store.save(creation(makeTasks(tasks)));
  store.save(queuing(1, 'Priority'));
  store.close();
}

function refusal(work: () => unknown) {
  try {
    work();
  } catch (error) {
    if (error instanceof StoreError) return error.problem;
    throw error;
  }
  return null;
}

/** Overwrites pages in the middle of the file. */
function damage(path: string): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(64 * 1024, 0xff), 0, 64 * 1024, 64 * 1024);
  closeSync(file);
}

describe('a backup', () => {
  it('is a state file with all that was saved, for its owner alone', () => {
    saveSome();
    expect(backupState(state, copy)).toMatchObject({
      file: copy,
      lastEvent: 2,
      sizeBytes: statSync(copy).size,
    });
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    const [original, restored] = [openStore(state), openStore(copy)];
    const [before, after] = [original.loadRun(RUN), restored.loadRun(RUN)];
    expect({ ...after, snapshot: before?.snapshot }).toEqual(before);
    expect(restored.eventsAfter(0, 10)).toEqual(original.eventsAfter(0, 10));
    // Numbers go on where they stood.
    expect(restored.save(queuing(0, 'Resources'))).toBe(3);
    original.close();
    restored.close();
  });

  it('never uses again the numbers of what is submitted after it was made', () => {
    const ended = runId('bbbbbbbb');
    const store = openStore(state);
    store.save(creation(makeTasks(1), {}, { nextSubmission: 7 }));
    store.save(creation(makeTasks(1), { id: ended }, { nextSubmission: 7, status: 'failed', endedAt: 9 }));
    backupState(state, copy);
    store.close();
    const restored = openStore(copy);
    expect(restored.loadRun(RUN)?.snapshot.nextSubmission).toBe(1_000_007);
    // It may have been run again since.
    expect(restored.loadRun(ended)?.snapshot.nextSubmission).toBe(1_000_007);
    restored.close();
  });

  it('is whole while a server goes on writing, and keeps it from nothing', async () => {
    const writer = startWriter(state);
    await writer.acknowledged(20);
    const { lastEvent } = backupState(state, copy);
    await writer.acknowledged(lastEvent + 20);
    await writer.kill();
    expect(lastEvent).toBeGreaterThanOrEqual(20);
    expect(checkState(copy)).toMatchObject({ events: lastEvent, lastEvent, runs: 1 });
  });

  it('has what was acknowledged before the server was killed', async () => {
    const writer = startWriter(state);
    await writer.acknowledged(20);
    const last = await writer.kill();
    expect(backupState(state, copy).lastEvent).toBeGreaterThanOrEqual(last);
  });

  it('never takes the place of a file, and leaves nothing behind where it fails', () => {
    saveSome();
    writeFileSync(copy, 'dear diary');
    expect(refusal(() => backupState(state, copy))).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(copy),
    });
    expect(readFileSync(copy, 'utf8')).toBe('dear diary');
    const nowhere = join(folder, 'nowhere', 'copy.db');
    expect(refusal(() => backupState(state, nowhere))).toMatchObject({
      code: 'no-access',
      message: expect.stringContaining(nowhere),
    });
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('is taken again after one that was cut off', () => {
    saveSome();
    writeFileSync(`${copy}.part`, 'half');
    expect(backupState(state, copy)).toMatchObject({ lastEvent: 2 });
    expect(existsSync(`${copy}.part`)).toBe(false);
  });

  it('is not made of a damaged state', () => {
    saveSome(1000);
    damage(state);
    expect(refusal(() => backupState(state, copy))).toMatchObject({
      code: 'bad-state',
      message: expect.stringContaining(state),
    });
    expect(existsSync(copy)).toBe(false);
  });

  it('is not made of what is no state', () => {
    expect(refusal(() => backupState(state, copy))).toMatchObject({ code: 'not-found' });
    writeFileSync(state, 'dear diary\n'.repeat(100));
    expect(refusal(() => backupState(state, copy))).toMatchObject({ code: 'bad-state' });
  });
});

describe('a check', () => {
  it('says what is in the state, and changes nothing of it', () => {
    saveSome();
    const before = readFileSync(state);
    expect(checkState(state)).toMatchObject({
      file: state,
      runs: 1,
      unfinishedRuns: 1,
      tasks: 2,
      attempts: 0,
      events: 2,
      lastEvent: 2,
      otherJobs: 0,
      usedBy: null,
    });
    expect(readFileSync(state).equals(before)).toBe(true);
  });

  it('names the server that uses it', async () => {
    const writer = startWriter(state);
    await writer.acknowledged(1);
    expect(checkState(state).usedBy).toBe(String(writer.pid));
    await writer.kill();
    expect(checkState(state).usedBy).toBeNull();
  });

  it('refuses a newer version with what to do', () => {
    saveSome();
    const database = new Database(state, 0);
    database.execute('PRAGMA user_version = 99');
    database.close();
    expect(refusal(() => checkState(state))).toMatchObject({
      code: 'bad-state',
      message: expect.stringContaining('newer version (99)'),
      hint: expect.stringContaining('newer ScriptHut'),
    });
  });

  it('finds damaged pages, and rows that belong to nothing', () => {
    saveSome();
    const database = new Database(state, 0);
    database.execute('PRAGMA foreign_keys = OFF; DELETE FROM runs; PRAGMA wal_checkpoint(TRUNCATE)');
    database.close();
    expect(refusal(() => checkState(state))).toMatchObject({
      code: 'bad-state',
      message: expect.stringContaining('tasks belongs to no row of runs'),
    });
    rmSync(state);
    saveSome(1000);
    damage(state);
    expect(refusal(() => checkState(state))).toMatchObject({
      code: 'bad-state',
      hint: expect.stringContaining('last good copy'),
    });
  });

  it('says that there is no state, or that it is no file', () => {
    expect(refusal(() => checkState(state))).toMatchObject({
      code: 'not-found',
      message: expect.stringContaining(state),
    });
    mkdirSync(state);
    expect(refusal(() => checkState(state))).toMatchObject({ message: expect.stringContaining(state) });
  });
});
