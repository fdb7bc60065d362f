import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { putRun, SEED_RUN } from '../store/import/import.testdata.ts';
import { openStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { importAtStart } from './import-at-start.ts';

let dataDir: string;
let store: Store;
let said: string[];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'scripthut-start-'));
  store = openStore(':memory:');
  said = [];
});
afterEach(() => {
  store.close();
  rmSync(dataDir, { recursive: true });
});

const start = () => {
  return importAtStart(
    store,
    dataDir,
    () => 1,
    (level, message) => {
      said.push(`${level}: ${message}`);
    },
  );
};

it('says one line of what it imported, and nothing where there is nothing new', async () => {
  await start().ended;
  expect(said).toEqual([]);
  putRun(dataDir, 'grid/20260219_143000_a1b2c3d4', SEED_RUN);
  await start().ended;
  await start().ended;
  expect(said).toEqual([`info: Imported 1 run and 0 jobs of others from ${join(dataDir, 'workflows')}`]);
});

it('names the first few of what it had to leave out', async () => {
  for (let number = 0; number < 5; number += 1) putRun(dataDir, `grid/bad${number}`, '{');
  await start().ended;
  expect(said).toEqual([expect.stringMatching(/^warn: .*left out: .*bad0.*bad2.*; and 2 more$/)]);
});

it('writes nothing more once it was stopped', async () => {
  for (let number = 0; number < 20; number += 1) {
    const id = `0000${1000 + number}`;
    putRun(dataDir, `grid/20260219_143000_${id}`, { ...SEED_RUN, id });
  }
  await start().stop();
  const { length } = store.listRuns({ limit: 100 });
  expect(length).toBeLessThan(20);
  await start().ended;
  expect(store.listRuns({ limit: 100 })).toHaveLength(20);
});
