import { expect, test } from 'vitest';
import { bytesWords, contractMemory, countsSentence, countWords, emptyCounts } from './words.ts';

test('counts read as a sentence in the order of the bar', () => {
  expect(countsSentence({ ...emptyCounts(), failed: 8, completed: 1_172, running: 12 })).toBe(
    '1,172 completed, 12 running, 8 failed',
  );
  expect(countsSentence(emptyCounts())).toBe('no tasks');
});

test('one is not many', () => {
  expect([countWords(0, 'job'), countWords(1, 'job'), countWords(1_204, 'job')]).toEqual([
    '0 jobs',
    '1 job',
    '1,204 jobs',
  ]);
});

test.each([
  [null, ''],
  [0, ''],
  [10, '10B'],
  [65_536, '64K'],
  [536_870_912, '512M'],
  [1_288_490_189, '1.2G'],
])('%s bytes of peak memory are printed as %j', (bytes, text) => {
  expect(contractMemory(bytes)).toBe(text);
});

test('bytes are told in the unit that fits', () => {
  expect([bytesWords(10), bytesWords(5.1 * 1024 ** 3), bytesWords(300 * 1024 ** 2)]).toEqual([
    '10 B',
    '5.1 GB',
    '300 MB',
  ]);
});
