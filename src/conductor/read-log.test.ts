import { afterEach, beforeEach, expect, test } from 'vitest';
import { Chance } from '../../test/simulation/chance.ts';
import { PretendedClock } from '../../test/simulation/pretended-clock.ts';
import { PretendedCluster } from '../../test/simulation/pretended-cluster.ts';
import { runId, taskId } from '../engine/ids.ts';
import { ok } from '../engine/result.ts';
import type { TaskState } from '../engine/state.ts';
import { openStore } from '../store/sqlite-store.ts';
import { changes, creation, event, makeTask, PLACED, RUN } from '../store/store.testdata.ts';
import type { Store } from '../store/store.ts';
import { createConductor } from './create.ts';
import type { Orders } from './orders.ts';

const A = taskId('a');

let store: Store;
let orders: Orders;

beforeEach(() => {
  store = openStore(':memory:');
  const clock = new PretendedClock();
  const cluster = new PretendedCluster({
    clock,
    chance: new Chance(1),
    weather: {
      cut: 0,
      lostAnswer: 0,
      busy: 0,
      hostDies: 0,
      falseEmpty: 0,
      omission: 0,
      lostHint: 0,
      largestArray: 1000,
    },
    safeguards: { ledger: true, lock: true, lookUp: true },
    maxConcurrent: 10,
    arrays: null,
    fateOf: () => 'succeeds',
  });
  const read = async (path: string) => ok(`read from ${path}`);
  Object.assign(cluster, { readLog: read, readFile: read });
  const generator = { ...makeTask('b'), generatesSource: 'more.json', workingDir: '/work' };
  store.save(creation([makeTask('a'), generator], { backend: cluster.name }));
  const more = { workflows: [], environments: [], pollIntervalMs: 10_000, report: () => undefined };
  orders = createConductor({ store, backends: [cluster], clock, newRunId: () => runId('1'), ...more }).orders;
});

afterEach(() => store.close());

function send(attempt: number, state: TaskState): void {
  const paths = { script: `# ${attempt}`, outputPath: `/o${attempt}`, errorPath: `/e${attempt}` };
  const tasks = [{ index: 0, attempt }];
  store.save(
    changes({
      events: [event({ kind: 'submission-intended', submission: attempt, tasks })],
      tasks: [{ run: RUN, index: 0, state }],
      attempts: [{ run: RUN, index: 0, attempt, submission: attempt, ...paths }],
    }),
  );
}

test('each attempt has its own script and logs; without a number, the newest', async () => {
  send(1, { ...PLACED, is: 'queued', reason: '' });
  send(2, { ...PLACED, attempt: 2, submission: 2, is: 'queued', reason: '' });
  expect(await orders.script(RUN, A, 1)).toMatchObject({
    value: { text: '# 1', attempt: 1, submitted: true },
  });
  expect(await orders.script(RUN, A)).toMatchObject({ value: { text: '# 2', attempt: 2 } });
  expect(await orders.readLog(RUN, A, 'error', null, 1)).toMatchObject({
    value: { content: 'read from /e1' },
  });
  expect(await orders.readLog(RUN, A, 'output', null)).toMatchObject({ value: { content: 'read from /o2' } });
});

test('while the next attempt waits, the newest log is that of the attempt before', async () => {
  send(1, { is: 'waiting', attempt: 2 });
  expect(await orders.readLog(RUN, A, 'output', null)).toMatchObject({ value: { content: 'read from /o1' } });
});

test('what was saved and not yet sent has written nothing', async () => {
  send(1, { is: 'submitting', attempt: 1, submission: 1 });
  expect(await orders.script(RUN, A)).toMatchObject({ value: { submitted: false } });
  expect(await orders.readLog(RUN, A, 'output', null)).toEqual(ok({ path: '/o1', content: null }));
});

test('an attempt that never was is not found', async () => {
  send(1, { ...PLACED, is: 'queued', reason: '' });
  expect(await orders.readLog(RUN, A, 'output', null, 7)).toMatchObject({ problem: { code: 'not-found' } });
});

test('what a task generates is read where its working directory is; of one that generates nothing that is said', async () => {
  expect(await orders.readGenerated(RUN, taskId('b'))).toEqual(
    ok({ path: '/work/more.json', content: 'read from /work/more.json' }),
  );
  expect(await orders.readGenerated(RUN, taskId('a'))).toMatchObject({
    problem: { code: 'not-found', message: 'This task generates no further tasks' },
  });
  expect(await orders.readGenerated(RUN, taskId('zz'))).toMatchObject({ problem: { code: 'not-found' } });
});
