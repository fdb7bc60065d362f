import { fetchPart } from './fetch-part.ts';
import { CHANGED_EVENT } from './live-stream.ts';
import { applyFragments, morphInside } from './morph.ts';

/** Least pause between two readings of a log, in milliseconds: each may be a command on a far machine. */
const LOG_PAUSE_MS = 4_000;

/**
 * `<lazy-part data-src>`: fetches its contents when the page is open, and again and again until what the page tells of is
 * over; from the start when the address changes, or when it goes on after all.
 */
export class LazyPart extends HTMLElement {
  static readonly observedAttributes = ['data-src'];
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #onChanged = () => this.#onPageChanged();
  #wasOver = false;

  connectedCallback(): void {
    this.#wasOver = isOver();
    document.addEventListener(CHANGED_EVENT, this.#onChanged);
    this.#loadNow();
  }

  attributeChangedCallback(_name: string, before: string | null): void {
    if (before !== null) this.#loadNow();
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer);
    document.removeEventListener(CHANGED_EVENT, this.#onChanged);
  }

  /** The last lines are written just before the end, so the end is a reason to look once more. */
  #onPageChanged(): void {
    if (this.#wasOver === isOver()) return;
    this.#wasOver = !this.#wasOver;
    this.#loadNow();
  }

  #loadNow(): void {
    clearTimeout(this.#timer);
    void this.#load();
  }

  async #load(): Promise<void> {
    const src = this.dataset.src ?? '';
    if (!document.hidden) {
      const before = this.querySelector('[data-follow]');
      const isAtEnd = before === null || before.scrollHeight - before.scrollTop - before.clientHeight < 24;
      const answer = await fetchPart(src);
      // Another address was set meanwhile, and is being asked.
      if (src !== this.dataset.src) return;
      this.dataset.loaded = '';
      if (answer.ok) applyFragments(answer.html);
      else morphInside(this.firstElementChild ?? this, answer.html);
      const after = this.querySelector('[data-follow]');
      if (isAtEnd && after !== null) after.scrollTop = after.scrollHeight;
    }
    clearTimeout(this.#timer);
    if (this.isConnected && !isOver()) this.#timer = setTimeout(() => void this.#load(), LOG_PAUSE_MS);
  }
}

function isOver(): boolean {
  return document.querySelector('[data-over]') !== null;
}
