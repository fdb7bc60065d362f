interface Step {
  count: number;
  /** Of its values. */
  sum: number;
}

/** Neighbouring steps differ by one percent. */
const STEP = Math.log(1.01);

/**
 * How values are spread, with little memory however many there are: each is counted in a step of one percent, so that
 * it can be taken away again, and the median is right within one percent: the mean of the values in the middle step.
 * Values are not negative, and whole where they are taken away.
 */
export class Spread {
  readonly #steps = new Map<number, Step>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(value: number): void {
    this.#change(value, 1);
  }

  /** Undoes `add` of the same value. */
  remove(value: number): void {
    this.#change(value, -1);
  }

  /** Null when there are no values. The lower of the two in the middle. */
  median(): number | null {
    let left = Math.ceil(this.#count / 2);
    for (const [, { count, sum }] of [...this.#steps].toSorted(([a], [b]) => a - b)) {
      left -= count;
      if (left <= 0) return sum / count;
    }
    return null;
  }

  #change(value: number, by: number): void {
    const at = stepOf(value);
    const step = this.#steps.get(at) ?? { count: 0, sum: 0 };
    step.count += by;
    step.sum += by * value;
    if (step.count === 0) this.#steps.delete(at);
    else this.#steps.set(at, step);
    this.#count += by;
  }
}

function stepOf(value: number): number {
  return value <= 0 ? Number.NEGATIVE_INFINITY : Math.floor(Math.log(value) / STEP);
}
