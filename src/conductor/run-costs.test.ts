import { expect, it } from 'vitest';
import type { PricesNow } from '../engine/cost.ts';
import { runId, taskId } from '../engine/ids.ts';
import { ok } from '../engine/result.ts';
import { ended, HOUR } from '../engine/states.testdata.ts';
import { createWorld } from '../engine/world.ts';
import { makeCounts, makeInfo, makeTask } from '../store/store.testdata.ts';
import type { RunRow, TaskRow } from '../store/store.ts';
import { CostKeeper } from './run-costs.ts';

const PRICES: PricesNow = ok({
  region: 'us-east-1',
  priceType: 'ondemand',
  prices: new Map([['normal', { instanceType: 'c5.large', vcpus: 1, perHour: 1 }]]),
  readAt: 0,
  gaps: [],
});

function endedRun(id: string, taskCount: number, endedAt = 1): RunRow {
  const counts = makeCounts({ completed: taskCount });
  const info = makeInfo({ id: runId(id) });
  return { info, status: 'completed', counts, taskCount, cancel: null, endedAt, labels: [] };
}

/** Runs of tasks of one hour. `read` is how many of them were read, and `breaks` what reading them throws. */
function keeperOf(runs: readonly RunRow[], now: PricesNow = PRICES) {
  const told = { read: 0, reported: [] as unknown[], breaks: null as Error | null };
  const keeper = new CostKeeper({
    store: {
      listTasks: (run, { after = -1, limit = Number.POSITIVE_INFINITY } = {}): readonly TaskRow[] => {
        if (told.breaks !== null) throw told.breaks;
        const count = runs.find(({ info }) => info.id === run)?.taskCount ?? 0;
        const rows = Array.from({ length: Math.min(limit, count - after - 1) }, (_, offset) => {
          const index = after + 1 + offset;
          return { run, index, task: { ...makeTask('a'), id: taskId(`sim.${index}`) }, state: ended(HOUR) };
        });
        told.read += rows.length;
        return rows;
      },
    },
    world: () => createWorld([]),
    prices: () => now,
    report: (error) => told.reported.push(error),
  });
  return { keeper, told };
}

it('an ended run is added up once, and again when it has ended again', async () => {
  const run = endedRun('aaaaaaaa', 1_234);
  const { keeper, told } = keeperOf([run]);
  await Promise.all([keeper.addUp([run], 5_000), keeper.addUp([run], 5_000)]);
  await keeper.addUp([run], 5_000);
  expect(keeper.now(run)).toEqual({ spent: 1_234, costed: 1_234, uncosted: 0, forecast: null });
  expect(told.read).toBe(1_234);
  const again = { ...run, endedAt: 2 };
  await keeper.addUp([again], 5_000);
  expect(keeper.now(again)?.spent).toBe(1_234);
  expect(told.read).toBe(2 * 1_234);
});

it('nobody waits for a large run, which is told when it is ready', async () => {
  const [small, large] = [endedRun('aaaaaaaa', 10), endedRun('bbbbbbbb', 20_000)];
  const { keeper } = keeperOf([small, large]);
  await keeper.addUp([small, large], 5_000);
  expect([keeper.now(small)?.spent, keeper.now(large)]).toEqual([10, null]);
  await keeper.addUp([large], Number.POSITIVE_INFINITY);
  expect(keeper.now(large)?.spent).toBe(20_000);
});

it('a run of few tasks that has just ended is told at once; a larger one is begun with', async () => {
  const [few, many] = [endedRun('aaaaaaaa', 200), endedRun('bbbbbbbb', 3_000)];
  const { keeper } = keeperOf([few, many]);
  expect([keeper.now(few)?.spent, keeper.now(many)]).toEqual([200, null]);
  await keeper.addUp([many], Number.POSITIVE_INFINITY);
  expect(keeper.now(many)?.spent).toBe(3_000);
});

it('without prices nothing is read', async () => {
  const run = endedRun('aaaaaaaa', 10);
  const { keeper, told } = keeperOf([run], null);
  await keeper.addUp([run], 5_000);
  expect([keeper.now(run), keeper.expected([makeTask('a')]), told.read]).toEqual([null, null, 0]);
});

it('what cannot be read is reported, and tried again', async () => {
  const run = endedRun('aaaaaaaa', 10);
  const { keeper, told } = keeperOf([run]);
  told.breaks = new Error('the disk is gone');
  await keeper.addUp([run], 5_000);
  expect(told.reported).toEqual([told.breaks]);
  told.breaks = null;
  await keeper.addUp([run], 5_000);
  expect(keeper.now(run)?.spent).toBe(10);
});

it('a server that stops is not told that its store is closed', async () => {
  const run = endedRun('aaaaaaaa', 10);
  const { keeper, told } = keeperOf([run]);
  const summing = keeper.addUp([run], 5_000);
  keeper.stop();
  told.breaks = new Error('the store is closed');
  await summing;
  expect(told.reported).toEqual([]);
});
