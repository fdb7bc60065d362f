import { afterEach, beforeEach, expect, test } from 'vitest';
import { runId } from '../engine/ids.ts';
import { openStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { Stage, text } from './stage.testdata.ts';

const A = { id: 'a', name: 'A', command: 'true' };
const RUN = runId('00000001');

// Nobody catches these in the program: one of them ends it.
const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);
beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', note);
});
afterEach(() => {
  process.off('unhandledRejection', note);
});

/** A store of which single methods fail while they are named in `broken`. */
function openBrittleStore() {
  const store = openStore(':memory:');
  const broken = new Set<keyof Store>();
  const brittle = new Proxy(store, {
    get(target, key) {
      const method: unknown = Reflect.get(target, key, target);
      if (typeof method !== 'function') return method;
      return (...given: unknown[]) => {
        if (broken.has(key as keyof Store)) throw new Error('pretended: the disk is full');
        return method.apply(target, given);
      };
    },
  });
  return { store: brittle, broken };
}

const hasEnded = (stage: Stage) => stage.store.readRun(RUN)?.status === 'completed';

test('a disk that is full when a poll notes the jobs of others does not end the server, and the polls go on', async () => {
  const { store, broken } = openBrittleStore();
  const stage = new Stage(['mercury'], { store });
  broken.add('saveOtherJobs');
  await stage.until(stage.orders.submitRun(text([A])));
  await stage.untilTrue(() => hasEnded(stage));
  expect(unhandled).toEqual([]);
  expect(stage.reports).toContain(
    'the jobs of others on mercury could not be noted: pretended: the disk is full',
  );
  await expect(stage.until(stage.orders.pollNow())).resolves.toBeUndefined();
});

test('a state that can neither be written nor read again ends nothing: the loop goes on when it can be', async () => {
  const { store, broken } = openBrittleStore();
  const stage = new Stage(['mercury'], { store });
  broken.add('save').add('loadUnfinished');
  const refused = await stage.until(stage.orders.submitRun(text([A])));
  expect(refused).toMatchObject({ ok: false, problem: { code: 'bad-state' } });
  for (let step = 0; step < 50; step += 1) await stage.step();
  expect(stage.clusters[0]?.jobs).toEqual([]);
  broken.clear();
  // It is looked for every few seconds.
  for (let step = 0; step < 50; step += 1) await stage.step();
  const taken = await stage.until(stage.orders.submitRun(text([{ ...A, id: 'b' }])));
  expect(taken).toMatchObject({ ok: true });
  await stage.untilTrue(() =>
    stage.store.listRuns({ limit: 5 }).every(({ status }) => status === 'completed'),
  );
  expect(stage.clusters[0]?.jobs.map(({ task }) => task)).toEqual(['b']);
  expect(unhandled).toEqual([]);
});

test('what goes wrong for somebody who listens is reported, and what was decided is done all the same', async () => {
  const stage = new Stage();
  stage.orders.onChange(() => {
    throw new Error('pretended: a listener breaks');
  });
  await stage.until(stage.orders.submitRun(text([A])));
  await stage.untilTrue(() => hasEnded(stage));
  expect(stage.reports).not.toContain('a beat could not be saved: pretended: a listener breaks');
  expect(stage.reports).toContain('somebody who listens broke: pretended: a listener breaks');
  expect(unhandled).toEqual([]);
});

test('a backend that breaks where it should answer ends nothing: it is asked again', async () => {
  const stage = new Stage();
  const [cluster] = stage.clusters;
  if (cluster === undefined) throw new Error('there is a cluster');
  cluster.files.set('~/more.json', JSON.stringify([{ ...A, id: 'more' }]));
  let breaks = 3;
  for (const name of ['readFile', 'readRecords', 'cancel'] as const) {
    const method = cluster[name].bind(cluster) as (...given: never[]) => Promise<unknown>;
    Object.assign(cluster, {
      [name]: async (...given: never[]) => {
        if (breaks-- > 0) throw new Error(`pretended: ${name} breaks`);
        return method(...given);
      },
    });
  }
  await stage.until(stage.orders.submitRun(text([{ ...A, generates_source: 'more.json' }])));
  await stage.untilTrue(() => hasEnded(stage));
  expect(cluster.jobs.map(({ task }) => task)).toEqual(['a', 'more']);
  breaks = 1;
  await stage.until(stage.orders.submitRun(text([{ ...A, id: 'c' }])));
  const last = runId('00000002');
  await stage.untilTrue(() => stage.store.readRun(last)?.counts.submitted === 1);
  await stage.until(stage.orders.cancelRun(last, 'ada'));
  await stage.untilTrue(() => stage.store.readRun(last)?.endedAt !== null);
  expect(unhandled).toEqual([]);
});
