import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ServerEvent, serverEvents } from './event-stream.ts';

async function read(chunks: readonly string[]): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  for await (const event of serverEvents(iterate(chunks))) events.push(event);
  return events;
}

async function* iterate(chunks: readonly string[]): AsyncGenerator<string> {
  yield* chunks;
}

const STREAM =
  ':\n\nid: 3:77\nevent: part\ndata: {"text":"a: b"}\n\n:\n\nevent: over\ndata: {}\n\nevent: half';

test('events come whole, wherever the stream is cut; comments and a half one are none', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: STREAM.length }), fc.nat({ max: STREAM.length }), async (one, other) => {
      const [from, to] = [Math.min(one, other), Math.max(one, other)];
      const chunks = [STREAM.slice(0, from), STREAM.slice(from, to), STREAM.slice(to)];
      expect(await read(chunks)).toEqual([
        { name: 'part', id: '3:77', data: '{"text":"a: b"}' },
        { name: 'over', id: '', data: '{}' },
      ]);
    }),
  );
});

test('data of several lines is one text', async () => {
  expect(await read(['data: a\ndata: b\n\n'])).toEqual([{ name: '', id: '', data: 'a\nb' }]);
});
