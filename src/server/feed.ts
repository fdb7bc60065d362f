import type { Change } from '../conductor/orders.ts';
import type { Store } from '../store/store.ts';
import { encodeEvent, encodePicture, joinBytes, type PicturePart } from './event-text.ts';
import { type Piece, SentPieces } from './pieces.ts';
import type { Lane, StreamReader } from './stream-reader.ts';

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

/** What a reader already has of a view. */
export interface Seen {
  /** Number of the newest event in its picture; null: it has none. */
  readonly sequence: number | null;
  /** Of how many changes that was (`FeedOptions.changes`), -1 for the picture of another server; null: nobody knows. */
  readonly changes: number | null;
}

export interface FeedOptions {
  readonly store: Pick<Store, 'lastSequence'>;
  /** How many changes have been told since the server started: what a poll brought is no event, and has no number. */
  readonly changes: () => number;
  /** What readers call a picture by, who come back for what is newer. */
  readonly stamp: (changes: number) => string;
  readonly report: (error: unknown) => void;
  readonly onEmpty: () => void;
}

/** How new a picture is: by the number of the last event, and by how many changes had been told. */
interface Age {
  readonly sequence: number;
  readonly changes: number;
}

const NEVER: Age = { sequence: -1, changes: -1 };

/** Least pause between two pictures, in milliseconds. */
const PAUSE_MS = 200;
/** A picture that is dear to make is made less often: it may take a fifth of the time. */
const PAUSE_PER_RENDER = 4;

/** The pictures of one view, for all who follow it: each is made and encoded once. */
export class Feed {
  readonly #view: LiveView;
  readonly #options: FeedOptions;
  readonly #lanes = new Set<Lane>();
  /** What all readers have, by event. */
  readonly #sent = new Map<string, SentPieces>();
  /** The same for those who come new, encoded when the first of them does. */
  #whole: Uint8Array | null = null;
  #picture: Age = NEVER;
  /** The picture in which something differed last: who has it, or a newer one, has all there is. */
  #changed: Age = NEVER;
  #timer: NodeJS.Timeout | null = null;
  #notBefore = 0;

  constructor(view: LiveView, options: FeedOptions) {
    this.#view = view;
    this.#options = options;
    try {
      this.#refresh();
    } catch (error) {
      // Nobody will leave a feed that nobody could join.
      this.close();
      throw error;
    }
  }

  /** `name` is told before each picture, for readers who follow several views; null for those who follow one. */
  join(reader: StreamReader, seen: Seen, name: string | null): void {
    const by = seen.changes === null ? 'sequence' : 'changes';
    // A number that we have not reached is of another state file.
    const isOurs = seen.sequence !== null && seen.sequence <= this.#options.store.lastSequence();
    const known = isOurs ? (seen[by] ?? -1) : -1;
    // Who has a newer picture than ours would miss what became as before since then.
    if (known > this.#picture[by]) this.#send(this.#refresh());
    const lane = this.#lane(reader, name);
    this.#lanes.add(lane);
    reader.onLeave(() => this.#leave(lane));
    if (known < this.#changed[by]) lane.send(this.#wholePicture());
    else if (name !== null) lane.send(new Uint8Array());
  }

  onChange(change: Change): void {
    if (this.#timer !== null || !this.#view.concerns(change)) return;
    const waitMs = Math.max(PAUSE_MS, this.#notBefore - performance.now());
    this.#timer = setTimeout(() => this.#onTimer(), waitMs);
    this.#timer.unref();
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#lanes.clear();
    this.#view.close?.();
  }

  /** Around each picture stand whose it is, and its number: an event's own `id` would be that of the whole stream. */
  #lane(reader: StreamReader, name: string | null): Lane {
    const lane: Lane = reader.lane(() => sendTo(this.#wholePicture()));
    const sendTo = (bytes: Uint8Array) => {
      if (name === null) return lane.send(bytes);
      const { sequence, changes } = this.#picture;
      const head = encodeEvent('view', JSON.stringify({ name, stamp: this.#options.stamp(changes) }));
      lane.send(joinBytes([head, bytes, encodeEvent('done', String(sequence))]));
    };
    return { send: sendTo };
  }

  #onTimer(): void {
    this.#timer = null;
    try {
      this.#send(this.#refresh());
    } catch (error) {
      this.#options.report(error);
    }
  }

  #send(changed: readonly PicturePart[]): void {
    if (changed.length === 0) return;
    const bytes = encodePicture(changed, this.#picture.sequence);
    for (const lane of this.#lanes) lane.send(bytes);
  }

  /** Renders, and gives back what differs from the last picture. */
  #refresh(): readonly PicturePart[] {
    const begunAt = performance.now();
    this.#picture = { sequence: this.#options.store.lastSequence(), changes: this.#options.changes() };
    this.#whole = null;
    const parts = this.#view.render().map(({ event, pieces }): PicturePart => {
      const sent = this.#sent.get(event) ?? new SentPieces();
      this.#sent.set(event, sent);
      return [event, sent.update(pieces)];
    });
    const changed = parts.filter(([, html]) => html !== '');
    if (changed.length > 0) this.#changed = this.#picture;
    const finishedAt = performance.now();
    this.#notBefore = finishedAt + PAUSE_PER_RENDER * (finishedAt - begunAt);
    return changed;
  }

  #wholePicture(): Uint8Array {
    this.#whole ??= encodePicture(
      [...this.#sent].map(([event, sent]): PicturePart => [event, sent.whole()]),
      this.#picture.sequence,
    );
    return this.#whole;
  }

  #leave(lane: Lane): void {
    if (!this.#lanes.delete(lane) || this.#lanes.size > 0) return;
    this.close();
    this.#options.onEmpty();
  }
}
