import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { git, WorkTree } from '../../test/git/work-tree.ts';
import { localHost } from '../transport/local.ts';
import { openGitSource } from './git.ts';
import { openRepository } from './repository.ts';

// What git answers is real.

const here = localHost({ now: Date.now });
let tree: WorkTree;
let folder: string;
let empty: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'no branch '));
  empty = path.join(folder, 'empty.git');
  git(folder, 'init', '-q', '--bare', empty);
  tree = await WorkTree.create({ 'a.json': '[]' });
  await tree.push({}, 'feature/grid');
  tree.git('tag', 'v1.0');
  tree.git('push', '-q', 'origin', 'v1.0');
});

afterAll(async () => {
  await here.close();
  await tree.remove();
  await rm(folder, { recursive: true, force: true });
});

const settings = (address: string) => ({
  ...{ address, branch: 'main', deployKey: null, cloneDir: folder, postclone: null },
});

const ways = {
  'in the clone of the server': (address: string, branch: string) =>
    openGitSource(
      {
        ...{ type: 'git', name: 'lab', description: '', maxConcurrent: null, backend: null },
        ...{ workflowsGlob: '*.json', repository: settings(address) },
      },
      { host: here, cacheDir: path.join(folder, 'cache'), now: Date.now },
    ).at({ branch }),
  'on a backend': (address: string, branch: string) =>
    openRepository(settings(address)).choose(here, { branch }),
} as const;

describe.each(Object.entries(ways))('a branch that is looked for %s and is not there', (_, ask) => {
  test.each([
    ['feature/gird', "Did you mean 'feature/grid'?"],
    ['master', 'Its branches: feature/grid, main.'],
    ['grid', 'Its branches: feature/grid, main.'],
    [
      'v1.0',
      "'v1.0' is a tag: name a branch, or the full hash of a commit. Its branches: feature/grid, main.",
    ],
  ])('%s is told with what there is', async (branch, hint) => {
    expect(await ask(tree.bare, branch)).toEqual({
      ok: false,
      problem: { code: 'not-found', message: `${tree.bare} has no branch ${branch}`, hint },
    });
  });

  test('in an empty repository is told to be pushed', async () => {
    expect(await ask(empty, 'main')).toMatchObject({
      problem: { message: `${empty} has no branch main`, hint: 'It has no branches at all: push a commit.' },
    });
  });
});
