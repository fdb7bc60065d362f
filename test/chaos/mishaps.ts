import { Chance } from '../simulation/chance.ts';

/** Something bad that befalls the run. */
export type Mishap = { readonly delayMs: number } & (
  | {
      readonly is: 'kill';
      /** It is killed once more, so many milliseconds after it was started again. */
      readonly againAfterMs: number | null;
    }
  | {
      readonly is: 'cut';
      /** What serves the connection at the far end, that and the commands it runs, or the `ssh` at this end. */
      readonly what: 'connections' | 'sessions' | 'clients';
    }
  | { readonly is: 'controller-restart' }
  | { readonly is: 'accounting-outage'; readonly seconds: number }
  | { readonly is: 'refusal'; readonly seconds: number }
);

export interface MishapCounts {
  readonly kills: number;
  readonly cuts: number;
  readonly controllerRestarts: number;
  readonly accountingOutages: number;
  readonly refusals: number;
  /** Of each refusal. */
  readonly refusalSeconds: number;
}

/** The longest wait before a mishap; most are much shorter, so that some come before the last is over. */
const LONGEST_DELAY_MS = 3_000;
const KILLED_AGAIN = 0.25;

/** The mishaps in their order, the same for the same seed. */
export function plannedMishaps(seed: number, counts: MishapCounts): Mishap[] {
  const chance = new Chance(seed ^ 0x5eed);
  const many = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
  const delayMs = () => Math.round(chance.next() ** 2 * LONGEST_DELAY_MS);
  const mishaps: Mishap[] = [
    ...many(counts.kills, () => {
      const again = chance.happens(KILLED_AGAIN);
      return {
        is: 'kill',
        delayMs: delayMs(),
        againAfterMs: again ? chance.integer(50, 1_500) : null,
      } as const;
    }),
    ...many(counts.cuts, () => {
      const what = chance.pick(['connections', 'sessions', 'clients'] as const);
      return { is: 'cut', delayMs: delayMs(), what } as const;
    }),
    ...many(counts.controllerRestarts, () => ({ is: 'controller-restart', delayMs: delayMs() }) as const),
    ...many(counts.accountingOutages, () => {
      return { is: 'accounting-outage', delayMs: delayMs(), seconds: chance.integer(10, 40) } as const;
    }),
    ...many(counts.refusals, () => {
      return { is: 'refusal', delayMs: delayMs(), seconds: counts.refusalSeconds } as const;
    }),
  ];
  return mishaps
    .map((mishap) => ({ mishap, at: chance.next() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ mishap }) => mishap);
}
