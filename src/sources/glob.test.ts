import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileGlob } from './glob.ts';
import { globFault } from './settings.ts';

const matching = (pattern: string, paths: readonly string[], hidden = false) =>
  paths.filter(compileGlob(pattern, hidden).matches);

describe('a glob', () => {
  const paths = ['a.json', 'x/a.json', 'x/y/a.json', 'x/y/z/b.json', '.hut/a.json', 'x/.b.json', 'x/a.txt'];

  test.each([
    ['*.json', ['a.json']],
    ['*/*.json', ['x/a.json']],
    ['**/*.json', ['a.json', 'x/a.json', 'x/y/a.json', 'x/y/z/b.json']],
    ['x/**/*.json', ['x/a.json', 'x/y/a.json', 'x/y/z/b.json']],
    ['x/**', ['x/a.json', 'x/y/a.json', 'x/y/z/b.json', 'x/a.txt']],
    ['**/y/**/*.json', ['x/y/a.json', 'x/y/z/b.json']],
    ['**/**/a.json', ['a.json', 'x/a.json', 'x/y/a.json']],
    ['.hut/*.json', ['.hut/a.json']],
    ['./x//*.json', ['x/a.json']],
    ['x/.*', ['x/.b.json']],
    ['?/[!a]*', []],
    ['x/a.json', ['x/a.json']],
  ])('%s matches within and across folders as a shell does', (pattern, matched) => {
    expect(matching(pattern, paths)).toEqual(matched);
  });

  test('may match hidden names, too', () => {
    expect(matching('**/*.json', paths, true)).toEqual(paths.filter((path) => path.endsWith('.json')));
  });

  test.each([
    ['.hut/workflows/*.json', { folder: '.hut/workflows', name: '*.json', depth: 1, namesHidden: false }],
    ['*.json', { folder: '', name: '*.json', depth: 1 }],
    ['a/*/b/*.json', { folder: 'a', name: '*.json', depth: 3 }],
    ['a/**/.hut/x.json', { folder: 'a', name: 'x.json', depth: null, namesHidden: true }],
    ['a/b.json', { folder: 'a', name: 'b.json', depth: 1 }],
    ['a/**', { folder: 'a', name: '*', depth: null }],
  ])('%s says where to look', (pattern, where) => {
    expect(compileGlob(pattern, false)).toMatchObject(where);
  });

  test('with many ** is still quick', () => {
    const path = Array.from({ length: 300 }, () => 'a').join('/');
    expect(matching(`${'**/a/'.repeat(30)}b`, [path])).toEqual([]);
  });

  test('that is written out matches exactly itself', () => {
    const part = fc.stringMatching(/^[a-z0-9_-]{1,8}$/);
    const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(path, path, (one, other) => {
        expect(matching(one, [other])).toEqual(one === other ? [other] : []);
      }),
    );
  });

  test('only matches below the folder that it names', () => {
    const part = fc.constantFrom('a', 'b', '*', '**', '?', '.a');
    const pattern = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    const path = fc
      .array(fc.constantFrom('a', 'b', '.a'), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join('/'));
    fc.assert(
      fc.property(pattern, path, fc.boolean(), (written, candidate, hidden) => {
        const glob = compileGlob(written, hidden);
        if (!glob.matches(candidate)) return;
        const below = glob.folder === '' ? candidate : candidate.slice(glob.folder.length + 1);
        expect(glob.folder === '' || candidate.startsWith(`${glob.folder}/`)).toBe(true);
        if (glob.depth !== null) expect(below.split('/')).toHaveLength(glob.depth);
      }),
    );
  });
});

test.each(['/abs/*.json', '~/x', '../x/*.json', 'a/../../x', '', 'a/', 'a\nb'])(
  'a glob %j that leads out or matches no file has a fault',
  (pattern) => expect(globFault(pattern)).not.toBeNull(),
);

test.each(['*.json', '.hut/workflows/*.json', 'a..b/*', '**'])('the glob %j has none', (pattern) =>
  expect(globFault(pattern)).toBeNull(),
);
