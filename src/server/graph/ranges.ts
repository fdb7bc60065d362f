/** Numbers in rising order as a short text: `0-5,9`. */
export function rangeText(numbers: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const range = ranges.at(-1);
    if (range !== undefined && number <= range[1] + 1) range[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}

/** At most so many numbers are read of one text. */
const MOST = 10_000;

/** The numbers below `limit` that such a text names; what is none names nothing. */
export function readRanges(text: string, limit: number): ReadonlySet<number> {
  const numbers = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(part);
    if (match === null) continue;
    const first = Number(match[1]);
    const last = Math.min(Number(match[2] ?? first), limit - 1, first + MOST);
    for (let number = first; number <= last && numbers.size < MOST; number += 1) numbers.add(number);
  }
  return numbers;
}
