import type { Clock } from './clock.ts';

/** Rings once, at the time that was set last. */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #cancelTimer: () => void = () => undefined;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** In milliseconds since 1970; null: not at all. */
  setFor(at: number | null): void {
    this.#cancelTimer();
    if (at !== null) this.#cancelTimer = this.#clock.after(Math.max(0, at - this.#clock.now()), this.#ring);
  }
}
