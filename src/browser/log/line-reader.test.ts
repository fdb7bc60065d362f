import fc from 'fast-check';
import { expect, test } from 'vitest';
import { halfCharacter, LineReader, type LogLine, SHOWN_BYTES } from './line-reader.ts';

function read(bytes: Uint8Array, cuts: readonly number[] = []): (LogLine | null)[] {
  const reader = new LineReader(0);
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b);
  const lines = [...places, bytes.length].flatMap((end, index) =>
    reader.push(bytes.subarray(places[index - 1] ?? 0, end)),
  );
  return [...lines, reader.open];
}

const texts = (text: string) => read(Buffer.from(text)).map((line) => line?.text ?? null);

test('wherever the bytes are cut, the lines are the same', () => {
  const log = fc
    .array(fc.constantFrom('a', 'ä', '😀', '\r', '\n', '\r\n', '\u001b[31m', '\xff', 'word '))
    .map((parts) =>
      Buffer.concat(parts.map((part) => Buffer.from(part, part === '\xff' ? 'latin1' : 'utf8'))),
    );
  fc.assert(
    fc.property(log, fc.array(fc.nat(), { maxLength: 8 }), (bytes, cuts) => {
      expect(read(bytes, cuts)).toEqual(read(bytes));
    }),
  );
});

test('lines lie behind each other without gaps, and are as long as the log', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      let at = 0;
      for (const line of read(bytes)) {
        if (line === null) continue;
        expect(line.at).toBe(at);
        at += line.length;
      }
      expect(at).toBe(bytes.length);
    }),
  );
});

test('a progress bar is shown in its last state, and line ends of other systems leave nothing', () => {
  expect(texts('10%\r20%\r30%\rdone\n')).toEqual(['done', null]);
  expect(texts('10%\r20%\r')).toEqual(['20%']);
  expect(texts('one\r\ntwo\r\n\r\n')).toEqual(['one', 'two', '', null]);
});

test('a line that ends with the log is no second one', () => {
  expect(texts('one\n')).toEqual(['one', null]);
  expect(texts('one\ntwo')).toEqual(['one', 'two']);
  expect(texts('')).toEqual([null]);
});

test('what is not UTF-8 is shown as such', () => {
  expect(read(Buffer.from([0x61, 0xff, 0x62, 0x0a]))[0]?.text).toBe('a\ufffdb');
});

test('of a line of any length only the beginning is kept, and it says what it leaves out', () => {
  const [long, next] = read(Buffer.from(`${'x'.repeat(1_000_000)}\nnext\n`), [500_000]);
  expect(long).toMatchObject({ at: 0, length: 1_000_001, left: 1_000_000 - SHOWN_BYTES });
  expect(long?.text.length).toBe(SHOWN_BYTES);
  expect(next).toMatchObject({ at: 1_000_001, text: 'next', left: 0 });
});

test('the rest of a character at the front is found', () => {
  expect(halfCharacter(Buffer.from('😀a').subarray(1))).toBe(3);
  expect(halfCharacter(Buffer.from('äb').subarray(1))).toBe(1);
  expect(halfCharacter(Buffer.from('ab'))).toBe(0);
});
