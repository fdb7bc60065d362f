import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkRevision, credentialsIn, folderName, shownAddress, withoutKey } from './git-names.ts';
import { branchFault } from './settings.ts';

describe('a branch', () => {
  test.each(['main', 'feature/x-1', 'ada', 'v1.2', 'é', 'a@b', 'a-', 'a#b', "it's"])('may be %s', (name) => {
    expect(branchFault(name)).toBeNull();
  });

  const bad = [
    '-x',
    '--upload-pack=x',
    'a b',
    'a..b',
    'a~1',
    'a^',
    'a:b',
    '',
    'a.lock',
    '.a',
    'a/.b',
    'a\tb',
  ];
  test.each([...bad, 'a//b', '/a', 'a/', 'a.', 'a?', 'a*', 'a[', 'a\\b', '@', 'a@{1', 'a\nb', 'a.lock/b'])(
    'cannot be %j',
    (name) => expect(branchFault(name)).not.toBeNull(),
  );

  test('that git refuses is refused here', () => {
    const piece = fc.constantFrom('a', 'B', '-', '.', '/', '@', '{', '~', ' ', '*', '\\', '.lock', '\u007f');
    const name = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(name, (branch) => {
        if (branchFault(branch) === null)
          execFileSync('git', ['check-ref-format', `refs/heads/${branch}`], { stdio: 'ignore' });
      }),
      { numRuns: 60 },
    );
  });
});

test('a commit is asked for by its full hash', () => {
  const full = '0123456789abcdef0123456789abcdef01234567';
  expect(checkRevision({ commit: full.toUpperCase() })).toEqual({ ok: true, value: { commit: full } });
  for (const commit of ['0123456', 'HEAD', '', `${full}0`, '-x']) {
    expect(checkRevision({ commit }), commit).toMatchObject({ ok: false, problem: { code: 'bad-request' } });
  }
});

test.each([
  ['git@github.com:lab/grid.git', 'https://github.com/lab/grid.git'],
  ['git@host:/srv/x.git', 'https://host/srv/x.git'],
  ['ssh://git@host/x.git', 'ssh://git@host/x.git'],
  ['ada@host:x.git', 'ada@host:x.git'],
  ['/srv/x.git', '/srv/x.git'],
])('without a key, %s is %s', (address, without) => {
  expect(withoutKey(address)).toBe(without);
});

test.each([
  ['https://ada:s3cret@host/x.git', 'https://host/x.git', 'ada:s3cret'],
  ['https://s3cret@host/x.git', 'https://host/x.git', 's3cret'],
  ['ssh://git@host/x.git', 'ssh://git@host/x.git', null],
  ['git@host:x.git', 'git@host:x.git', null],
  ['https://host/a@b.git', 'https://host/a@b.git', null],
])('of %s people see %s', (address, shown, credentials) => {
  expect(shownAddress(address)).toBe(shown);
  expect(credentialsIn(address)).toBe(credentials);
});

test('a name is one part of a path, and no two are the same', () => {
  expect(folderName('lab-grid 2')).toBe('lab-grid 2');
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      expect(folderName(one)).not.toMatch(/\/|^\.{1,2}$/);
      if (one !== other) expect(folderName(one)).not.toBe(folderName(other));
    }),
  );
});
