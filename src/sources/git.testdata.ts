import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach } from 'vitest';
import { WorkTree } from '../../test/git/work-tree.ts';
import { localHost } from '../transport/local.ts';
import { openGitSource } from './git.ts';
import type { GitSourceSettings, RepositorySettings } from './settings.ts';

export const flow = (name: string) => `.hut/workflows/${name}.json`;

export function settingsOf(
  repository: Partial<RepositorySettings> & { readonly address: string },
  folder: string,
): GitSourceSettings {
  return {
    type: 'git',
    name: 'grid/lab',
    description: '',
    maxConcurrent: null,
    backend: null,
    workflowsGlob: '.hut/workflows/*.json',
    repository: {
      branch: 'main',
      deployKey: null,
      postclone: null,
      cloneDir: path.join(folder, 'clones'),
      ...repository,
    },
  };
}

export function names(files: readonly { readonly path: string }[]): readonly string[] {
  return files.map((file) => file.path);
}

/** For each test a repository with one workflow file, and a folder in which sources of it keep what is theirs. */
export function gitLab() {
  const host = localHost({ now: Date.now });
  let tree: WorkTree;
  let folder: string;
  beforeEach(async () => {
    tree = await WorkTree.create({ [flow('a')]: '[1]', 'run.sh': 'echo one\n' });
    folder = await mkdtemp(path.join(tmpdir(), 'git source '));
  });
  afterEach(async () => {
    await tree.remove();
    await rm(folder, { recursive: true, force: true });
  });
  afterAll(() => host.close());
  const lab = {
    get tree() {
      return tree;
    },
    get folder() {
      return folder;
    },
  };
  const open = (more: Partial<GitSourceSettings> = {}, repository: Partial<RepositorySettings> = {}) =>
    openGitSource(
      { ...settingsOf({ address: tree.bare, ...repository }, folder), ...more },
      { host, cacheDir: folder, now: Date.now },
    );
  return { lab, host, open };
}
