// @module-tag slow
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Database } from './database.ts';
import { networkFileSystem, refuseNetworkFileSystem } from './file-system.ts';
import { openStore } from './sqlite-store.ts';
import { creation, makeTasks } from './store.testdata.ts';
import { startWriter } from './store.testprocess.ts';
import { StoreError } from './store-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'scripthut-state-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function newPath(): string {
  files += 1;
  const path = join(folder, `${files}`, 'state.db');
  mkdirSync(dirname(path));
  return path;
}

/** The problem that keeps a file from being opened. */
function refusal(path: string) {
  try {
    openStore(path).close();
  } catch (error) {
    if (error instanceof StoreError) return error.problem;
    throw error;
  }
  return null;
}

describe('the state file', () => {
  it('is made with its folders, for its owner alone', () => {
    const path = join(newPath(), 'deep', 'state.db');
    openStore(path).close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  });

  it('is refused where it cannot be made', () => {
    const path = newPath();
    writeFileSync(path, '');
    expect(refusal(join(path, 'state.db'))).toMatchObject({
      code: 'no-access',
      message: expect.stringContaining(path),
    });
  });

  it('is refused when a newer version has written it, and stays as it is', () => {
    const path = newPath();
    openStore(path).close();
    const database = new Database(path, 0);
    database.execute('PRAGMA user_version = 99');
    database.close();
    const before = readFileSync(path);
    expect(refusal(path)).toMatchObject({
      code: 'bad-state',
      message: expect.stringMatching(/newer version \(99\)/),
    });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('is refused when it belongs to another program, and stays as it is', () => {
    const path = newPath();
    const database = new Database(path, 0);
    database.execute('CREATE TABLE theirs (a)');
    database.close();
    const before = readFileSync(path);
    expect(refusal(path)).toMatchObject({
      code: 'bad-state',
      message: expect.stringContaining('another program'),
    });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('is refused when it is no database at all', () => {
    const path = newPath();
    writeFileSync(path, 'dear diary\n'.repeat(100));
    expect(refusal(path)).toMatchObject({
      code: 'bad-state',
      message: expect.stringContaining('not a state file'),
    });
  });

  it('is refused when its inside is damaged', () => {
    const path = newPath();
    const store = openStore(path);
    store.save(creation(makeTasks(1000)));
    store.close();
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.alloc(64 * 1024, 0xff), 0, 64 * 1024, 64 * 1024);
    closeSync(file);
    expect(refusal(path)).toMatchObject({
      code: 'bad-state',
      hint: expect.stringContaining('last good copy'),
    });
  });

  it('can be opened once what kept it from being opened is gone', () => {
    const path = newPath();
    writeFileSync(path, 'dear diary\n'.repeat(100));
    expect(refusal(path)).not.toBeNull();
    rmSync(path);
    expect(refusal(path)).toBeNull();
  });
});

describe('a second server on one state', () => {
  it('is refused with the number of the first, and let in after the first was killed', async () => {
    const path = newPath();
    const first = startWriter(path);
    await first.acknowledged(1);
    expect(refusal(path)).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(`process ${first.pid}`),
    });
    const second = startWriter(path);
    await expect(second.acknowledged(1)).rejects.toThrow('already used');
    await second.kill();
    await first.kill();
    expect(refusal(path)).toBeNull();
  });

  it('is refused in the same process, and by another name of the file', () => {
    const path = newPath();
    const store = openStore(path);
    const link = newPath();
    symlinkSync(path, link);
    expect(refusal(path)).toMatchObject({ code: 'conflict' });
    expect(refusal(link)).toMatchObject({ code: 'conflict' });
    // A refusal must not loosen the lock of the one that has it.
    expect(refusal(path)).toMatchObject({ code: 'conflict' });
    store.close();
    expect(refusal(link)).toBeNull();
  });
});

describe('network file systems', () => {
  it('are refused with a place to go to instead (simulated types)', () => {
    for (const [type, name] of [
      [0x6969, 'NFS'],
      [0xff534d42, 'SMB'],
      [-11317950, 'SMB'],
      [0x0bd00bd0, 'Lustre'],
      [0x65735546, 'FUSE'],
    ] as const) {
      expect(networkFileSystem(type)).toBe(name);
      expect(() => refuseNetworkFileSystem('/home/ada/state.db', '/home/ada', type)).toThrow(`(${name})`);
    }
  });

  it('are told from the disks of this machine', () => {
    for (const type of [0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630])
      expect(networkFileSystem(type)).toBeNull();
  });
});
