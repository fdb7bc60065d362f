import { expect, test } from 'vitest';
import { resolveWorkingDir } from './working-dir.ts';

test.each([
  ['~', '/base'],
  ['/abs', '/abs'],
  ['~/x', '~/x'],
  ['~ada/x', '~ada/x'],
  ['src/x', '/base/src/x'],
  ['.', '/base/.'],
  ['../x', '/base/../x'],
  ['a b', '/base/a b'],
])('with a base, %s becomes %s', (written, resolved) => {
  expect(resolveWorkingDir(written, '/base')).toBe(resolved);
});

test.each(['~', '/abs', 'src/x', '.', '../x'])('without a base, %s stays', (written) => {
  expect(resolveWorkingDir(written, null)).toBe(written);
});
