import type { SourceView } from '../../src/conductor/catalog.ts';
import { problem } from '../../src/engine/problem.ts';
import { NOON } from './pretended-world.ts';

export const COMMIT = '3f2a91c0123456789abcdef0123456789abcdef0';

/** A git source with two sound files and one with a fault, synced two minutes ago. */
export function makeSource(more: Partial<SourceView> = {}): SourceView {
  return {
    kind: 'source',
    name: 'lab',
    type: 'git',
    description: 'What the <lab> runs',
    maxConcurrent: 20,
    backend: 'mercury',
    place: 'git@github.com:lab/grid.git',
    branch: 'main',
    localPath: '/home/ada/.cache/scripthut/sources/lab',
    isKnown: true,
    commit: COMMIT,
    commits: [
      { hash: COMMIT, at: NOON - 7_200_000, author: 'Ada <ada>', subject: 'Finer <grid> at low T' },
      { hash: COMMIT.replace('3f', '9b'), at: NOON - 90_000_000, author: 'emmy', subject: 'First results' },
    ],
    syncedAt: NOON - 120_000,
    problem: null,
    workflows: [
      makeFile('.hut/workflows/grid.json', { title: 'Grid <b>search</b>', taskCount: 240 }),
      makeFile('.hut/workflows/quick.json', { taskCount: 1 }),
      makeFile('.hut/workflows/old.json', {
        problem: problem('bad-document', "Task 'b' has no command"),
      }),
    ],
    warnings: ['.hut/workflows/notes.json is left out: it is not JSON'],
    ...more,
  };
}

export function makeFile(path: string, more: Partial<SourceView['workflows'][number]> = {}) {
  const fileName = path.slice(path.lastIndexOf('/') + 1);
  return { path, fileName, title: null, taskCount: null, problem: null, ...more };
}

/** A folder, and a project. */
export function makeFolders(): readonly SourceView[] {
  const folder = {
    branch: null,
    localPath: null,
    commit: null,
    commits: [],
    description: '',
    maxConcurrent: null,
  };
  return [
    makeSource({ ...folder, name: 'drafts', type: 'path', place: '~/flows', warnings: [], workflows: [] }),
    makeSource({
      ...{ ...folder, kind: 'project', name: 'thesis', type: 'project', place: '/home/ada/thesis' },
      workflows: [makeFile('sims/one/sflow.json'), makeFile('sflow.json')],
      warnings: [],
    }),
  ];
}
