/** What may wait for one reader, in bytes. Who has not taken so much is behind, and gets no more until then. */
const MOST_WAITING_BYTES = 64 * 1024;

const COMMENT = new TextEncoder().encode(':\n\n');

export const EVENT_STREAM_HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-cache, no-transform',
  // Asks reverse proxies (nginx) to pass events on at once.
  'X-Accel-Buffering': 'no',
} as const;

export interface ReaderOptions {
  /** Called once, when the reader goes or is ended. */
  readonly onLeave: () => void;
  /** Called when a reader who was behind reads on: what was left out meanwhile must be made good. */
  readonly onCaughtUp: () => void;
}

/** One reader of server-sent events. However slow it reads, no more than `MOST_WAITING_BYTES` and one message wait for it. */
export class StreamReader {
  readonly #stream: ReadableStream<Uint8Array>;
  readonly #options: ReaderOptions;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  #isBehind = false;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        // Called when there is room again.
        pull: () => this.#onRoom(),
        cancel: () => this.#leave(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: MOST_WAITING_BYTES }),
    );
    // The first bytes make the browser take the stream for open.
    this.comment();
  }

  response(): Response {
    return new Response(this.#stream, { headers: EVENT_STREAM_HEADERS });
  }

  /** Leaves it out when the reader is behind. */
  send(bytes: Uint8Array): void {
    if (this.#controller === null) return;
    if ((this.#controller.desiredSize ?? 0) <= 0) this.#isBehind = true;
    else this.#controller.enqueue(bytes);
  }

  /** A sign of life. Who is behind has not even read the last one. */
  comment(): void {
    if ((this.#controller?.desiredSize ?? 0) > 0) this.#controller?.enqueue(COMMENT);
  }

  end(): void {
    this.#controller?.close();
    this.#leave();
  }

  #onRoom(): void {
    if (!this.#isBehind || this.#controller === null) return;
    this.#isBehind = false;
    this.#options.onCaughtUp();
  }

  #leave(): void {
    if (this.#controller === null) return;
    this.#controller = null;
    this.#options.onLeave();
  }
}
