/** What may wait for one reader, in bytes. Who has not taken so much is behind, and gets no more until then. */
const MOST_WAITING_BYTES = 64 * 1024;

const COMMENT = new TextEncoder().encode(':\n\n');

export const EVENT_STREAM_HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-cache, no-transform',
  // Asks reverse proxies (nginx) to pass events on at once.
  'X-Accel-Buffering': 'no',
} as const;

/** One of the things that a reader follows. */
export interface Lane {
  /** Leaves it out when the reader is behind. */
  send(bytes: Uint8Array): void;
}

interface OpenLane extends Lane {
  isBehind: boolean;
  /** Called when a reader who was behind reads on: what was left out meanwhile must be made good. */
  readonly onCaughtUp: () => void;
}

/** One reader of server-sent events. However slow it reads, no more than `MOST_WAITING_BYTES` and one message wait for it. */
export class StreamReader {
  readonly #stream: ReadableStream<Uint8Array>;
  readonly #lanes: OpenLane[] = [];
  readonly #leaving: (() => void)[] = [];
  readonly #beat: () => Uint8Array;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;

  /** `beat` makes the sign of life; a comment, unless the reader wants to see it. */
  constructor(beat: () => Uint8Array = () => COMMENT) {
    this.#beat = beat;
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
    this.beat();
  }

  response(): Response {
    return new Response(this.#stream, { headers: EVENT_STREAM_HEADERS });
  }

  lane(onCaughtUp: () => void): Lane {
    const lane: OpenLane = {
      isBehind: false,
      onCaughtUp,
      send: (bytes) => {
        if (this.#controller === null) return;
        if (this.#hasRoom()) this.#controller.enqueue(bytes);
        else lane.isBehind = true;
      },
    };
    this.#lanes.push(lane);
    return lane;
  }

  /** `then` is called once, when the reader goes or is ended. */
  onLeave(then: () => void): void {
    this.#leaving.push(then);
  }

  /** A sign of life. Who is behind has not even read the last one. */
  beat(): void {
    if (this.#hasRoom()) this.#controller?.enqueue(this.#beat());
  }

  end(): void {
    this.#controller?.close();
    this.#leave();
  }

  #hasRoom(): boolean {
    return (this.#controller?.desiredSize ?? 0) > 0;
  }

  #onRoom(): void {
    for (const lane of this.#lanes) {
      if (!lane.isBehind || !this.#hasRoom()) continue;
      lane.isBehind = false;
      lane.onCaughtUp();
    }
  }

  #leave(): void {
    if (this.#controller === null) return;
    this.#controller = null;
    for (const then of this.#leaving.splice(0)) then();
  }
}
