import { expect, test } from 'vitest';
import { PretendedClock, WrongClock } from '../../test/simulation/pretended-clock.ts';
import type { Backend } from '../backends/backend.ts';
import { type Capacity, NO_ROOM } from '../backends/capacity.ts';
import { backendName } from '../engine/ids.ts';
import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import { CapacityDesk } from './capacity-desk.ts';

const HPC = backendName('hpc');
const MINUTE = 60_000;

function makeCapacity(load: number, withStanding: boolean, untold: readonly string[]): Capacity {
  const fairShare = { account: `asked at ${load}`, share: 1, usage: 0, factor: 1 };
  const standing = { limits: [], fairShares: [fairShare], untold };
  return {
    user: 'ada',
    whole: NO_ROOM,
    partitions: [],
    load,
    disk: null,
    standing: withStanding ? standing : null,
    untold: [],
  };
}

/** A desk with one pretended backend, whose answers tell by `load` how often it was asked. */
function openDesk() {
  const clock = new PretendedClock();
  /** That of the server. */
  const wrong = new WrongClock(clock);
  const asked: { readonly at: number; readonly withStanding: boolean }[] = [];
  const looked: string[] = [];
  const reported: string[] = [];
  const state = { isDown: false, untold: [] as readonly string[] };
  const capacity = async (withStanding: boolean): Promise<Result<Capacity>> => {
    asked.push({ at: clock.now(), withStanding });
    return state.isDown
      ? failed(problem('unreachable', 'no route'))
      : ok(makeCapacity(asked.length, withStanding, state.untold));
  };
  const backend = { name: HPC, type: 'slurm', capacity } as unknown as Backend;
  const backends = new Map([[HPC, backend]]);
  const desk = new CapacityDesk({
    backends,
    clock: wrong,
    report: (_level, message) => reported.push(message),
    looked: (name) => looked.push(name),
  });
  return { desk, clock, wrong, asked, looked, reported, state, backends, backend };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

async function pass(clock: PretendedClock, ms: number): Promise<void> {
  await settled();
  clock.after(ms, () => undefined);
  const until = clock.now() + ms;
  while (clock.now() < until) {
    clock.step();
    await settled();
  }
}

test('nobody is asked before somebody looks, and who looks at the same time shares one answer', async () => {
  const { desk, asked, looked } = openDesk();
  expect(desk.known(HPC)).toEqual({ capacity: null, at: null, standing: null, problem: null });
  expect(asked).toEqual([]);
  const [one, other] = await Promise.all([desk.look(HPC), desk.look(HPC)]);
  expect(one).toBe(other);
  expect([asked.length, looked.length, one.capacity?.load]).toEqual([1, 1, 1]);
});

test('of each backend it is asked once a minute at most, also when it does not answer', async () => {
  const { desk, clock, asked, state } = openDesk();
  await desk.look(HPC);
  await pass(clock, MINUTE - 1);
  expect((await desk.look(HPC)).capacity?.load).toBe(1);
  await pass(clock, 1);
  state.isDown = true;
  expect(await desk.look(HPC)).toMatchObject({ capacity: { load: 1 }, problem: { message: 'no route' } });
  await desk.look(HPC);
  expect(asked).toHaveLength(2);
});

test('while somebody watches it is asked each minute, and not any more afterwards', async () => {
  const { desk, clock, asked } = openDesk();
  const stop = desk.watch(HPC);
  const stopOther = desk.watch(HPC);
  await pass(clock, 10 * MINUTE + 1);
  expect(asked.length).toBe(11);
  stop();
  stopOther();
  await pass(clock, 10 * MINUTE + 1);
  expect(asked.length).toBe(11);
});

test('limits and shares are asked for every half hour, and kept meanwhile', async () => {
  const { desk, clock, asked } = openDesk();
  const stop = desk.watch(HPC);
  await pass(clock, 61 * MINUTE);
  stop();
  const start = asked[0]?.at ?? 0;
  const minutes = asked.filter(({ withStanding }) => withStanding).map(({ at }) => (at - start) / MINUTE);
  expect(minutes).toEqual([0, 30, 60]);
  expect(desk.known(HPC).standing?.fairShares).toMatchObject([{ account: 'asked at 61' }]);
});

/** In which minutes limits and shares were asked for. */
const standingMinutes = (asked: readonly { readonly at: number; readonly withStanding: boolean }[]) =>
  asked.filter(({ withStanding }) => withStanding).map(({ at }) => (at - (asked[0]?.at ?? 0)) / MINUTE);

test('limits that could not be told are asked for again in a minute, and less and less often where they never are', async () => {
  const { desk, clock, asked, state } = openDesk();
  state.untold = ['Limits are not told: connection refused'];
  const stop = desk.watch(HPC);
  await pass(clock, 100 * MINUTE);
  expect(standingMinutes(asked)).toEqual([0, 1, 3, 7, 15, 31, 61, 91]);
  state.untold = [];
  await pass(clock, 60 * MINUTE);
  stop();
  expect(standingMinutes(asked).slice(8)).toEqual([121, 151]);
});

test('limits that were asked for in vain, as nobody answered, are asked for with the next look', async () => {
  const { desk, clock, asked, state } = openDesk();
  const stop = desk.watch(HPC);
  await pass(clock, 29 * MINUTE + 1);
  state.isDown = true;
  await pass(clock, 2 * MINUTE);
  state.isDown = false;
  await pass(clock, 3 * MINUTE);
  stop();
  expect(standingMinutes(asked)).toEqual([0, 30, 31, 32]);
});

test('a clock that is set back does not keep from asking', async () => {
  const { desk, wrong, asked } = openDesk();
  await desk.look(HPC);
  wrong.offBy = -86_400_000;
  await desk.look(HPC);
  expect(asked).toHaveLength(2);
});

test('a backend that took the name of another is asked anew; of one that is gone nothing is known', async () => {
  const { desk, backends, backend, asked } = openDesk();
  await desk.look(HPC);
  backends.set(HPC, { ...backend });
  expect(desk.known(HPC).capacity).toBeNull();
  await desk.look(HPC);
  expect(asked).toHaveLength(2);
  backends.delete(HPC);
  expect((await desk.look(HPC)).capacity).toBeNull();
});

test('a family that cannot tell says so, and so does one whose answer breaks, which is reported', async () => {
  const { desk, clock, backends, backend, reported } = openDesk();
  backends.set(HPC, { ...backend, capacity: async () => Promise.reject(new Error('broken')) });
  const words = 'hpc: what it has free could not be read';
  expect((await desk.look(HPC)).problem).toEqual(problem('unreadable', words));
  expect(reported).toEqual([words]);
  await pass(clock, MINUTE);
  const { capacity: _, ...without } = backend;
  backends.set(HPC, without);
  expect((await desk.look(HPC)).problem).toMatchObject({ code: 'unsupported' });
});
