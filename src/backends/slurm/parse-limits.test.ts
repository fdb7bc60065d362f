import { expect, test } from 'vitest';
import { UNIT } from '../separators.ts';
import { parseLimits } from './parse-limits.ts';

const rows = [
  ['normal', '3-00:00:00', '64000'],
  ['normal', '3-00:00:00', '128000+'],
  ['gpu', '1:00:00', '64000'],
  ['endless', 'infinite', '1000'],
].map((row) => row.join(UNIT));

test('of each partition the time limit and the memory of its largest nodes', () => {
  expect(parseLimits(`1001\n${rows.join('\n')}\n`)).toEqual({
    largestArray: 1000,
    partitions: {
      normal: { memoryBytes: 128_000 * 1024 ** 2, seconds: 259_200 },
      gpu: { memoryBytes: 64_000 * 1024 ** 2, seconds: 3_600 },
      endless: { memoryBytes: 1_000 * 1024 ** 2, seconds: null },
    },
  });
});

test('without arrays, without partitions, with rubbish', () => {
  expect(parseLimits('0\n')).toEqual({ largestArray: -1, partitions: {} });
  expect(parseLimits('1001\nslurm_load_partitions: error\n')).toEqual({ largestArray: 1000, partitions: {} });
  expect(parseLimits('')).toBeNull();
  expect(parseLimits('error\n')).toBeNull();
});
