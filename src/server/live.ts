import { randomUUID } from 'node:crypto';
import type { Orders } from '../conductor/orders.ts';
import type { Store } from '../store/store.ts';
import type { Since } from '../wire/paths.ts';
import { encodeEvent } from './event-text.ts';
import { Feed, type LiveView } from './feed.ts';
import { StreamReader } from './stream-reader.ts';

/** A view that can be followed. */
export interface LiveSubject {
  /** Who asks for the same key shares its pictures. */
  readonly key: string;
  readonly view: () => LiveView;
}

/** One of several views of a stream. */
export interface NamedSubject {
  /** As the reader calls it. */
  readonly name: string;
  readonly subject: LiveSubject;
  /** Number and stamp of the picture that the reader has; null: none, or not known. */
  readonly sequence: number | null;
  readonly stamp: string | null;
}

export interface LiveOptions {
  readonly orders: Pick<Orders, 'onChange'>;
  readonly store: Pick<Store, 'lastSequence'>;
  readonly heartbeatMs: number;
  readonly report: (error: unknown) => void;
}

/**
 * Live pages: what a change alters of a picture is rendered once, encoded once, and sent to every reader. The last event
 * carries the sequence number of the picture as its `id`, so that a reader who comes back with it gets only what is newer.
 */
export class LiveHub {
  readonly #options: LiveOptions;
  readonly #feeds = new Map<string, Feed>();
  readonly #readers = new Set<StreamReader>();
  /** Of this server, since its start: another one counts from the beginning. */
  readonly #token = randomUUID();
  #changes = 0;
  readonly #stopListening: () => void;
  readonly #heartbeat: NodeJS.Timeout;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#stopListening = options.orders.onChange((change) => {
      this.#changes += 1;
      for (const feed of this.#feeds.values()) feed.onChange(change);
    });
    this.#heartbeat = setInterval(() => {
      for (const reader of this.#readers) reader.beat();
    }, options.heartbeatMs);
    this.#heartbeat.unref();
  }

  /** For a page that is made of what is now: what it will ask for is what is newer. */
  since(): Required<Since> {
    return { after: this.#options.store.lastSequence(), stamp: this.#stampOf(this.#changes) };
  }

  /** A stream of that view's pictures. `seen` is the number of the picture that the reader already has. */
  open(subject: LiveSubject, seen: number | null): Response {
    return this.#begin(new StreamReader(), (reader) =>
      this.#feed(subject).join(reader, { sequence: seen, changes: null }, null),
    );
  }

  /**
   * One stream of several views. `beat` makes what the reader is told of the server (event `server`): at once, and as
   * the sign of life. Each picture stands between the events `view` (its name and stamp) and `done` (its
   * number).
   */
  openAll(subjects: readonly NamedSubject[], beat: () => unknown): Response {
    return this.#begin(new StreamReader(() => encodeEvent('server', JSON.stringify(beat()))), (reader) => {
      for (const { name, subject, sequence, stamp } of subjects)
        this.#feed(subject).join(reader, { sequence, changes: this.#changesOf(stamp) }, name);
    });
  }

  close(): void {
    this.#stopListening();
    clearInterval(this.#heartbeat);
    for (const feed of this.#feeds.values()) feed.close();
    for (const reader of this.#readers) reader.end();
    this.#feeds.clear();
  }

  /** Where a picture cannot be made there is no answer to read: nothing of the reader may stay. */
  #begin(reader: StreamReader, join: (reader: StreamReader) => void): Response {
    this.#readers.add(reader);
    reader.onLeave(() => this.#readers.delete(reader));
    try {
      join(reader);
    } catch (error) {
      reader.end();
      throw error;
    }
    return reader.response();
  }

  #feed({ key, view }: LiveSubject): Feed {
    const known = this.#feeds.get(key);
    if (known !== undefined) return known;
    const { store, report } = this.#options;
    const feed = new Feed(view(), {
      store,
      report,
      changes: () => this.#changes,
      stamp: (changes) => this.#stampOf(changes),
      onEmpty: () => this.#feeds.delete(key),
    });
    this.#feeds.set(key, feed);
    return feed;
  }

  #stampOf(changes: number): string {
    return `${this.#token}.${changes}`;
  }

  /** Undoes `#stampOf`; null: not said; -1 for that of another server. */
  #changesOf(stamp: string | null): number | null {
    if (stamp === null) return null;
    const [token, changes] = stamp.split('.');
    return token === this.#token && /^\d{1,15}$/.test(changes ?? '') ? Number(changes) : -1;
  }
}
