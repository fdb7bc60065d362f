import { present } from './assert.ts';

/** Less than one in so many are taken one by one. */
const FEW = 16;

/** Positions of tasks, smallest first: the order in which ready tasks are taken is the document's. */
export class IndexHeap {
  readonly #items: number[] = [];

  get size(): number {
    return this.#items.length;
  }

  push(index: number): void {
    const items = this.#items;
    let at = items.length;
    items.push(index);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = this.#at(above);
      if (parent <= index) break;
      items[at] = parent;
      at = above;
    }
    items[at] = index;
  }

  /** @throws when it is empty. */
  pop(): number {
    const items = this.#items;
    const smallest = this.#at(0);
    const last = present(items.pop(), 'an item of a heap that is not empty');
    if (items.length > 0) this.#sink(last);
    return smallest;
  }

  /** The smallest, in order; less where there are no more. */
  take(count: number): readonly number[] {
    const wanted = Math.min(count, this.size);
    if (wanted * FEW < this.size) return Array.from({ length: wanted }, () => this.pop());
    // What is in order is a heap too, and many are put in order sooner than they are taken one by one.
    this.#items.sort((a, b) => a - b);
    return this.#items.splice(0, wanted);
  }

  clear(): void {
    this.#items.length = 0;
  }

  /** In no order. */
  values(): readonly number[] {
    return this.#items;
  }

  #sink(index: number): void {
    const items = this.#items;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= items.length) break;
      if (below + 1 < items.length && this.#at(below + 1) < this.#at(below)) below += 1;
      if (this.#at(below) >= index) break;
      items[at] = this.#at(below);
      at = below;
    }
    items[at] = index;
  }

  #at(position: number): number {
    return present(this.#items[position], 'a position inside the heap');
  }
}
