import { expect, test } from 'vitest';
import { Chance } from '../../test/simulation/chance.ts';
import { PretendedClock } from '../../test/simulation/pretended-clock.ts';
import { PretendedCluster } from '../../test/simulation/pretended-cluster.ts';
import { Watch } from './watch.ts';

let polls = 0;

function openWatch(clock: PretendedClock): Watch {
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
  polls = 0;
  return new Watch({
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
}

test('rescheduling again and again never puts a poll off', async () => {
  const clock = new PretendedClock();
  const watch = openWatch(clock);
  void watch.poll();
  for (let step = 0; step < 200; step += 1) {
    clock.after(4_000, () => watch.reschedule());
    clock.step();
    await new Promise((settled) => setImmediate(settled));
  }
  expect(polls).toBeGreaterThan(5);
});

/** Until what was begun is over: the pretended cluster takes its time. */
async function pass(clock: PretendedClock): Promise<void> {
  for (let step = 0; step < 50; step += 1) {
    clock.after(1_000, () => undefined);
    clock.step();
    await new Promise((settled) => setImmediate(settled));
  }
}

test('while it is turned off it is not asked, and says so; turned on, it is asked at once', async () => {
  const clock = new PretendedClock();
  const watch = openWatch(clock);
  void watch.poll();
  await pass(clock);
  const before = polls;
  expect(watch.toggle()).toBe(false);
  watch.reschedule();
  void watch.poll();
  await pass(clock);
  expect([polls, watch.picture.problem?.message]).toEqual([
    before,
    'It is not asked: polling was turned off',
  ]);
  expect(watch.toggle()).toBe(true);
  await pass(clock);
  expect(polls).toBeGreaterThan(before);
  expect(watch.picture.problem).toBeNull();
});
