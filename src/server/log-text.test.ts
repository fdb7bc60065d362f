import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readableLog, visible } from './log-text.ts';

test('colours and titles of a terminal are dropped', () => {
  expect(readableLog('\u001b[1;31merror\u001b[0m: \u001b]0;title\u0007done')).toBe('error: done');
});

test('a progress bar shows its last form only', () => {
  expect(readableLog('  1 %\r 50 %\r100 %\nnext\r\n')).toBe('100 %\nnext\n');
});

test('half an escape sequence at the end does no harm', () => {
  expect(readableLog('ok\u001b[')).toBe('ok\u241b[');
});

test('text that is turned around is shown as what it is', () => {
  expect(visible('a\u202etxt.exe')).toBe('a<U+202E>txt.exe');
});

test('no control character is left, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
      expect(readableLog(text)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/);
    }),
  );
});

test('a log without control characters stays as it is', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[ -~\n\t]*$/), (text) => {
      expect(readableLog(text)).toBe(text);
    }),
  );
});
