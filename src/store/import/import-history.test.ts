import { mkdtempSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backendName, runId, taskId } from '../../engine/ids.ts';
import { openStore } from '../sqlite-store.ts';
import { creation, makeJob, makeTask } from '../store.testdata.ts';
import type { Store } from '../store.ts';
import { LATER_RUN, OLDER_RUN, putRun, SEED_RUN, WEEK_OF_JOBS } from './import.testdata.ts';
import { type ImportSummary, importHistory } from './import-history.ts';

const SEED_FOLDER = 'climate__grid/20260219_143000_a1b2c3d4';
const SEED_ID = runId('a1b2c3d4');

let dataDir: string;
let store: Store;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'scripthut-import-'));
  store = openStore(':memory:');
});
afterEach(() => {
  store.close();
  rmSync(dataDir, { recursive: true });
});

async function importAll(stopped = new AbortController().signal): Promise<ImportSummary> {
  const result = await importHistory(dataDir, { store, now: () => 9000, stopped });
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
}

const messages = ({ problems }: ImportSummary) => problems.map(({ message }) => message);

describe('importing the history of the Python program', () => {
  it('takes over all runs and jobs of others, and leaves their files as they are', async () => {
    const files = [
      putRun(dataDir, SEED_FOLDER, SEED_RUN),
      putRun(dataDir, '_adhoc__train/20260501_080000_bbbb0001', LATER_RUN),
      putRun(dataDir, 'old/20250102_030405_cccc0001', OLDER_RUN),
      putRun(dataDir, '_default_mercury/2026-W08', WEEK_OF_JOBS),
    ];
    const before = files.map((file) => readFileSync(file, 'utf8'));
    expect(await importAll()).toMatchObject({ runs: 3, jobs: 2, known: 0, problems: [] });
    expect(store.listRuns({ limit: 10 }).map(({ info, status }) => [info.id, status])).toEqual([
      ['bbbb0001', 'failed'],
      ['a1b2c3d4', 'failed'],
      ['cccc0001', 'completed'],
    ]);
    expect(store.listOtherJobs({ limit: 10 })).toMatchObject([
      { job: { job: '556', state: 'ended' }, goneAt: expect.any(Number) },
      { job: { job: '555', user: 'grace', elapsedSeconds: 600 } },
    ]);
    expect(files.map((file) => readFileSync(file, 'utf8'))).toEqual(before);
  });

  it('shows an imported run like any other, and never goes on with it', async () => {
    putRun(dataDir, SEED_FOLDER, SEED_RUN);
    await importAll();
    expect(store.readRun(SEED_ID)).toMatchObject({ taskCount: 6, info: { source: { kind: 'imported' } } });
    expect(store.listTasks(SEED_ID).map(({ task }) => task.id)).toEqual([
      'prepare',
      'sim',
      'summary',
      'refused',
      'running',
      'waiting',
    ]);
    expect(store.listAttempts(SEED_ID, taskId('sim'))).toMatchObject([
      { attempt: 1, script: '#!/bin/bash\n' },
    ]);
    expect(store.loadUnfinished()).toEqual([]);
  });

  it('leaves one event of each run, which tells where it came from', async () => {
    putRun(dataDir, SEED_FOLDER, SEED_RUN);
    await importAll();
    expect(store.eventsAfter(0, 10)).toMatchObject([
      {
        run: SEED_ID,
        at: 9000,
        kind: 'run-created',
        body: { info: { source: { kind: 'imported', name: SEED_FOLDER } }, tasks: { first: 0, count: 6 } },
      },
    ]);
  });

  it('takes each run once, by whatever path it is found', async () => {
    putRun(dataDir, SEED_FOLDER, SEED_RUN);
    await importAll();
    expect(await importAll()).toMatchObject({ runs: 0, known: 1 });
    putRun(dataDir, 'copy/20260219_143000_a1b2c3d4', SEED_RUN);
    expect(await importAll()).toMatchObject({ runs: 0, known: 2 });
    const workflows = await importHistory(join(dataDir, 'workflows'), {
      store,
      now: () => 9000,
      stopped: new AbortController().signal,
    });
    expect(workflows).toMatchObject({ ok: true, value: { runs: 0, known: 2 } });
    expect(store.lastSequence()).toBe(1);
  });

  it('does not read again what it knows', async () => {
    const file = putRun(dataDir, SEED_FOLDER, SEED_RUN);
    utimesSync(file, 1000, 1000);
    await importAll();
    putRun(dataDir, SEED_FOLDER, 'no JSON at all');
    utimesSync(file, 1000, 1000);
    expect(await importAll()).toMatchObject({ runs: 0, known: 1, problems: [] });
  });

  it('takes a run over anew when the other program has gone on with it', async () => {
    const file = putRun(dataDir, SEED_FOLDER, SEED_RUN);
    utimesSync(file, 1000, 1000);
    await importAll();
    const items = SEED_RUN.items.map((item) => ({ ...item, status: 'completed' }));
    putRun(dataDir, SEED_FOLDER, { ...SEED_RUN, items });
    expect(await importAll()).toMatchObject({ runs: 1, known: 0 });
    expect(store.readRun(SEED_ID)).toMatchObject({ status: 'completed', taskCount: 6 });
  });

  it('leaves a run deleted that was deleted here', async () => {
    const file = putRun(dataDir, SEED_FOLDER, SEED_RUN);
    utimesSync(file, 1000, 1000);
    await importAll();
    store.deleteRun(SEED_ID, 9500, 'ada');
    expect(await importAll()).toMatchObject({ runs: 0, known: 1 });
    utimesSync(file, 2000, 2000);
    expect(await importAll()).toMatchObject({ runs: 0, known: 1 });
    expect(store.readRun(SEED_ID)).toBeNull();
  });

  it('names what it could not read, and takes the rest', async () => {
    const broken = putRun(dataDir, 'a/20260101_000000_dddd0001', '{"id": ');
    const folder = putRun(dataDir, 'b/20260101_000000_eeee0001/run.json', '{}').replace(/\/run\.json$/, '');
    putRun(dataDir, 'c/no-run/other', '{}');
    putRun(dataDir, SEED_FOLDER, SEED_RUN);
    const summary = await importAll();
    expect(summary).toMatchObject({ runs: 1, known: 0 });
    expect(messages(summary)).toEqual([expect.stringContaining(broken), expect.stringContaining(folder)]);
    putRun(dataDir, 'a/20260101_000000_dddd0001', { ...OLDER_RUN, id: 'dddd0001' });
    expect(await importAll()).toMatchObject({ runs: 1, known: 1 });
  });

  it('leaves a run of ours alone that has the same id, and says so', async () => {
    store.save(creation([makeTask('mine')], { id: SEED_ID }));
    const file = putRun(dataDir, SEED_FOLDER, SEED_RUN);
    expect(messages(await importAll())).toEqual([
      `${file} was not imported: there is another run with its id`,
    ]);
    expect(store.listTasks(SEED_ID).map(({ task }) => task.id)).toEqual(['mine']);
  });

  it('leaves alone what we know ourselves of a job of others', async () => {
    const mercury = backendName('mercury');
    store.saveOtherJobs(mercury, 9000, [makeJob('555')]);
    putRun(dataDir, '_default_mercury/2026-W08', WEEK_OF_JOBS);
    await importAll();
    const jobs = store.listOtherJobs({ limit: 10 }).map(({ job, goneAt }) => [job.job, job.state, goneAt]);
    expect(jobs).toContainEqual(['555', 'running', null]);
  });

  it('stops between two folders when asked to, and goes on there the next time', async () => {
    putRun(dataDir, SEED_FOLDER, SEED_RUN);
    expect(await importAll(AbortSignal.abort())).toMatchObject({ runs: 0, known: 0 });
    expect(await importAll()).toMatchObject({ runs: 1 });
  });

  it('says where it looked when there is no such folder', async () => {
    const result = await importHistory(dataDir, { store, now: () => 0, stopped: AbortSignal.abort() });
    expect(result).toMatchObject({
      ok: false,
      problem: { code: 'not-found', message: expect.stringContaining(join(dataDir, 'workflows')) },
    });
  });
});
