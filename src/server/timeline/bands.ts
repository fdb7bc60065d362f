import type { Span } from './spans.ts';
import type { TimeAxis } from './time-axis.ts';

/** How many of some attempts waited and ran in each of the equal parts of an axis, on average over the part. */
export interface Band {
  readonly waiting: Float64Array;
  readonly running: Float64Array;
  /** Parts in which some failed. */
  readonly failed: readonly number[];
}

export function bandOf(spans: Iterable<Span>, axis: TimeAxis, parts: number, now: number): Band {
  const waiting = new Coverage(parts);
  const running = new Coverage(parts);
  const failed = new Set<number>();
  for (const { sentAt, startedAt, endedAt, mark } of spans) {
    const end = endedAt ?? now;
    if (end < axis.from || sentAt > axis.to) continue;
    const start = axis.place(startedAt ?? end) * parts;
    waiting.add(axis.place(sentAt) * parts, start);
    if (startedAt !== null) running.add(start, axis.place(end) * parts);
    if (mark === 'failed' && end <= axis.to)
      failed.add(Math.min(parts - 1, Math.floor(axis.place(end) * parts)));
  }
  return { waiting: waiting.counts(), running: running.counts(), failed: [...failed].sort((a, b) => a - b) };
}

/** Counts what covers each part: whole parts by differences, the ends by their share. Costs the same for long and short. */
class Coverage {
  readonly #shares: Float64Array;
  readonly #steps: Float64Array;

  constructor(parts: number) {
    this.#shares = new Float64Array(parts);
    this.#steps = new Float64Array(parts + 1);
  }

  /** From and to in parts, which need not be whole. */
  add(from: number, to: number): void {
    const [first, last] = [Math.floor(from), Math.floor(to)];
    if (first === last) {
      this.#share(first, to - from);
      return;
    }
    this.#share(first, first + 1 - from);
    this.#share(last, to - last);
    this.#step(first + 1, 1);
    this.#step(last, -1);
  }

  counts(): Float64Array {
    let whole = 0;
    return this.#shares.map((share, part) => {
      whole += this.#steps[part] ?? 0;
      return whole + share;
    });
  }

  #share(part: number, share: number): void {
    if (part < this.#shares.length) this.#shares[part] = (this.#shares[part] ?? 0) + share;
  }

  #step(part: number, by: number): void {
    if (part < this.#steps.length) this.#steps[part] = (this.#steps[part] ?? 0) + by;
  }
}
