import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodedName, encodedName, validName } from './names.ts';

test.each([
  ['Sim 1', 'Sim_1'],
  ['a.b+c-d_e', 'a.b+c-d_e'],
  ['007', 'j007'],
  ['a/b:c', 'a_b_c'],
  ['jäb→1', 'j_b_1'],
  ['日本', 'j_'],
  ['', 'j'],
  ['x'.repeat(300), 'x'.repeat(230)],
])('%s is called %s', (name, expected) => {
  expect(validName(name)).toBe(expected);
});

test('every name becomes one that qsub takes, and those that it takes stay as they are', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (name) => {
      const valid = validName(name);
      expect(valid).toMatch(/^[A-Za-z][A-Za-z0-9.+_-]{0,229}$/);
      expect(validName(valid)).toBe(valid);
    }),
    { numRuns: 50 },
  );
});

test('a name comes back as it was, out of characters that stand anywhere', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (name) => {
      const encoded = encodedName(name);
      expect(encoded).toMatch(/^[A-Za-z0-9._%-]*$/);
      expect(decodedName(encoded).length).toBeLessThanOrEqual(name.length);
      if (Buffer.byteLength(name) <= 400) expect(decodedName(encoded)).toBe(name);
    }),
  );
});

test('of a name that is too long the beginning comes back, without half a character', () => {
  expect(decodedName(encodedName('日'.repeat(200)))).toBe('日'.repeat(133));
});
