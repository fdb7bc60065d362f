import { describe, expect, test } from 'vitest';
import { Chance } from '../../test/simulation/chance.ts';
import { PretendedClock } from '../../test/simulation/pretended-clock.ts';
import { PretendedCluster } from '../../test/simulation/pretended-cluster.ts';
import { runId } from '../engine/ids.ts';
import { openStore } from '../store/sqlite-store.ts';
import { createConductor } from './create.ts';

/** A chain of three on a pretended cluster that is polled once an hour; gives back how long it took. */
async function chainMs(lostHint: number): Promise<number> {
  const clock = new PretendedClock();
  const weather = {
    cut: 0,
    lostAnswer: 0,
    busy: 0,
    hostDies: 0,
    falseEmpty: 0,
    omission: 0,
    lostHint,
    largestArray: 0,
  };
  const safeguards = { ledger: true, lock: true, lookUp: true };
  const chance = new Chance(3);
  const cluster = new PretendedCluster({
    clock,
    chance,
    weather,
    safeguards,
    maxConcurrent: 5,
    arrays: null,
    fateOf: () => 'succeeds',
  });
  const store = openStore(':memory:');
  const { orders, start } = createConductor({
    store,
    backends: [cluster],
    workflows: [],
    environments: [],
    pollIntervalMs: 3_600_000,
    clock,
    newRunId: () => runId('00000001'),
    report: () => undefined,
  });
  start();
  const startedAt = clock.now();
  const task = (id: string, deps: readonly string[]) => ({ id, name: id, command: 'true', deps });
  const value = [task('a', []), task('b', ['a']), task('c', ['b'])];
  void orders.submitRun({
    document: { is: 'value', value, kind: 'document' },
    backend: 'pretended',
    by: 'ada',
  });
  while (store.readRun(runId('00000001'))?.status !== 'completed') {
    clock.step();
    await new Promise((settled) => setImmediate(settled));
  }
  return clock.now() - startedAt;
}

describe('what jobs say of themselves', () => {
  test('moves a run on without waiting for a poll', async () => {
    expect(await chainMs(0)).toBeLessThan(3_600_000);
  });

  test('is only a hint: without a word the run ends all the same, at the pace of the polls', async () => {
    expect(await chainMs(1)).toBeGreaterThan(3_600_000);
  });
});
