import type { Band } from '../timeline/bands.ts';

/** The outlines of a band, one unit wide for each of its parts, 100 high. */
export interface BandPaths {
  /** From below, each as high as its share of the most that ran at once. */
  readonly ran: string;
  /** From above, by its share of the most that waited at once: they may be a thousand times as many. */
  readonly waited: string;
  readonly mostRan: number;
  readonly mostWaited: number;
}

/** Of the height. */
const RAN = 62;
const WAITED = 30;

export function bandPaths({ waiting, running }: Band): BandPaths {
  const mostRan = most(running);
  const mostWaited = most(waiting);
  return {
    ran: outline(running, 100, (count) => 100 - (RAN * count) / mostRan),
    waited: outline(waiting, 0, (count) => (WAITED * count) / mostWaited),
    mostRan,
    mostWaited,
  };
}

function most(counts: Float64Array): number {
  return counts.reduce((max, count) => Math.max(max, count), 0);
}

/** Stairs from left to right; parts of the same height are one. Empty where nothing is counted. */
function outline(counts: Float64Array, base: number, height: (count: number) => number): string {
  if (counts.every((count) => count === 0)) return '';
  let path = `M0 ${base}`;
  let last = Number.NaN;
  for (const [part, count] of counts.entries()) {
    const y = Math.round(height(count));
    if (y === last) continue;
    path += part === 0 ? `V${y}` : `H${part}V${y}`;
    last = y;
  }
  return `${path}H${counts.length}V${base}Z`;
}
