import { expect, test } from 'vitest';
import { type Outcome, simulate } from './simulate.ts';

/** More by hand: SIMULATION_SEEDS=100000 SIMULATION_FIRST=1 npx vitest run test/simulation */
const SEEDS = Number(process.env.SIMULATION_SEEDS ?? 2_000);
const FIRST = Number(process.env.SIMULATION_FIRST ?? 1);

/** The first of these seeds in which something went wrong; null where nothing did. */
export async function firstFault(
  seeds: Iterable<number>,
  play: (seed: number) => Promise<Outcome>,
): Promise<Outcome | null> {
  for (const seed of seeds) {
    const outcome = await play(seed);
    if (outcome.faults.length > 0) return outcome;
  }
  return null;
}

/** So many numbers, `step` apart. */
export function* numbersFrom(first: number, count: number, step = 1): Generator<number> {
  for (let index = 0; index < count; index += 1) yield first + index * step;
}

/** Every second seed is a test of its own file, so that two processors play them. `half` is 0 or 1. */
export function playHalf(half: 0 | 1): void {
  const count = Math.ceil((SEEDS - half) / 2);
  test(`${count} of ${SEEDS} seeds: nothing twice, nothing early, nothing above a limit, every run ends as it truly went`, async () => {
    expect(await firstFault(numbersFrom(FIRST + half, count, 2), (seed) => simulate(seed))).toBeNull();
  }, 3_600_000);
}
