/** What may wait for one reader, in bytes. A reader who is further behind is dropped, and comes back by itself. */
const MOST_WAITING_BYTES = 4 * 1024 * 1024;

const COMMENT = new TextEncoder().encode(':\n\n');

export const EVENT_STREAM_HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-cache, no-transform',
  // Asks reverse proxies (nginx) to pass events on at once.
  'X-Accel-Buffering': 'no',
} as const;

/** One reader of server-sent events. */
export class StreamReader {
  readonly #stream: ReadableStream<Uint8Array>;
  readonly #onLeave: () => void;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;

  /** `onLeave` is called once, when the reader goes, falls behind or is ended. */
  constructor(onLeave: () => void) {
    this.#onLeave = onLeave;
    this.#stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
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

  send(bytes: Uint8Array): void {
    if (this.#controller === null) return;
    this.#controller.enqueue(bytes);
    if ((this.#controller.desiredSize ?? 0) <= 0) this.end();
  }

  comment(): void {
    this.send(COMMENT);
  }

  end(): void {
    this.#controller?.close();
    this.#leave();
  }

  #leave(): void {
    if (this.#controller === null) return;
    this.#controller = null;
    this.#onLeave();
  }
}
