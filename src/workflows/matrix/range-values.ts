import type { Range } from './schema.ts';

/** More decimals than floating point numbers of everyday size keep apart. */
const MOST_DECIMALS = 12;

/**
 * How many values a range has: `from`, `from + step`, … up to `to`. A text says why there are none.
 */
export function countRange({ from, to, step = 1 }: Range): number | string {
  const least = 10 ** -MOST_DECIMALS;
  if ([from, to, step].some((number) => number !== 0 && Math.abs(number) < least))
    return `has a number with more than ${MOST_DECIMALS} decimals: write the values as a list`;
  if (from > to)
    return `goes from ${from} to ${to}, which is less: exchange them, or write the values as a list`;
  // A hair more than the quotient: 0.1, 0.2, … reaches 0.3 although 3 × 0.1 is more than that.
  return Math.floor((to - from) / step + 1e-9) + 1;
}

/** The value at that position, from 0, with no more decimals than `from` and `step` have. */
export function rangeValue({ from, step = 1 }: Range, index: number): number {
  const decimals = Math.max(decimalsOf(from), decimalsOf(step));
  return Number((from + index * step).toFixed(decimals));
}

function decimalsOf(number: number): number {
  const [, decimals = '', exponent = '0'] = /^[^.e]*(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(number)) ?? [];
  return Math.min(Math.max(decimals.length - Number(exponent), 0), MOST_DECIMALS);
}
