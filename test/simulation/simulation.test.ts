import { describe, expect, test } from 'vitest';
import { ALL_SAFEGUARDS, type Outcome, simulate } from './simulate.ts';

/** More by hand: SIMULATION_SEEDS=100000 SIMULATION_FIRST=1 npx vitest run test/simulation */
const SEEDS = Number(process.env.SIMULATION_SEEDS ?? 2_000);
const FIRST = Number(process.env.SIMULATION_FIRST ?? 1);

async function firstFault(seeds: number, play: (seed: number) => Promise<Outcome>): Promise<Outcome | null> {
  for (let seed = FIRST; seed < FIRST + seeds; seed += 1) {
    const outcome = await play(seed);
    if (outcome.faults.length > 0) return outcome;
  }
  return null;
}

describe('the seeded simulation', () => {
  test(`${SEEDS} seeds: nothing twice, nothing early, nothing above a limit, every run ends as it truly went`, async () => {
    expect(await firstFault(SEEDS, (seed) => simulate(seed))).toBeNull();
  }, 3_600_000);

  test.each(['ledger', 'lock', 'lookUp'] as const)(
    'notices when there is no %s',
    async (part) => {
      const found = await firstFault(20_000, (seed) => simulate(seed, { ...ALL_SAFEGUARDS, [part]: false }));
      expect(found?.faults.join('\n')).toContain('was submitted twice');
    },
    600_000,
  );

  test('the same seed plays the same', async () => {
    expect(await simulate(7)).toEqual(await simulate(7));
  });
});
