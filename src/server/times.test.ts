import { expect, test } from 'vitest';
import { aboutWords, ageWords, agoWords, durationWords, exactClockWords, isoTime } from './times.ts';

test('a moment is told as the contract tells it', () => {
  expect(isoTime(Date.UTC(2026, 1, 19, 14, 30))).toBe('2026-02-19T14:30:00+00:00');
  expect(isoTime(Date.UTC(2026, 1, 19, 14, 30, 5, 120))).toBe('2026-02-19T14:30:05.120000+00:00');
});

test.each([
  [0, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [3_600_000, '1 h'],
  [7_500_000, '2 h 5 min'],
  [90_000_000, '1 d 1 h'],
  [-5_000, '0 s'],
])('a duration of %i ms is %s', (ms, words) => {
  expect(durationWords(ms)).toBe(words);
});

test('what happened just now is not counted in seconds', () => {
  expect(agoWords(3_000)).toBe('just now');
  expect(agoWords(7_300_000)).toBe('2 h ago');
  expect(ageWords(90_000_000)).toBe('1 d');
});

test.each([
  [30_000, 'under a minute'],
  [7.4 * 60_000, 'about 7 min'],
  [38 * 60_000, 'about 40 min'],
  [58 * 60_000, 'about 1 h'],
  [130 * 60_000, 'about 2 h 15 min'],
  [30.4 * 3_600_000, 'about 1 d 6 h'],
])('an estimate of %i ms is %s', (ms, words) => {
  expect(aboutWords(ms)).toBe(words);
});

test('a time to the second has its date when it was not within a day', () => {
  const at = Date.UTC(2026, 1, 19, 14, 2, 3);
  expect(exactClockWords(at, at + 3_600_000)).toBe('14:02:03 UTC');
  expect(exactClockWords(at, at + 90_000_000)).toBe('2026-02-19 14:02:03 UTC');
});
