import { get } from 'node:http';

// A process of its own: it opens as many streams as it is told, and says when all have got an event, and its bytes.

export interface OpenStreams {
  readonly url: string;
  readonly count: number;
}

/** `all` streams have the picture of that number; so many bytes came to each since the last message. */
export interface AllHave {
  readonly sequence: number;
  readonly bytes: number;
}

interface Stream {
  sequence: number;
  bytes: number;
}

const streams: Stream[] = [];
let told = -1;

process.on('message', ({ url, count }: OpenStreams) => {
  for (let opened = 0; opened < count; opened += 1) open(url);
});

function open(url: string): void {
  const stream: Stream = { sequence: -1, bytes: 0 };
  streams.push(stream);
  let tail = '';
  get(url, (response) => {
    response.on('data', (chunk: Buffer) => {
      stream.bytes += chunk.length;
      const text = tail + chunk.toString('latin1');
      for (const [, id] of text.matchAll(/^id: (\d+)\n/gm)) stream.sequence = Number(id);
      // The number may be cut in two.
      tail = text.slice(-40);
      tell();
    });
    response.on('close', () => process.exit());
  });
}

function tell(): void {
  const sequence = Math.min(...streams.map((stream) => stream.sequence));
  if (sequence <= told) return;
  told = sequence;
  const bytes = streams.reduce((sum, stream) => sum + stream.bytes, 0) / streams.length;
  for (const stream of streams) stream.bytes = 0;
  process.send?.({ sequence, bytes } satisfies AllHave);
}
