import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutTo, padTo, visible, visibleLines, widthOf } from './text-width.ts';

test('Latin letters take one column, East Asian ones and emoji two, combining marks none', () => {
  expect(widthOf('sim.1')).toBe(5);
  expect(widthOf('模拟')).toBe(4);
  expect(widthOf('한글')).toBe(4);
  expect(widthOf('e\u0301')).toBe(1);
  expect(widthOf('🧪')).toBe(2);
  expect(widthOf('👩‍🔬')).toBe(2);
});

test('a padded text fills its columns and a cut one never takes more', () => {
  expect(padTo('模拟', 6)).toBe('模拟  ');
  expect(cutTo('模拟计算', 5)).toBe('模拟…');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 30 }), (text, columns) => {
      expect(widthOf(cutTo(text, columns))).toBeLessThanOrEqual(columns);
      expect(widthOf(padTo(cutTo(text, columns), columns))).toBe(columns);
    }),
  );
});

test('a name cannot move the cursor or turn the reading direction', () => {
  expect(visible('a\x1b[2Jb\nc\u202ed\x07')).toBe('a\\x1b[2Jb\\nc\\u202ed\\x07');
});

test('a log keeps its lines and colours, and nothing else that steers a terminal', () => {
  expect(visibleLines('\x1b[31mred\x1b[0m\tx\r\n\x1b]0;title\x07')).toBe(
    '\x1b[31mred\x1b[0m\tx\r\n\\x1b]0;title\\x07',
  );
});

test('what is made visible holds no control characters, whatever it was', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/\p{Cc}/u.test(visible(text))));
});
