import type { Band } from '../timeline/bands.ts';

/** The outlines of a band, one unit wide for each of its parts, 100 high for the most that there was at once. */
export interface BandPaths {
  readonly ran: string;
  /** Above what ran. */
  readonly waited: string;
  readonly most: number;
}

/** Space kept free above. */
const TOP = 8;

export function bandPaths({ waiting, running }: Band): BandPaths {
  const both = waiting.map((count, part) => count + (running[part] ?? 0));
  const most = both.reduce((max, count) => Math.max(max, count), 0);
  const height = (count: number) => 100 - (most === 0 ? 0 : ((100 - TOP) * count) / most);
  return { ran: outline(running, height), waited: outline(both, height), most };
}

/** Stairs from left to right; parts of the same height are one. Empty where nothing is counted. */
function outline(counts: Float64Array, height: (count: number) => number): string {
  if (counts.every((count) => count === 0)) return '';
  let path = 'M0 100';
  let last = Number.NaN;
  for (const [part, count] of counts.entries()) {
    const y = Math.round(height(count) * 10) / 10;
    if (y === last) continue;
    path += part === 0 ? `V${y}` : `H${part}V${y}`;
    last = y;
  }
  return `${path}H${counts.length}V100Z`;
}
