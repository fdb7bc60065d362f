import { expect, test } from 'vitest';
import { parseBytes, parseDuration, parseTime } from './fields.ts';
import { parseCpus } from './parse-cpus.ts';

test.each([
  ['02:00.500', 120.5],
  ['0:05', 5],
  ['01:02:03', 3723],
  ['2-04:47:41', 190061],
  ['00:00:00', 0],
  ['INVALID', null],
  ['UNLIMITED', null],
  ['', null],
])('the duration %j is %j seconds', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});

test.each([
  ['12220K', 12220 * 1024],
  ['1.5G', 1.5 * 1024 ** 3],
  ['2T', 2 * 1024 ** 4],
  ['12513280', 12513280],
  ['', null],
  ['16?', null],
])('the size %j is %j bytes', (text, bytes) => {
  expect(parseBytes(text)).toBe(bytes);
});

test.each([
  ['1795363226', 1795363226000],
  ['2026-02-12T10:00:00', Date.UTC(2026, 1, 12, 10)],
  ['N/A', null],
  ['Unknown', null],
  ['None', null],
  ['2026-13-12T10:00:00', null],
])('the time %j is %j', (text, time) => {
  expect(parseTime(text)).toBe(time);
});

test('processors of the cluster: allocated, idle, other, total', () => {
  expect(parseCpus('12/244/0/256\n')).toEqual({ allocated: 12, idle: 244, other: 0, total: 256 });
  expect(parseCpus('')).toBeNull();
});
