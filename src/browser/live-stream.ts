import { fetchPart } from './fetch-part.ts';
import { applyFragments, isOutOfStep } from './morph.ts';
import { SharedPool } from './shared-pool.ts';
import { tellFound, tellLost, tellUpdated } from './staleness.ts';
import { steadily } from './steady.ts';
import type { News, Picture, Wish } from './stream-pool.ts';
import { noteServerTime } from './times.ts';

/** Told to the document after a change has been put into the page. */
export const CHANGED_EVENT = 'page-changed';

/** To be told to the document when the reader has chosen to see something else at the same address. */
export const CHOSEN_EVENT = 'view-chosen';

/** A window that was hidden for so long rests, in milliseconds: who only looks elsewhere for a moment misses nothing. */
const HIDDEN_MS = 10_000;
/** How often a resting page asks for what its title tells, in milliseconds. */
const REST_MS = 20_000;
const ANEW_MS = 1_000;

/**
 * `<live-stream src events rest hub worker build>`: what the page shows live. Pictures come by the connection that all
 * windows share. The page rests while it is hidden, and goes on where it left; the part at `rest` is asked for now and
 * then meanwhile, so that the title in the tab stays true.
 */
export class LiveStream extends HTMLElement {
  #pool: SharedPool | null = null;
  #stop: (() => void) | null = null;
  #seen: string | null = null;
  #stamp: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #onVisibility = () => {
    clearTimeout(this.#timer);
    if (!document.hidden) this.#start();
    else this.#timer = setTimeout(() => this.#rest(), HIDDEN_MS);
  };
  /** What the reader chose is sent when a connection is made: the one that there is goes by what was chosen before. */
  readonly #onChosen = () => this.#beginAnew(0);
  readonly #onHide = () => this.#end();
  readonly #onShow = () => this.#onVisibility();

  connectedCallback(): void {
    document.addEventListener('visibilitychange', this.#onVisibility);
    document.addEventListener(CHOSEN_EVENT, this.#onChosen);
    window.addEventListener('pagehide', this.#onHide);
    window.addEventListener('pageshow', this.#onShow);
    this.#pool ??= new SharedPool(this.getAttribute('hub') ?? '', this.getAttribute('worker') ?? '');
    this.#seen = this.#address().searchParams.get('after');
    this.#stamp = this.#address().searchParams.get('stamp');
    this.#onVisibility();
  }

  disconnectedCallback(): void {
    document.removeEventListener('visibilitychange', this.#onVisibility);
    document.removeEventListener(CHOSEN_EVENT, this.#onChosen);
    window.removeEventListener('pagehide', this.#onHide);
    window.removeEventListener('pageshow', this.#onShow);
    this.#end();
  }

  #address(): URL {
    return new URL(this.getAttribute('src') ?? '', location.href);
  }

  #start(): void {
    if (this.#stop !== null || this.#pool === null) return;
    const address = this.#address();
    address.searchParams.delete('after');
    address.searchParams.delete('stamp');
    const wish: Wish = {
      address: address.pathname + address.search,
      events: (this.getAttribute('events') ?? '').split(' '),
      seen: this.#seen,
      stamp: this.#stamp,
    };
    this.#stop = this.#pool.follow(wish, (news) => this.#onNews(news));
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#stop?.();
    this.#stop = null;
  }

  #rest(): void {
    this.#end();
    const href = this.getAttribute('rest');
    if (href === null) return;
    void refreshPart(href);
    this.#timer = setTimeout(() => this.#rest(), REST_MS);
  }

  #onNews(news: News): void {
    if (news.is === 'picture') this.#onPicture(news);
    else if (news.is === 'lost') tellLost(news.at);
    else if (news.is === 'found') tellFound();
    else {
      noteServerTime(news.now);
      if (news.build !== this.getAttribute('build')) tellUpdated();
    }
  }

  #onPicture({ parts, seen, stamp }: Picture): void {
    steadily(() => {
      for (const html of parts) applyFragments(html);
    });
    this.#seen = seen;
    this.#stamp = stamp;
    if (isOutOfStep()) this.#beginAnew(ANEW_MS);
    if (parts.length > 0) document.dispatchEvent(new Event(CHANGED_EVENT));
  }

  /** Asks for the whole picture. */
  #beginAnew(inMs: number): void {
    this.#end();
    this.#seen = null;
    this.#timer = setTimeout(() => this.#start(), inMs);
  }
}

async function refreshPart(href: string): Promise<void> {
  const part = await fetchPart(href);
  if (part.ok) applyFragments(part.html);
}
