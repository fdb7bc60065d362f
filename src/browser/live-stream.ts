import { fetchPart } from './fetch-part.ts';
import { applyFragments, isOutOfStep } from './morph.ts';

/** Told to the document after a change has been put into the page. */
export const CHANGED_EVENT = 'page-changed';

/** How often a hidden page asks for what its title tells, in milliseconds. */
const REST_MS = 20_000;

/**
 * `<live-stream src events rest>`: the page's one stream. Each named event carries HTML of elements with ids. It rests
 * while the page is hidden, because browsers allow few connections to one server, and comes back where it left; the
 * part at `rest` is asked for now and then meanwhile, so that the title in the tab stays true.
 */
export class LiveStream extends HTMLElement {
  #source: EventSource | null = null;
  /** The number of the picture that the page has; null: that of its own address; empty: none. */
  #seen: string | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #resting: ReturnType<typeof setInterval> | undefined;
  readonly #onVisibility = () => {
    this.#stop();
    if (document.hidden) this.#rest();
    else this.#start();
  };

  connectedCallback(): void {
    document.addEventListener('visibilitychange', this.#onVisibility);
    if (!document.hidden) this.#start();
  }

  disconnectedCallback(): void {
    document.removeEventListener('visibilitychange', this.#onVisibility);
    this.#stop();
  }

  #start(): void {
    if (this.#source !== null) return;
    const url = new URL(this.getAttribute('src') ?? '', location.href);
    if (this.#seen === '') url.searchParams.delete('after');
    else if (this.#seen !== null) url.searchParams.set('after', this.#seen);
    const source = new EventSource(url);
    this.#source = source;
    source.addEventListener('open', () => showLost(false));
    source.addEventListener('error', () => this.#onError(source));
    for (const name of (this.getAttribute('events') ?? '').split(' ')) {
      source.addEventListener(name, (event) => this.#onEvent(source, event));
    }
  }

  #stop(): void {
    clearTimeout(this.#retry);
    clearInterval(this.#resting);
    this.#source?.close();
    this.#source = null;
  }

  #rest(): void {
    const href = this.getAttribute('rest');
    if (href !== null) this.#resting = setInterval(() => void refreshPart(href), REST_MS);
  }

  #onEvent(source: EventSource, event: MessageEvent<string>): void {
    // What a stream had already read when it was closed still arrives.
    if (source !== this.#source) return;
    applyFragments(event.data);
    // Only the last part of a picture brings its number.
    const isWhole = event.lastEventId !== this.#seen;
    this.#seen = event.lastEventId;
    if (isWhole && isOutOfStep()) this.#beginAnew();
    document.dispatchEvent(new Event(CHANGED_EVENT));
  }

  /** Asks for the whole picture. */
  #beginAnew(): void {
    this.#stop();
    this.#seen = '';
    this.#retry = setTimeout(() => this.#start(), 1_000);
  }

  #onError(source: EventSource): void {
    // A page that is being left closes its connections too.
    if (source !== this.#source || document.hidden) return;
    showLost(true);
    if (source.readyState !== EventSource.CLOSED) return;
    // The browser has given up (the server answered with an error): ask again ourselves.
    this.#stop();
    this.#retry = setTimeout(() => this.#start(), 3_000);
  }
}

async function refreshPart(href: string): Promise<void> {
  const part = await fetchPart(href);
  if (part.ok) applyFragments(part.html);
}

function showLost(isLost: boolean): void {
  const banner = document.getElementById('connection-lost');
  if (banner !== null) banner.hidden = !isLost;
}
