export interface SentEvent {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** Reads one stream, event by event. */
export class Reading {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #text = '';

  constructor(response: Response) {
    if (response.body === null) throw new Error('a stream has a body');
    this.#reader = response.body.getReader();
  }

  /** The next event; null at the end of the stream. Comments are left out. */
  async next(): Promise<SentEvent | null> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end !== -1) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        if (!block.startsWith(':')) return parseEvent(block);
        continue;
      }
      const { done, value } = await this.#reader.read();
      if (done) return null;
      this.#text += this.#decoder.decode(value, { stream: true });
    }
  }

  async nextOf(name: string): Promise<SentEvent> {
    for (;;) {
      const event = await this.next();
      if (event === null) throw new Error(`the stream ended before ${name}`);
      if (event.event === name) return event;
    }
  }

  async leave(): Promise<void> {
    await this.#reader.cancel();
  }
}

function parseEvent(block: string): SentEvent {
  const lines = block
    .split('\n')
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]);
  const all = (field: string) => lines.filter(([name]) => name === field).map(([, value]) => value);
  return { id: all('id')[0] ?? '', event: all('event')[0] ?? '', data: all('data').join('\n') };
}
