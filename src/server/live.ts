import type { Change, Orders } from '../conductor/orders.ts';
import type { Store } from '../store/store.ts';
import { type Piece, SentPieces } from './pieces.ts';
import { StreamReader } from './stream-reader.ts';

/** One named event of a page's stream, and what it carries. */
export interface LivePart {
  readonly event: string;
  readonly pieces: readonly Piece[];
}

/** What a kind of page shows live. */
export interface LiveView {
  /** Whether the change can alter the picture. */
  concerns(change: Change): boolean;
  /** In the same order each time. */
  render(): readonly LivePart[];
  /** Nobody looks any more. */
  close?(): void;
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
 * Live pages: what a change alters of a picture is rendered once, encoded once, and sent to every reader. The last event
 * carries the sequence number of the picture as its `id`, so that a reader who comes back with it gets only what is newer.
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

  /**
   * A stream of that view's pictures; pages with the same `key` share one. `seen` is the sequence number of the picture
   * that the reader already has.
   */
  open(key: string, view: () => LiveView, seen: number | null): Response {
    const feed = this.#feeds.get(key) ?? this.#start(key, view());
    return feed.join(seen);
  }

  close(): void {
    this.#stopListening();
    clearInterval(this.#heartbeat);
    for (const feed of this.#feeds.values()) feed.close();
    this.#feeds.clear();
  }

  #start(key: string, view: LiveView): Feed {
    const feed = new Feed(view, this.#options, () => this.#feeds.delete(key));
    this.#feeds.set(key, feed);
    return feed;
  }
}

class Feed {
  readonly #view: LiveView;
  readonly #options: LiveOptions;
  readonly #onEmpty: () => void;
  readonly #readers = new Set<StreamReader>();
  /** What all readers have, by event. */
  readonly #sent = new Map<string, SentPieces>();
  /** The same for those who come new, encoded when the first of them does. */
  #whole: Uint8Array | null = null;
  #sequence = -1;
  /** Number of the picture in which something differed last: who has it, or a newer one, has all there is. */
  #changedAt = -1;
  #timer: NodeJS.Timeout | null = null;
  #notBefore = 0;

  constructor(view: LiveView, options: LiveOptions, onEmpty: () => void) {
    this.#view = view;
    this.#options = options;
    this.#onEmpty = onEmpty;
    this.#refresh();
  }

  join(seen: number | null): Response {
    // A number that we have not reached is of another state file.
    const known = seen !== null && seen <= this.#options.store.lastSequence() ? seen : -1;
    // Who has a newer picture than ours would miss what became as before since then.
    if (known > this.#sequence) this.#send(this.#refresh());
    const reader = new StreamReader({
      onLeave: () => this.#leave(reader),
      onCaughtUp: () => reader.send(this.#wholePicture()),
    });
    this.#readers.add(reader);
    if (known < this.#changedAt) reader.send(this.#wholePicture());
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
    const readers = [...this.#readers];
    this.#readers.clear();
    for (const reader of readers) reader.end();
    this.#view.close?.();
  }

  #onTimer(): void {
    this.#timer = null;
    try {
      this.#send(this.#refresh());
    } catch (error) {
      this.#options.report(error);
    }
  }

  #send(changed: readonly Part[]): void {
    if (changed.length === 0) return;
    const bytes = encodePicture(changed, this.#sequence);
    for (const reader of this.#readers) reader.send(bytes);
  }

  /** Renders, and gives back what differs from the last picture. */
  #refresh(): readonly Part[] {
    const begunAt = performance.now();
    this.#sequence = this.#options.store.lastSequence();
    this.#whole = null;
    const parts = this.#view.render().map(({ event, pieces }): Part => {
      const sent = this.#sent.get(event) ?? new SentPieces();
      this.#sent.set(event, sent);
      return [event, sent.update(pieces)];
    });
    const changed = parts.filter(([, html]) => html !== '');
    if (changed.length > 0) this.#changedAt = this.#sequence;
    const finishedAt = performance.now();
    this.#notBefore = finishedAt + PAUSE_PER_RENDER * (finishedAt - begunAt);
    return changed;
  }

  #wholePicture(): Uint8Array {
    this.#whole ??= encodePicture(
      [...this.#sent].map(([event, sent]): Part => [event, sent.whole()]),
      this.#sequence,
    );
    return this.#whole;
  }

  #leave(reader: StreamReader): void {
    if (!this.#readers.delete(reader) || this.#readers.size > 0) return;
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

/** One server-sent event that needs no number. */
export function encodeNamedEvent(event: string, data: string): Uint8Array {
  return encoder.encode(eventText(event, data, null));
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
