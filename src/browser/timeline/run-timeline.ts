import { fetchPart, showMessage } from '../fetch-part.ts';
import { applyFragments, STALE_EVENT } from '../morph.ts';
import { whileWaiting } from '../waiting.ts';
import { between, closer, type Stretch, type Window } from './window.ts';

/** Least pause between two pictures, in milliseconds: a large run changes several times a second. */
const PAUSE_MS = 1_500;
/** While the run goes on, what runs grows. */
const GROWS_MS = 10_000;
/** What is pulled over less is a press, in pixels. */
const PRESS = 5;

const KEYS: Readonly<Record<string, string>> = {
  '+': '+',
  '=': '+',
  '-': '−',
  '0': 'All',
  ArrowLeft: '←',
  ArrowRight: '→',
};

/**
 * `<run-timeline data-href data-axis>`: zooms by wheel, keys and pulling in the timeline that the server has drawn, and asks
 * for it anew when tasks have changed and while they run.
 */
export class RunTimeline extends HTMLElement {
  #pause: ReturnType<typeof setTimeout> | undefined;
  #growing: ReturnType<typeof setInterval> | undefined;
  #pulledFrom: number | null = null;
  /** Only the newest wish is shown. */
  #wish = 0;
  readonly #onStale = (event: Event) => {
    if (event.target instanceof Element && event.target.id === 'run-tick') this.#freshen();
  };

  connectedCallback(): void {
    document.addEventListener(STALE_EVENT, this.#onStale);
    this.#growing = setInterval(() => {
      if (this.hasAttribute('data-live')) this.#freshen();
    }, GROWS_MS);
    this.addEventListener('click', (event) => this.#onClick(event));
    this.addEventListener('keydown', (event) => this.#onKey(event));
    this.addEventListener('wheel', (event) => this.#onWheel(event), { passive: false });
    this.addEventListener('pointerdown', (event) => this.#onPress(event));
    this.addEventListener('pointermove', (event) => this.#onPull(event));
    this.addEventListener('pointerup', (event) => this.#onRelease(event));
    this.addEventListener('pointercancel', () => this.#endPull());
  }

  disconnectedCallback(): void {
    document.removeEventListener(STALE_EVENT, this.#onStale);
    clearInterval(this.#growing);
    clearTimeout(this.#pause);
  }

  get #stretches(): readonly Stretch[] {
    return JSON.parse(this.dataset.axis ?? '[]');
  }

  get #whole(): Window {
    const [from = 0, to = 0] = (this.dataset.whole ?? '').split(' ').map(Number);
    return { from, to };
  }

  #freshen(): void {
    if (this.#pause !== undefined) return;
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      // Nothing moves while somebody pulls.
      if (!document.hidden && this.#pulledFrom === null) void this.#load(this.dataset.href ?? '', false);
    }, PAUSE_MS);
  }

  async #load(href: string, isWish: boolean): Promise<void> {
    if (isWish) this.#wish += 1;
    const wish = this.#wish;
    const asked = fetchPart(href);
    const answer = await (isWish ? whileWaiting(this, asked) : asked);
    if (wish !== this.#wish) return;
    if (!answer.ok) {
      // What nobody asked for is asked again; that there is no contact, the page says by itself.
      if (!isWish && !answer.isReached) this.#freshen();
      else showMessage(answer.html);
      return;
    }
    applyFragments(answer.html);
    if (isWish) history.replaceState(history.state, '', href);
  }

  #show(window: Window | null): void {
    const url = new URL(this.dataset.href ?? '', location.href);
    for (const side of ['from', 'to'] as const) {
      if (window === null) url.searchParams.delete(side);
      else url.searchParams.set(side, String(Math.round(window[side])));
    }
    void this.#load(url.pathname + url.search, true);
  }

  #onClick(event: MouseEvent): void {
    const link =
      event.target instanceof Element ? event.target.closest('a[data-zoom], a[data-timeline]') : null;
    if (link === null || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    void this.#load(link.getAttribute('href') ?? '', true);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const name = KEYS[event.key];
    if (name !== undefined) {
      event.preventDefault();
      this.querySelector<HTMLElement>(`[data-zoom="${name}"]`)?.click();
    }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp')
      this.#step(event, event.key === 'ArrowDown' ? 1 : -1);
  }

  /** To the name of the line below, or above. */
  #step(event: KeyboardEvent, by: number): void {
    const names = [...this.querySelectorAll<HTMLElement>('a.timeline-name')];
    const current = document.activeElement;
    const at = current instanceof HTMLElement ? names.indexOf(current) : -1;
    if (at === -1) return;
    event.preventDefault();
    names[at + by]?.focus();
  }

  /** The wheel scrolls the page; with Ctrl, and by pinching, it zooms. */
  #onWheel(event: WheelEvent): void {
    const share = this.#shareOf(event);
    if (share === null || (!event.ctrlKey && !event.metaKey)) return;
    event.preventDefault();
    this.#show(closer(this.#stretches, Math.exp(-event.deltaY / 300), share, this.#whole));
  }

  #onPress(event: PointerEvent): void {
    const share = this.#shareOf(event);
    if (event.button !== 0 || event.pointerType === 'touch' || share === null) return;
    event.preventDefault();
    this.#pulledFrom = share;
  }

  #onPull(event: PointerEvent): void {
    const share = this.#pulledFrom === null ? null : this.#shareOf(event, true);
    const place = this.#place();
    if (share === null || place === null || this.#pulledFrom === null) return;
    const brush = this.#brush();
    const left = Math.min(share, this.#pulledFrom) * place.width;
    brush.style.left = `${place.left - (this.#frame()?.left ?? 0) + left}px`;
    brush.style.width = `${Math.abs(share - this.#pulledFrom) * place.width}px`;
    if (!this.hasPointerCapture(event.pointerId)) this.setPointerCapture(event.pointerId);
  }

  #onRelease(event: PointerEvent): void {
    const [from, to] = [this.#pulledFrom, this.#shareOf(event, true)];
    const width = this.#place()?.width ?? 0;
    this.#endPull();
    if (from === null || to === null || Math.abs(to - from) * width < PRESS) return;
    this.#show(between(this.#stretches, from, to));
  }

  #endPull(): void {
    this.#pulledFrom = null;
    this.querySelector('.timeline-brush')?.remove();
  }

  #brush(): HTMLElement {
    const known = this.querySelector<HTMLElement>('.timeline-brush');
    if (known !== null) return known;
    const brush = document.createElement('div');
    brush.className = 'timeline-brush';
    this.querySelector('#timeline')?.append(brush);
    return brush;
  }

  #frame(): DOMRect | undefined {
    return this.querySelector('#timeline')?.getBoundingClientRect();
  }

  #place(): DOMRect | null {
    return this.querySelector('.timeline-scale')?.getBoundingClientRect() ?? null;
  }

  /** Where on the axis the pointer is; null where it is not over it, unless `isBounded`. */
  #shareOf({ clientX, target }: MouseEvent, isBounded = false): number | null {
    const place = this.#place();
    const isOver = target instanceof Element && target.closest('.timeline-line, .timeline-scale') !== null;
    if (place === null || (!isOver && !isBounded)) return null;
    return Math.min(1, Math.max(0, (clientX - place.left) / place.width));
  }
}
