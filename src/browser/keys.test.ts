import { expect, test } from 'vitest';
import { registerKey, usableKeys } from './keys.ts';

test('of keys that are the same, the one that is usable and was registered last is told', () => {
  let isOpen = false;
  registerKey({ key: 'f', words: 'next failure', run: () => {} });
  registerKey({ key: 'j', words: 'next line', run: () => {} });
  registerKey({ key: 'f', words: 'next error of the log', isUsable: () => isOpen, run: () => {} });
  expect(usableKeys().map(({ words }) => words)).toEqual(['next failure', 'next line']);
  isOpen = true;
  expect(usableKeys().map(({ words }) => words)).toEqual(['next line', 'next error of the log']);
});
