import type { Change, Orders } from '../conductor/orders.ts';
import type { Store } from '../store/store.ts';
import { StreamReader } from './stream-reader.ts';

/** One named event of a page's stream: HTML of elements with ids, which take the place of those in the page. */
export interface Fragment {
  readonly event: string;
  readonly html: string;
}

/** What a kind of page shows live. Pages with the same `key` share one rendering. */
export interface LiveView {
  readonly key: string;
  /** Whether the change can alter the picture. */
  concerns(change: Change): boolean;
  render(): readonly Fragment[];
}

export interface LiveOptions {
  readonly orders: Pick<Orders, 'onChange'>;
  readonly store: Pick<Store, 'lastSequence'>;
  readonly heartbeatMs: number;
  readonly report: (error: unknown) => void;
}

/** Least pause between two pictures, in milliseconds. */
const PAUSE_MS = 200;
/** A picture that is dear to make is made less often: it may take a fifth of the time. */
const PAUSE_PER_RENDER = 4;

/**
 * Live pages: a picture is rendered once per change, encoded once, and sent to every reader. The last event of a picture
 * carries the sequence number that it shows as its `id`, so that a reader who comes back with it gets only what is newer.
 */
export class LiveHub {
  readonly #options: LiveOptions;
  readonly #feeds = new Map<string, Feed>();
  readonly #stopListening: () => void;
  readonly #heartbeat: NodeJS.Timeout;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#stopListening = options.orders.onChange((change) => {
      for (const feed of this.#feeds.values()) feed.onChange(change);
    });
    this.#heartbeat = setInterval(() => {
      for (const feed of this.#feeds.values()) feed.beat();
    }, options.heartbeatMs);
    this.#heartbeat.unref();
  }

  /** A stream of that view's pictures. `seen` is the sequence number of the picture that the reader already has. */
  open(view: LiveView, seen: number | null): Response {
    const feed = this.#feeds.get(view.key) ?? this.#start(view);
    return feed.join(seen);
  }

  close(): void {
    this.#stopListening();
    clearInterval(this.#heartbeat);
    for (const feed of this.#feeds.values()) feed.close();
    this.#feeds.clear();
  }

  #start(view: LiveView): Feed {
    const feed = new Feed(view, this.#options, () => this.#feeds.delete(view.key));
    this.#feeds.set(view.key, feed);
    return feed;
  }
}

class Feed {
  readonly #view: LiveView;
  readonly #options: LiveOptions;
  readonly #onEmpty: () => void;
  readonly #readers = new Set<StreamReader>();
  /** The newest picture: HTML by event. */
  readonly #picture = new Map<string, string>();
  /** The same for those who come new, encoded when the first of them does. */
  #whole: Uint8Array | null = null;
  #sequence = -1;
  #timer: NodeJS.Timeout | null = null;
  #notBefore = 0;

  constructor(view: LiveView, options: LiveOptions, onEmpty: () => void) {
    this.#view = view;
    this.#options = options;
    this.#onEmpty = onEmpty;
    this.#refresh();
  }

  join(seen: number | null): Response {
    const reader = new StreamReader(() => this.#leave(reader));
    this.#readers.add(reader);
    // A number that we have not reached is of another state file.
    const isKnown = seen !== null && seen <= this.#options.store.lastSequence();
    if (!isKnown || seen < this.#sequence) {
      this.#whole ??= encodePicture([...this.#picture], this.#sequence);
      reader.send(this.#whole);
    }
    return reader.response();
  }

  onChange(change: Change): void {
    if (this.#timer !== null || !this.#view.concerns(change)) return;
    const waitMs = Math.max(PAUSE_MS, this.#notBefore - performance.now());
    this.#timer = setTimeout(() => this.#onTimer(), waitMs);
    this.#timer.unref();
  }

  beat(): void {
    for (const reader of this.#readers) reader.comment();
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const reader of this.#readers) reader.end();
  }

  #onTimer(): void {
    this.#timer = null;
    try {
      const changed = this.#refresh();
      if (changed.length === 0) return;
      const bytes = encodePicture(changed, this.#sequence);
      for (const reader of this.#readers) reader.send(bytes);
    } catch (error) {
      this.#options.report(error);
    }
  }

  /** Renders, and gives back what differs from the last picture. */
  #refresh(): readonly Part[] {
    const begunAt = performance.now();
    this.#sequence = this.#options.store.lastSequence();
    this.#whole = null;
    const changed = this.#view
      .render()
      .filter(({ event, html }) => this.#picture.get(event) !== html)
      .map(({ event, html }): Part => [event, html]);
    for (const [event, html] of changed) this.#picture.set(event, html);
    const finishedAt = performance.now();
    this.#notBefore = finishedAt + PAUSE_PER_RENDER * (finishedAt - begunAt);
    return changed;
  }

  #leave(reader: StreamReader): void {
    this.#readers.delete(reader);
    if (this.#readers.size > 0) return;
    this.close();
    this.#onEmpty();
  }
}

type Part = readonly [event: string, html: string];

const encoder = new TextEncoder();

/** Only the last part carries the number: who has it has all of them. */
function encodePicture(parts: readonly Part[], sequence: number): Uint8Array {
  const last = parts.length - 1;
  const texts = parts.map(([event, html], index) => eventText(event, html, index === last ? sequence : null));
  return encoder.encode(texts.join(''));
}

/** One server-sent event without a name. */
export function encodeEvent(data: string, id: number): Uint8Array {
  return encoder.encode(eventText(null, data, id));
}

/** https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream */
function eventText(event: string | null, data: string, id: number | null): string {
  const number = id === null ? '' : `id: ${id}\n`;
  const name = event === null ? '' : `event: ${event}\n`;
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return `${number}${name}${lines.join('')}\n`;
}
