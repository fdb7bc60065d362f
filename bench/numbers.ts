/** @throws Error when there is none: a measurement without values is a fault of the benchmark. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('nothing was measured');
  const ordered = values.toSorted((a, b) => a - b);
  const middle = ordered.length >> 1;
  const upper = ordered[middle] ?? 0;
  return ordered.length % 2 === 1 ? upper : (upper + (ordered[middle - 1] ?? 0)) / 2;
}

/** What something takes, and what it answers. */
export async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly answer: T }> {
  const startedAt = performance.now();
  const answer = await work();
  return { ms: performance.now() - startedAt, answer };
}

/** For headings: `10,000`. */
export function counted(count: number): string {
  return count.toLocaleString('en');
}
