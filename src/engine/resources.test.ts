import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  askedWords,
  memoryWords,
  readMemory,
  readTimeLimit,
  writeMemory,
  writeTimeLimit,
} from './resources.ts';

const GIGABYTE = 1024 ** 3;
const MEGABYTE = 1024 ** 2;

describe('memory', () => {
  it.each([
    ['4G', 4 * GIGABYTE],
    ['4GB', 4 * GIGABYTE],
    ['512mb', 512 * MEGABYTE],
    ['1.5T', 1536 * GIGABYTE],
    ['64K', 65_536],
    ['2000', 2000 * MEGABYTE],
    ['0', null],
    ['0G', null],
    ['', null],
    ['4 G', null],
    ['-4G', null],
    ['4X', null],
    ['much', null],
  ])('reads %j', (text, bytes) => {
    expect(readMemory(text)).toBe(bytes);
  });

  it.each([
    [7 * GIGABYTE, '7G'],
    [1536 * MEGABYTE, '1536M'],
    [1, '1K'],
    [0, '1K'],
    [1024 ** 5 * 3, '3P'],
    [1024 ** 5 * 3000, '3000P'],
    [7 * GIGABYTE + 1, '7340033K'],
  ])('writes %d', (bytes, text) => {
    expect(writeMemory(bytes)).toBe(text);
  });

  it('never writes less than was meant, nor a kilobyte more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 50 }), (bytes) => {
        const read = readMemory(writeMemory(bytes)) ?? 0;
        expect(read).toBeGreaterThanOrEqual(bytes);
        expect(read - bytes).toBeLessThan(1024);
      }),
    );
  });

  it.each([
    [5.1 * GIGABYTE, '5.1G'],
    [512 * MEGABYTE, '512M'],
    [70_000, '68K'],
    [10, '10B'],
  ])('tells people of %d', (bytes, words) => {
    expect(memoryWords(bytes)).toBe(words);
  });
});

it('what was asked for is told as it was written, with the unit of a number alone', () => {
  expect(askedWords({ memory: '4G', timeLimit: '2:00:00' })).toEqual({ memory: '4G', timeLimit: '2:00:00' });
  expect(askedWords({ memory: '2000', timeLimit: '30' })).toEqual({ memory: '2000M', timeLimit: '30 min' });
  expect(askedWords({ memory: '0', timeLimit: '0' })).toEqual({ memory: '0', timeLimit: '0' });
});

describe('time limits', () => {
  it.each([
    ['90', 90 * 60],
    ['5:30', 330],
    ['2:00:00', 7200],
    ['1:02:03:04', 93_784],
    ['2-12', 60 * 3600],
    ['2-12:30', 60 * 3600 + 1800],
    ['1-00:00:00', 86_400],
    ['0', null],
    ['0:00:00', null],
    ['unlimited', null],
    ['INFINITE', null],
    ['1-2:3:4:5', null],
    ['', null],
    ['soon', null],
  ])('reads %j', (text, seconds) => {
    expect(readTimeLimit(text)).toBe(seconds);
  });

  it.each([
    [7200, '2:00:00'],
    [129_600, '1-12:00:00'],
    [0.2, '0:00:01'],
    [86_399.5, '1-00:00:00'],
    [3_661, '1:01:01'],
  ])('writes %d', (seconds, text) => {
    expect(writeTimeLimit(seconds)).toBe(text);
  });

  it('reads what it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 * 86_400 }), (seconds) => {
        expect(readTimeLimit(writeTimeLimit(seconds))).toBe(seconds);
      }),
    );
  });
});
