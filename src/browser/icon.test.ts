import { expect, test } from 'vitest';
import { iconOf } from './icon.ts';

test('the icon tells how far the work is, and how it ended', () => {
  expect(iconOf('running 50')).toContain('stroke-dasharray="18.8 99"');
  expect(iconOf('running 0')).toContain('stroke-dasharray="0.0 99"');
  expect(iconOf('failed 100')).toContain('#d8433a');
  expect(iconOf('completed 100')).not.toContain('dasharray');
});

test('words that are none make an icon all the same, without them in it', () => {
  for (const words of ['', '"><script>', 'constructor NaN', 'running 1e9']) {
    expect(iconOf(words)).toMatch(/^<svg [^<]*>(<(circle|path) [^<>]*\/>)+<\/svg>$/);
    expect(iconOf(words)).not.toContain('script');
  }
});
