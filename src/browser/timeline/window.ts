/** From a moment to a later one, in milliseconds since 1970. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** A part of the axis as the server has drawn it: times, where it begins and how wide it is, as shares of the axis. */
export type Stretch = readonly [from: number, to: number, at: number, width: number];

/** Nobody looks closer than this, in milliseconds. */
const LEAST = 2_000;

/** The moment that is drawn at that share of the axis. */
export function timeAt(stretches: readonly Stretch[], share: number): number {
  const found = stretches.find(([, , at, width]) => share < at + width) ?? stretches.at(-1);
  if (found === undefined) return 0;
  const [from, to, at, width] = found;
  return from + Math.min(1, Math.max(0, (share - at) / width)) * (to - from);
}

/** What lies between two places of the axis, in either order. */
export function between(stretches: readonly Stretch[], one: number, other: number): Window {
  const from = timeAt(stretches, Math.min(one, other));
  return { from, to: Math.max(timeAt(stretches, Math.max(one, other)), from + LEAST) };
}

/** So many times as close; what is drawn at that share stays about there. Null for all there is. */
export function closer(
  stretches: readonly Stretch[],
  times: number,
  at: number,
  whole: Window,
): Window | null {
  const first = stretches[0];
  const last = stretches.at(-1);
  if (first === undefined || last === undefined) return null;
  const middle = timeAt(stretches, at);
  const from = Math.max(whole.from, middle - (middle - first[0]) / times);
  const to = Math.min(whole.to, middle + (last[1] - middle) / times);
  if (from <= whole.from && to >= whole.to) return null;
  return to - from >= LEAST ? { from, to } : { from: middle - LEAST / 2, to: middle + LEAST / 2 };
}
