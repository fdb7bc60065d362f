/** How tasks of one kind have gone so far. */
export interface Pace {
  /** Tasks that are still to end; those that run are among them. */
  readonly open: number;
  /** Tasks that have succeeded, by which the next is known. */
  readonly known: number;
  /** How long these took, in milliseconds: the median; null where none has. */
  readonly typicalMs: number | null;
}

/** So many must have ended before anything is said, and so many of a kind before it is known. */
const LEAST_ENDED = 5;
const LEAST_KNOWN = 2;
/** What nothing is known of may be so much of what is to come: it is then taken to be like the others. */
const MOST_UNKNOWN = 0.1;

/**
 * In how many milliseconds the last task will have ended, if things go on as they do: what is to come takes as long as its
 * like, in as many places as are used now. Null where there is not enough to go by, or nothing runs.
 */
export function expectedEnd(paces: readonly Pace[], running: number): number | null {
  const coming = paces.filter(({ open }) => open > 0);
  const open = sum(coming, (pace) => pace.open);
  const known = coming.filter(isKnown);
  const knownOpen = sum(known, (pace) => pace.open);
  if (running === 0 || sum(paces, (pace) => pace.known) < LEAST_ENDED) return null;
  if (knownOpen === 0 || open - knownOpen > MOST_UNKNOWN * open) return null;
  const knownMs = sum(known, (pace) => pace.open * typicalOf(pace));
  const workMs = (knownMs * open) / knownOpen;
  // Those that run are half done, on average.
  const leftMs = workMs * (1 - Math.min(running, open) / (2 * open));
  const longestMs = Math.max(...known.map(typicalOf));
  return Math.max(leftMs / running, longestMs / 2);
}

function isKnown({ known, typicalMs }: Pace): boolean {
  return known >= LEAST_KNOWN && typicalMs !== null;
}

function typicalOf({ typicalMs }: Pace): number {
  return typicalMs ?? 0;
}

function sum(paces: readonly Pace[], value: (pace: Pace) => number): number {
  return paces.reduce((total, pace) => total + value(pace), 0);
}
