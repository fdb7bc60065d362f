import { expect, test } from 'vitest';
import { Chance } from '../../test/simulation/chance.ts';
import { PretendedClock, WrongClock } from '../../test/simulation/pretended-clock.ts';
import { PretendedCluster } from '../../test/simulation/pretended-cluster.ts';
import { Watch } from './watch.ts';

/** A watch of a pretended cluster that is polled every ten seconds; `polls` are the moments when it was asked. */
function openWatch() {
  const clock = new PretendedClock();
  /** That of the server. */
  const wrong = new WrongClock(clock);
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
  const polls: number[] = [];
  const observed: string[] = [];
  const watch = new Watch({
    backend,
    clock: wrong,
    pollIntervalMs: () => 10_000,
    report: () => undefined,
    observe: async ({ is }) => void observed.push(is),
    questions: () => [],
    isBusy: () => true,
    limited: () => undefined,
    polled: () => polls.push(clock.now()),
  });
  /** Lets time pass; every so often something is done. */
  const pass = async (ms: number, everyMs: number, work: () => void) => {
    const until = clock.now() + ms;
    while (clock.now() < until) {
      clock.after(everyMs, work);
      const next = clock.now() + everyMs;
      while (clock.now() < next) {
        clock.step();
        await new Promise((settled) => setImmediate(settled));
      }
    }
  };
  return { clock, wrong, watch, polls, observed, pass };
}

test('rescheduling again and again never puts a poll off', async () => {
  const { watch, polls, pass } = openWatch();
  void watch.poll();
  await pass(100_000, 4_000, () => watch.reschedule());
  expect(polls.length).toBeGreaterThan(5);
});

test('a clock that is set back puts no poll off', async () => {
  const { wrong, watch, polls, pass } = openWatch();
  void watch.poll();
  await pass(15_000, 4_000, () => watch.reschedule());
  wrong.offBy = -86_400_000;
  const before = polls.length;
  await pass(100_000, 4_000, () => watch.reschedule());
  expect(polls.length - before).toBeGreaterThan(5);
});

test('asked to hurry, it polls soon; asked again and again, once in a few seconds', async () => {
  const { clock, watch, polls, pass } = openWatch();
  void watch.poll();
  await pass(5_000, 1_000, () => undefined);
  expect(polls).toHaveLength(1);
  const hurriedAt = clock.now();
  watch.pollSoon();
  await pass(4_000, 1_000, () => undefined);
  expect(polls).toHaveLength(2);
  expect((polls[1] ?? 0) - hurriedAt).toBeLessThan(3_000);
  await pass(60_000, 100, () => watch.pollSoon());
  expect(polls.length).toBeGreaterThan(6);
  expect(polls.length).toBeLessThan(16);
});

test('what comes after it was stopped is of nobody: another backend may have taken the name', async () => {
  const { watch, polls, observed, pass } = openWatch();
  void watch.poll();
  watch.stop();
  await pass(60_000, 1_000, () => undefined);
  expect([polls, observed]).toEqual([[], []]);
  const other = openWatch();
  void other.watch.poll();
  await other.pass(5_000, 1_000, () => undefined);
  expect(other.observed).toEqual(['listing']);
});

test('while it is turned off it is not asked, and says so; turned on, it is asked at once', async () => {
  const { watch, polls, pass } = openWatch();
  void watch.poll();
  await pass(50_000, 1_000, () => undefined);
  const before = polls.length;
  expect(watch.toggle()).toBe(false);
  watch.reschedule();
  watch.pollSoon();
  void watch.poll();
  await pass(50_000, 1_000, () => undefined);
  expect([polls.length, watch.picture.problem?.message]).toEqual([
    before,
    'It is not asked: polling was turned off',
  ]);
  expect(watch.toggle()).toBe(true);
  await pass(50_000, 1_000, () => undefined);
  expect(polls.length).toBeGreaterThan(before);
  expect(watch.picture.problem).toBeNull();
});
