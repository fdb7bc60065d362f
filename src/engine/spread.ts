/** Neighbouring steps differ by one percent. */
const STEP = Math.log(1.01);

/**
 * How values are spread, with little memory however many there are: each is counted in a step of one percent, so that
 * it can be taken away again, and the median is right within one percent. Values are not negative.
 */
export class Spread {
  readonly #steps = new Map<number, number>();
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
    for (const step of [...this.#steps.keys()].toSorted((a, b) => a - b)) {
      left -= this.#steps.get(step) ?? 0;
      if (left <= 0) return middleOf(step);
    }
    return null;
  }

  #change(value: number, by: number): void {
    const step = stepOf(value);
    const count = (this.#steps.get(step) ?? 0) + by;
    if (count === 0) this.#steps.delete(step);
    else this.#steps.set(step, count);
    this.#count += by;
  }
}

function stepOf(value: number): number {
  return value <= 0 ? Number.NEGATIVE_INFINITY : Math.floor(Math.log(value) / STEP);
}

/** The middle of the step. */
function middleOf(step: number): number {
  return Math.exp((step + 0.5) * STEP);
}
