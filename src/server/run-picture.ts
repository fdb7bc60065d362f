import type { RunId } from '../engine/ids.ts';
import type { Store, TaskRow } from '../store/store.ts';
import { TaskGroups } from './task-groups.ts';

/** What a picture reads. */
export type PictureSource = Pick<Store, 'readOutline' | 'touchedTasks' | 'readStatuses' | 'listTasks'>;

/** Tasks that are kept as they were read; a page shows a few hundred. */
const MOST_ROWS = 2_000;

/**
 * The tasks of one run as its pages show them: how many in which group and state, and the few that are shown one by one.
 * Made once from all tasks; then `refresh` reads what the events since then have touched.
 */
export class RunPicture {
  readonly run: RunId;
  readonly #store: PictureSource;
  readonly #rows = new Map<number, TaskRow>();
  #groups: TaskGroups;
  #last: number;

  constructor(store: PictureSource, run: RunId) {
    this.run = run;
    this.#store = store;
    [this.#groups, this.#last] = this.#readAll();
  }

  get groups(): TaskGroups {
    return this.#groups;
  }

  /** Brings the picture to what was saved last. */
  refresh(): void {
    const touched = this.#store.touchedTasks(this.run, this.#last);
    if (touched.is === 'all') {
      this.#rows.clear();
      [this.#groups, this.#last] = this.#readAll();
      return;
    }
    this.#last = touched.last;
    if (touched.tasks.length === 0) return;
    for (const [index, status] of this.#store.readStatuses(this.run, touched.tasks)) {
      this.#groups.put(index, status, touched.last);
      this.#rows.delete(index);
    }
  }

  /** In that order. The same object as before while nothing has touched the task. */
  rows(indices: readonly number[]): readonly TaskRow[] {
    if (this.#rows.size > MOST_ROWS) this.#rows.clear();
    const missing = indices.filter((index) => !this.#rows.has(index));
    if (missing.length > 0) {
      for (const row of this.#store.listTasks(this.run, { indices: missing })) this.#rows.set(row.index, row);
    }
    return indices.flatMap((index) => this.#rows.get(index) ?? []);
  }

  #readAll(): [groups: TaskGroups, last: number] {
    const { ids, statuses, last } = this.#store.readOutline(this.run);
    return [new TaskGroups(ids, statuses, last), last];
  }
}

/** How long a picture at which nobody looks is kept, in milliseconds: the next page may be about to be opened. */
const KEPT_MS = 60_000;

interface Kept {
  readonly picture: RunPicture;
  holders: number;
  usedAt: number;
}

/** The pictures of the runs at which somebody looks, each made once for all who do. */
export class RunPictures {
  readonly #store: PictureSource;
  readonly #now: () => number;
  readonly #kept = new Map<RunId, Kept>();

  /** `now` in milliseconds, from any beginning. */
  constructor(store: PictureSource, now: () => number = () => performance.now()) {
    this.#store = store;
    this.#now = now;
  }

  /** As saved last. */
  of(run: RunId): RunPicture {
    const known = this.#kept.get(run);
    if (known === undefined) return this.#make(run).picture;
    known.usedAt = this.#now();
    known.picture.refresh();
    return known.picture;
  }

  /** Keeps the picture until what is given back is called. */
  hold(run: RunId): () => void {
    const kept = this.#kept.get(run) ?? this.#make(run);
    kept.holders += 1;
    return () => {
      kept.holders -= 1;
      kept.usedAt = this.#now();
    };
  }

  /** Lets go of those at which nobody has looked for a while. Called now and then. */
  dropUnused(): void {
    const limit = this.#now() - KEPT_MS;
    for (const [run, { holders, usedAt }] of this.#kept)
      if (holders === 0 && usedAt < limit) this.#kept.delete(run);
  }

  #make(run: RunId): Kept {
    const kept = { picture: new RunPicture(this.#store, run), holders: 0, usedAt: this.#now() };
    this.#kept.set(run, kept);
    return kept;
  }
}
