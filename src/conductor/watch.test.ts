import { expect, test } from 'vitest';
import { Chance } from '../../test/simulation/chance.ts';
import { PretendedClock } from '../../test/simulation/pretended-clock.ts';
import { PretendedCluster } from '../../test/simulation/pretended-cluster.ts';
import { Watch } from './watch.ts';

test('rescheduling again and again never puts a poll off', async () => {
  const clock = new PretendedClock();
  const backend = new PretendedCluster({
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
    maxConcurrent: 1,
    arrays: null,
    fateOf: () => 'succeeds',
  });
  let polls = 0;
  const watch = new Watch({
    backend,
    clock,
    pollIntervalMs: () => 10_000,
    report: () => undefined,
    observe: async () => undefined,
    questions: () => [],
    isBusy: () => true,
    limited: () => undefined,
    polled: () => {
      polls += 1;
    },
  });
  void watch.poll();
  for (let step = 0; step < 200; step += 1) {
    clock.after(4_000, () => watch.reschedule());
    clock.step();
    await new Promise((settled) => setImmediate(settled));
  }
  expect(polls).toBeGreaterThan(5);
});
