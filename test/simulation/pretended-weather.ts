import type { Chance } from './chance.ts';

/** How bad the world is, as probabilities of each mishap at each call. */
export interface Weather {
  readonly cut: number;
  readonly lostAnswer: number;
  readonly busy: number;
  readonly hostDies: number;
  readonly falseEmpty: number;
  readonly omission: number;
  readonly lostHint: number;
  /** How many elements the scheduler really takes in one array, whatever it was thought to take. */
  readonly largestArray: number;
}

/** Parts of the protocol that can be taken away, to show that the simulation notices. */
export interface Safeguards {
  /** The submission script looks into the ledger before it submits. */
  readonly ledger: boolean;
  /** It does so under a lock. */
  readonly lock: boolean;
  /** A submission in doubt is looked for: by the conductor before it is sent again, by a script that takes over a lock. */
  readonly lookUp: boolean;
}

export function randomWeather(chance: Chance): Weather {
  const bad = chance.pick([0, 0.02, 0.1]);
  const some = (most: number): number => chance.next() * most * (bad > 0 ? 1 : 0);
  return {
    cut: bad,
    lostAnswer: some(0.2),
    busy: some(0.2),
    hostDies: some(0.1),
    falseEmpty: some(0.05),
    omission: some(0.02),
    lostHint: chance.pick([0, 0.3, 1]),
    largestArray: chance.pick([0, 2, 3, 1000]),
  };
}
