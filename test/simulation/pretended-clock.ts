import type { Clock } from '../../src/conductor/clock.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly call: () => void;
}

/** Time that passes only when it is told to, from one timer to the next. */
export class PretendedClock implements Clock {
  #now = Date.UTC(2026, 0, 1);
  #order = 0;
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#now;
  }

  after(delayMs: number, call: () => void): () => void {
    const timer: Timer = { at: this.#now + Math.max(0, delayMs), order: this.#order++, call };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  sleep(delayMs: number): Promise<void> {
    return new Promise((wake) => {
      this.after(delayMs, wake);
    });
  }

  /** Goes to the next timer and calls it; false when there is none. */
  step(): boolean {
    let next: Timer | null = null;
    for (const timer of this.#timers) {
      if (next === null || timer.at < next.at || (timer.at === next.at && timer.order < next.order))
        next = timer;
    }
    if (next === null) return false;
    this.#timers.delete(next);
    this.#now = Math.max(this.#now, next.at);
    next.call();
    return true;
  }
}

/** The same time by the clock of one machine, which may be wrong and may be set: what waits goes on waiting as long as before. */
export class WrongClock implements Clock {
  /** In milliseconds. */
  offBy = 0;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now() + this.offBy;
  }

  after(delayMs: number, call: () => void): () => void {
    return this.#clock.after(delayMs, call);
  }
}
