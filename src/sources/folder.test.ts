import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Changes, git } from '../../test/git/work-tree.ts';
import { localHost } from '../transport/local.ts';
import { openFolder, openProject } from './folder.ts';
import { sourceSuite, success } from './source.testsuite.ts';

const COMMON = { name: 'flows', description: '', maxConcurrent: null, backend: 'here' } as const;
const host = localHost({ now: Date.now });

async function write(folder: string, changes: Changes): Promise<void> {
  for (const [name, change] of Object.entries(changes)) {
    const file = path.join(folder, name);
    await rm(file, { force: true });
    await mkdir(path.dirname(file), { recursive: true });
    if (typeof change === 'string') await writeFile(file, change);
    else if (change !== null) await symlink(change.link, file);
  }
}

async function newFolder(): Promise<string> {
  const folder = path.join(await mkdtemp(path.join(tmpdir(), 'folder ')), `it's "here"`);
  await mkdir(folder);
  return folder;
}

const removeParent = (folder: string) => rm(path.dirname(folder), { recursive: true, force: true });

describe('a path source', () => {
  sourceSuite({
    flow: (name) => `flows/${name}.json`,
    open: async (files) => {
      const folder = await newFolder();
      await write(folder, files);
      const settings = { ...COMMON, type: 'path', path: folder, workflowsGlob: 'flows/*.json' } as const;
      return {
        source: openFolder(settings, { host, now: Date.now }),
        host,
        change: (changes) => write(folder, changes),
        takeAway: () => rename(folder, `${folder}.gone`),
        close: () => removeParent(folder),
      };
    },
  });
});

describe('a project', () => {
  sourceSuite({
    flow: (name) => `${name}/sflow.json`,
    open: async (files) => {
      const folder = await newFolder();
      git(folder, 'init', '-q');
      const change = async (changes: Changes) => {
        await write(folder, changes);
        git(folder, 'add', '--all');
      };
      await change(files);
      const source = openProject({ ...COMMON, type: 'project', path: folder }, { host, now: Date.now });
      return {
        source,
        host,
        change,
        takeAway: () => rename(folder, `${folder}.gone`),
        close: () => removeParent(folder),
      };
    },
  });

  test('is every sflow.json that git knows, also the one at the top, and no other', async () => {
    const folder = await newFolder();
    git(folder, 'init', '-q');
    await write(folder, { 'sflow.json': '[]', 'a/b/sflow.json': '[]', 'a/x.sflow.json': '[]' });
    git(folder, 'add', '--all');
    await write(folder, { 'new/sflow.json': '[]' });
    const source = openProject({ ...COMMON, type: 'project', path: folder }, { host, now: Date.now });
    const { files, locate } = success(await source.sync());
    expect(files.map((file) => file.path)).toEqual(['a/b/sflow.json', 'sflow.json']);
    const directories = await Promise.all(files.map((file) => locate(file, host)));
    expect(directories.map(success)).toEqual([`${folder}/a/b`, folder]);
    await removeParent(folder);
  });

  test('that is no repository says so', async () => {
    const folder = await newFolder();
    const source = openProject({ ...COMMON, type: 'project', path: folder }, { host, now: Date.now });
    expect(await source.sync()).toMatchObject({ ok: false, problem: { code: 'not-found' } });
    await removeParent(folder);
  });
});

describe('the folder of a path source', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await newFolder();
  });
  afterEach(() => removeParent(folder));
  const list = async (workflowsGlob: string) => {
    const settings = { ...COMMON, type: 'path', path: folder, workflowsGlob } as const;
    return success(await openFolder(settings, { host, now: Date.now }).sync());
  };
  const names = async (glob: string) => (await list(glob)).files.map((file) => file.path);

  test('matches as a shell does, which sees no hidden names unless they are written', async () => {
    await write(folder, { 'a.json': '', 'x/b.json': '', 'x/y/c.json': '', '.h/d.json': '', '.e.json': '' });
    expect(await names('**/*.json')).toEqual(['a.json', 'x/b.json', 'x/y/c.json']);
    expect(await names('*/*.json')).toEqual(['x/b.json']);
    expect(await names('.h/*.json')).toEqual(['.h/d.json']);
    expect(await names('**/.h/*.json')).toEqual(['.h/d.json']);
    expect(await names('.*.json')).toEqual(['.e.json']);
    expect(await names('x/**')).toEqual(['x/b.json', 'x/y/c.json']);
    expect(await names('nowhere/*.json')).toEqual([]);
  });

  test('gives what bash lists with globstar', async () => {
    const files = ['a.json', 'x/b.json', 'x/y/c.json', '.h/d.json', 'x/.e.json', 'x/y/z/[1].json', 'q.txt'];
    await write(folder, Object.fromEntries(files.map((file) => [file, ''])));
    for (const glob of [
      '**/*.json',
      '*.json',
      '?/*.json',
      'x/**/*.json',
      '**/y/**/*.json',
      '[a-x]/[!a]*.json',
    ]) {
      const script = `cd '${folder.replaceAll("'", "'\\''")}' && LC_ALL=C bash -O globstar -O nullglob -c 'printf "%s\\n" ${glob}'`;
      const { stdout } = await host.run({ script, purpose: 'test', timeLimitMs: 10_000 });
      expect(await names(glob), glob).toEqual(
        stdout
          .split('\n')
          .filter((line) => line !== '')
          .sort(),
      );
    }
  });

  test('follows links, and ends where they go in circles', async () => {
    await write(folder, {
      'a.json': '',
      'real/b.json': '',
      link: { link: 'real' },
      'real/up': { link: '..' },
    });
    await write(folder, { 'lost.json': { link: 'nothing' } });
    expect(await names('*/*.json')).toEqual(['link/b.json', 'real/b.json']);
    expect(await names('**/*.json')).toEqual(['a.json', 'link/b.json', 'real/b.json']);
  });

  test('whose file is gone or cannot be read when it is wanted says so', async () => {
    await write(folder, { 'a.json': '' });
    const { files, read } = await list('*.json');
    await rm(path.join(folder, 'a.json'));
    expect(files[0] && (await read(files[0]))).toMatchObject({ ok: false, problem: { code: 'not-found' } });
  });

  test('of a backend that is not configured names it', async () => {
    const settings = { ...COMMON, type: 'path', path: folder, workflowsGlob: '*' } as const;
    const answer = await openFolder(settings, { host: null, now: Date.now }).sync();
    expect(answer).toMatchObject({ ok: false, problem: { message: expect.stringContaining("'here'") } });
  });
});
