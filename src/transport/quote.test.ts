import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quote, quotePath } from './quote.ts';

// Each host's suite sends arbitrary text through `quote` too (`host.testsuite.ts`).
const word = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', ''));

describe('quote', () => {
  test('leaves safe words as they are', () => {
    expect(quote('/a/b-c_d.1,e:f=g@h%+')).toBe('/a/b-c_d.1,e:f=g@h%+');
  });

  test('puts everything else in single quotes, the empty word too', () => {
    expect(quote('')).toBe("''");
    expect(quote('a b')).toBe("'a b'");
    expect(quote("it's $HOME")).toBe(`'it'\\''s $HOME'`);
    expect(quote('é')).toBe("'é'");
  });

  test('refuses NUL', () => {
    expect(() => quote('a\0b')).toThrow(RangeError);
  });

  test.each(['dash', 'bash'])('lists of arbitrary words are the same words to %s', (shell) => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
        const script = `printf '%s\\0' ${words.map(quote).join(' ')}`;
        const { stdout } = spawnSync(shell, { input: script, encoding: 'utf8' });
        expect(stdout).toBe(words.map((text) => `${text}\0`).join(''));
      }),
      { numRuns: 60 },
    );
  });
});

describe('quotePath', () => {
  test.each([
    ['~', '~'],
    ['~/', '~/'],
    ['~/a b', "~/'a b'"],
    ['~ada/x', '~ada/x'],
    ['/a/~/b', "'/a/~/b'"],
  ])('leaves the home directory of %s to the shell: %s', (path, quoted) => {
    expect(quotePath(path)).toBe(quoted);
  });

  test.each(['~-/x', '~+', '~1/x', '~a b/x', '~$(id)/x', 'a~'])('takes %s for a name', (path) => {
    expect(quotePath(path)).toBe(`'${path}'`);
  });
});
