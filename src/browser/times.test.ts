import { expect, test, vi } from 'vitest';
import { noteServerTime, serverNow, timeWords } from './times.ts';

const AT = Date.UTC(2026, 1, 19, 14, 2);
const HOUR = 3_600_000;

test('relative times are told as the server tells them', () => {
  const words = timeWords('UTC');
  expect(words.told('ago', AT, AT + 4_000)).toBe('just now');
  expect(words.told('ago', AT, AT + 12_000)).toBe('12 s ago');
  expect(words.told('age', AT, AT + 4 * 60_000)).toBe('4 min');
  expect(words.told('duration', AT, AT + 2 * HOUR + 5 * 60_000)).toBe('2 h 5 min');
  expect(words.told('duration', AT, AT - 5_000)).toBe('0 s');
});

test('the time of day is told in the chosen zone, which it names', () => {
  expect(timeWords('UTC').told('clock', AT, AT + HOUR)).toBe('14:02 UTC');
  expect(timeWords('UTC').told('clock', AT, AT + 30 * HOUR)).toMatch(/19.*14:02 UTC$/);
  expect(timeWords('Asia/Tokyo').told('clock', AT, AT + HOUR)).toBe('23:02 Asia/Tokyo');
  expect(timeWords('UTC').absolute(AT)).toContain('UTC');
});

test('now is the server’s', () => {
  vi.useFakeTimers({ now: AT });
  noteServerTime(AT + 2 * HOUR);
  vi.advanceTimersByTime(1_000);
  expect(serverNow()).toBe(AT + 2 * HOUR + 1_000);
  vi.useRealTimers();
});

test('what stands in its order is told to the second, with the date when it was not within a day', () => {
  const words = timeWords('UTC');
  expect(words.told('exact', AT + 3_000, AT + HOUR)).toBe('14:02:03 UTC');
  expect(words.told('exact', AT + 3_000, AT + 25 * HOUR)).toMatch(/19.*14:02:03 UTC/);
});
