import type { Change } from './orders.ts';
import { guarded, type Report } from './report.ts';

/** Those who want to know that there is something new. One that breaks keeps it from nobody. */
export class Listeners {
  readonly #report: Report;
  readonly #all = new Set<(change: Change) => void>();

  constructor(report: Report) {
    this.#report = report;
  }

  /** Gives back how to stop it. */
  add(listener: (change: Change) => void): () => void {
    this.#all.add(listener);
    return () => this.#all.delete(listener);
  }

  tell(change: Change): void {
    for (const listener of this.#all)
      guarded(this.#report, 'somebody who listens broke', () => listener(change));
  }
}
