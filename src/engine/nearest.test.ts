import fc from 'fast-check';
import { expect, test } from 'vitest';
import { didYouMean, nearest } from './nearest.ts';

const keys = ['name', 'max_concurrent', 'login_shell', 'cpus', 'type', 'ssh'];

test.each([
  ['max_concurent', 'max_concurrent'],
  ['maxConcurrent', 'max_concurrent'],
  ['MAX_CONCURRENT', 'max_concurrent'],
  ['lgoin_shell', 'login_shell'],
  ['cpu', 'cpus'],
  ['tpye', 'type'],
  ['naem', 'name'],
])('%s was probably meant as %s', (written, meant) => {
  expect(nearest(written, keys)).toBe(meant);
});

test.each(['zzz', '', 'partition', 'xy'])('nothing is near "%s"', (written) => {
  expect(nearest(written, keys)).toBeNull();
  expect(didYouMean(written, keys)).toBe('');
});

test('one slip away from a longer name leads back to it', () => {
  const slip = fc.tuple(fc.nat({ max: 13 }), fc.stringMatching(/^[a-z]$/));
  fc.assert(
    fc.property(slip, ([position, letter]) => {
      const name = 'max_concurrent';
      const slipped = `${name.slice(0, position)}${letter}${name.slice(position + 1)}`;
      expect(nearest(slipped, keys)).toBe(name);
    }),
  );
});
