import type { Store } from '../../store/store.ts';
import { taskPages } from '../../store/task-pages.ts';
import type { RunPicture } from '../run-picture.ts';
import { type Span, spansOf } from './spans.ts';

const NONE: readonly Span[] = [];

/** When the tasks of a run waited and ran: read once, then kept up by what the events since have touched. */
export class RunSpans {
  readonly #store: Store;
  readonly #picture: RunPicture;
  readonly #spans = new Map<number, readonly Span[]>();
  #last: number;

  private constructor(store: Store, picture: RunPicture, last: number) {
    this.#store = store;
    this.#picture = picture;
    this.#last = last;
  }

  /** @throws StoreError */
  static async read(store: Store, picture: RunPicture): Promise<RunSpans> {
    const spans = new RunSpans(store, picture, store.lastSequence());
    for await (const rows of taskPages(store, picture.run)) {
      for (const row of rows) spans.#put(row.index, spansOf(store, row));
    }
    return spans;
  }

  /** Brings it to what was saved last; false when it must be read anew. @throws StoreError */
  refresh(): boolean {
    const touched = this.#store.touchedTasks(this.#picture.run, this.#last);
    if (touched.is === 'all') return false;
    this.#last = touched.last;
    for (const row of this.#store.listTasks(this.#picture.run, { indices: touched.tasks }))
      this.#put(row.index, spansOf(this.#store, row));
    return true;
  }

  /** Of one task, oldest first. */
  of(task: number): readonly Span[] {
    return this.#spans.get(task) ?? NONE;
  }

  #put(task: number, spans: readonly Span[]): void {
    if (spans.length > 0) this.#spans.set(task, spans);
    else this.#spans.delete(task);
  }
}

/** Of the runs at which somebody looks, as long as their picture is kept. */
const known = new WeakMap<RunPicture, Promise<RunSpans>>();

/** As saved last. @throws StoreError */
export async function runSpans(store: Store, picture: RunPicture): Promise<RunSpans> {
  const kept = await known.get(picture);
  if (kept?.refresh() === true) return kept;
  const spans = RunSpans.read(store, picture);
  known.set(picture, spans);
  spans.catch(() => known.delete(picture));
  return spans;
}
