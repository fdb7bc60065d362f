import { afterEach, beforeEach, expect, test } from 'vitest';
import { runId } from '../engine/ids.ts';
import { openStore } from '../store/sqlite-store.ts';
import { changes, creation, event, makeCounts, makeInfo, makeTasks, RUN } from '../store/store.testdata.ts';
import type { Store } from '../store/store.ts';
import { replayRun } from './replay.ts';

let store: Store;

beforeEach(() => {
  store = openStore(':memory:');
});
afterEach(() => store.close());

test('a run stands again as it stood after each of its events', async () => {
  const created = store.save(creation(makeTasks(2)));
  // Another run's events stand in between.
  store.save(creation(makeTasks(1), { id: runId('bbbbbbbb') }));
  const withdrawn = store.save(changes({ events: [event({ kind: 'task-withdrawn', task: 0, by: 'ada' })] }));
  expect(await replayRun(store, RUN, created)).toEqual({
    sequence: created,
    at: 1_000,
    status: 'pending',
    counts: makeCounts({ pending: 2 }),
  });
  expect(await replayRun(store, RUN, withdrawn - 1)).toMatchObject({ sequence: created });
  expect(await replayRun(store, RUN, withdrawn + 100)).toMatchObject({
    sequence: withdrawn,
    counts: makeCounts({ pending: 1, failed: 1 }),
  });
});

test('there is no moment before a run began, of one that is not there, or of another program’s', async () => {
  const created = store.save(creation(makeTasks(1)));
  expect(await replayRun(store, RUN, created - 1)).toBeNull();
  expect(await replayRun(store, runId('cccccccc'), created)).toBeNull();
  const imported = { kind: 'imported', name: 'old' } as const;
  store.save(creation(makeTasks(1), { ...makeInfo(), id: runId('dddddddd'), source: imported }));
  expect(await replayRun(store, runId('dddddddd'), 100)).toBeNull();
});

test('what concerns a run’s entry or its messages alone is passed over', async () => {
  store.save(creation(makeTasks(1)));
  store.labelRun(RUN, ['paper'], 2_000, 'ada');
  expect(await replayRun(store, RUN, 100)).toMatchObject({ at: 2_000, status: 'pending' });
});
