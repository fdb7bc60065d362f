import type { RunId } from '../engine/ids.ts';
import type { RunQuery, RunRow, Store } from '../store/store.ts';

/**
 * The runs of a list that somebody follows. Much happens that no filter is about, and to find few runs among very many
 * the store reads them all: so it is asked for the list anew only when something has happened to a run that stands in
 * it, or to one that belongs there now.
 */
export class FollowedRuns {
  readonly #store: Store;
  readonly #query: RunQuery;
  #rows: readonly RunRow[] | null = null;
  /** Number of the last event that is in them. */
  #seen = 0;

  constructor(store: Store, query: RunQuery) {
    this.#store = store;
    this.#query = query;
  }

  now(): readonly RunRow[] {
    const last = this.#store.lastSequence();
    if (this.#rows === null || this.#isAltered(this.#rows)) this.#rows = this.#store.listRuns(this.#query);
    this.#seen = last;
    return this.#rows;
  }

  #isAltered(rows: readonly RunRow[]): boolean {
    const touched = this.#store.runsTouchedAfter(this.#seen);
    if (touched.length === 0) return false;
    const shown = new Set<RunId>(rows.map(({ info }) => info.id));
    if (touched.some((run) => shown.has(run))) return true;
    return this.#store.isAnyListed(this.#query, touched);
  }
}
