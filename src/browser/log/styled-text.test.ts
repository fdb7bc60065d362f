import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PLAIN, styledPieces } from './styled-text.ts';

/** What a terminal might act on, and what is only text. */
const STRANGE = fc.oneof(
  fc.integer({ min: 0, max: 0xa0 }).map((code) => String.fromCharCode(code)),
  fc.constantFrom('\u001b', '[', ']', ';', '3', 'm', '\u202e', '\u2066', '\u200f', 'ä', '日', '😀'),
);

const shown = (text: string) => styledPieces(text, PLAIN).pieces.map((piece) => Object.values(piece));

test('colours become classes, and end where they end', () => {
  expect(shown('a \u001b[31mred\u001b[0m b')).toEqual([
    ['a ', ''],
    ['red', 'ink-1'],
    [' b', ''],
  ]);
  expect(shown('\u001b[1;4;92;44mloud\u001b[22;24;39;49mquiet')).toEqual([
    ['loud', 'ink-10 ground-4 is-bold is-underlined'],
    ['quiet', ''],
  ]);
  expect(shown('\u001b[7mturned')).toEqual([['turned', 'ground-7']]);
  expect(shown('\u001b[mplain')).toEqual([['plain', '']]);
});

test('of many colours the nearest of the sixteen is taken', () => {
  expect(shown('\u001b[38;5;196mred')).toEqual(
    [['red', 'ink-1']].map(([text]) => [text, expect.stringMatching(/ink-(1|9)$/)]),
  );
  expect(shown('\u001b[38;2;0;190;0mgreen\u001b[48;2;0;0;180mon blue')).toEqual([
    ['green', 'ink-2'],
    ['on blue', 'ink-2 ground-4'],
  ]);
  expect(shown('\u001b[38:2:187:0:0mred')).toEqual([['red', 'ink-1']]);
  expect(shown('\u001b[38;5;999m\u001b[38mstill plain')).toEqual([['still plain', '']]);
});

test('a style goes on in the next line', () => {
  const { after } = styledPieces('\u001b[33mwarning', PLAIN);
  expect(styledPieces('goes on\u001b[0m', after).pieces).toEqual([{ text: 'goes on', classes: 'ink-3' }]);
});

test('what else a terminal would swallow is swallowed, half a sequence too', () => {
  for (const sequence of [
    '\u001b[2K',
    '\u001b[1A',
    '\u001b]0;title\u0007',
    '\u001b(B',
    '\u001b[?25l',
    '\u001bM',
  ])
    expect(shown(`a${sequence}b`)).toEqual([
      ['a', ''],
      ['b', ''],
    ]);
  for (const half of ['\u001b', '\u001b[', '\u001b[3', '\u001b[31;'])
    expect(shown(`a${half}`)).toEqual([['a', '']]);
});

test('nothing is hidden and nothing acts: control characters are pictures, what turns text around is its number', () => {
  expect(shown('a\u0000\u0007\u007fb')).toEqual([['a␀␇␡b', '']]);
  expect(shown('x\u202egnp.exe\u2066')).toEqual([['x<U+202E>gnp.exe<U+2066>', '']]);
  fc.assert(
    fc.property(fc.string({ unit: STRANGE, maxLength: 30 }), (text) => {
      const out = styledPieces(text, PLAIN)
        .pieces.map((piece) => piece.text)
        .join('');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
      expect(out).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    }),
  );
});

test('text without anything special stays as it is', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[ -~äöü日本]*$/), (text) => {
      expect(shown(text)).toEqual(text === '' ? [] : [[text, '']]);
    }),
  );
});
