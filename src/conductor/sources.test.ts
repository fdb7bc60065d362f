// @module-tag slow
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { git, WorkTree } from '../../test/git/work-tree.ts';
import type { Backend } from '../backends/backend.ts';
import { openBackend } from '../backends/open.ts';
import { NO_RULES } from '../engine/env-rules.ts';
import { runId } from '../engine/ids.ts';
import type { Result } from '../engine/result.ts';
import { openSource } from '../sources/open.ts';
import { openRepository } from '../sources/repository.ts';
import type { ProjectSettings, SourceSettings } from '../sources/settings.ts';
import { openStore } from '../store/sqlite-store.ts';
import { systemClock } from './clock.ts';
import { createConductor } from './create.ts';
import type { RunRequest } from './orders.ts';

const task = (more: object = {}) => ({ id: 'a', name: 'A', command: 'true', ...more });
const DIRECTORIES = [
  task(),
  task({ id: 'b', working_dir: 'sub' }),
  task({ id: 'c', working_dir: '/tmp' }),
  task({ id: 'd', working_dir: '~/x' }),
];
const flow = (name: string) => `.hut/workflows/${name}.json`;

let folder: string;
let tree: WorkTree;
let backend: Backend;
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'conductor-'));
  tree = await WorkTree.create({
    [flow('grid')]: JSON.stringify({ title: 'Grid', tasks: DIRECTORIES }),
    [flow('faulty')]: JSON.stringify([task(), { id: 'b', name: 'B' }]),
    [flow('text')]: 'no JSON',
    'make-tasks.sh': `#!/bin/sh\necho '${JSON.stringify(DIRECTORIES)}'\n`,
  });
  const settings = {
    type: 'local',
    name: 'here',
    loginShell: false,
    maxConcurrent: 4,
    cloneDir: '~',
    rules: NO_RULES,
  } as const;
  backend = openBackend(settings, { dataDir: path.join(folder, 'data'), now: Date.now });
});

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await backend.close();
  await tree.remove();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const repository = (more: object = {}) => ({
  address: tree.bare,
  branch: 'main',
  deployKey: null,
  cloneDir: path.join(folder, 'clones'),
  postclone: null,
  ...more,
});

const lab = (more: object = {}): SourceSettings => ({
  type: 'git',
  name: 'lab',
  description: '',
  maxConcurrent: 3,
  backend: 'here',
  workflowsGlob: '.hut/workflows/*.json',
  repository: repository(),
  ...more,
});

function start(settings: readonly (SourceSettings | ProjectSettings)[] = [lab()]) {
  const store = openStore(':memory:');
  const hostOf = (name: string) => (name === 'here' ? backend.machine : null);
  const options = { cacheDir: path.join(folder, 'sources'), hostOf, now: Date.now };
  const opened = settings.map((each) => openSource(each, options));
  let count = 1;
  const command = './make-tasks.sh';
  const common = { name: 'made', backend: 'here', command, maxConcurrent: null, description: '' };
  const conductor = createConductor({
    store,
    backends: [backend],
    sources: opened.map(({ source }) => source),
    workflows: [{ ...common, repository: openRepository(repository({ postclone: 'touch built' })) }],
    environments: [],
    pollIntervalMs: 60_000,
    clock: systemClock,
    newRunId: () => runId(`0000000${count++}`),
    report: () => undefined,
  });
  closing.push(async () => {
    conductor.stop();
    for (const each of opened) await each.close();
  });
  const { orders } = conductor;
  const submit = async (request: Omit<RunRequest, 'by'>) => {
    const done = success(await orders.submitRun({ ...request, by: 'a test' }));
    const info = store.readRun(done.run)?.info;
    if (info === undefined) throw new Error('the run is not in the store');
    return { info, warnings: done.warnings, directories: directoriesOf(store.listTasks(done.run)) };
  };
  return { orders, store, submit };
}

const directoriesOf = (rows: readonly { readonly task: { readonly workingDir: string } }[]) =>
  rows.map((row) => row.task.workingDir);

function success<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return result.value;
}

const grid = { is: 'source', name: 'lab', file: 'grid.json' } as const;
const commitOf = () => git(tree.bare, 'rev-parse', 'main');
const cloneOf = (commit: string) => path.join(folder, 'clones', commit.slice(0, 12));

describe('a run from a git source', () => {
  test('begins in the clone of the commit that its document is of, and records the full hash', async () => {
    const { submit } = start();
    const { info, directories, warnings } = await submit({ document: grid });
    const commit = commitOf();
    expect(info).toMatchObject({
      workflow: 'lab/grid',
      title: 'Grid',
      backend: 'here',
      maxConcurrent: 3,
      source: { kind: 'source', name: 'lab', file: flow('grid') },
      git: { repository: tree.bare, branch: 'main', commit },
      logDir: path.join(cloneOf(commit), '.scripthut/lab/grid/logs'),
    });
    expect(directories).toEqual([cloneOf(commit), `${cloneOf(commit)}/sub`, '/tmp', '~/x']);
    expect(git(cloneOf(commit), 'rev-parse', 'HEAD')).toBe(commit);
    expect(warnings).toEqual([]);
  });

  test('as a preview shows the same places and the variables of git, and clones nothing', async () => {
    const { orders } = start();
    const preview = success(await orders.previewRun({ document: grid, by: 'a test' }));
    const commit = commitOf();
    expect(directoriesOf(preview.tasks)).toEqual([cloneOf(commit), `${cloneOf(commit)}/sub`, '/tmp', '~/x']);
    const { text } = preview.tasks[0]?.script ?? { text: '' };
    expect(text).toContain(`export SCRIPTHUT_GIT_REPO="${tree.bare}"\n`);
    expect(text).toContain(`export SCRIPTHUT_GIT_BRANCH="main"\nexport SCRIPTHUT_GIT_SHA="${commit}"\n`);
    expect(existsSync(path.join(folder, 'clones'))).toBe(false);
  });

  test('is known by file name, path, or the name without extension', async () => {
    const { orders } = start();
    for (const file of ['grid.json', flow('grid'), 'grid']) {
      const preview = await orders.previewRun({ document: { ...grid, file }, by: 'a test' });
      expect(preview.ok, file).toBe(true);
    }
    const unknown = await orders.previewRun({ document: { ...grid, file: 'grit.json' }, by: 'a test' });
    expect(unknown).toMatchObject({
      problem: { code: 'not-found', hint: "Did you mean 'grid.json'?" },
    });
  });

  test('done once more as a new run is of the recorded commit, whatever was pushed since', async () => {
    const { orders, submit, store } = start();
    const { info } = await submit({ document: grid });
    await tree.push({ [flow('grid')]: JSON.stringify([task({ id: 'other' })]) });
    const again = success(await orders.repeatRun(info.id, 'a test'));
    expect(store.readRun(again.run)?.info.git).toEqual(info.git);
    expect(store.listTasks(again.run).map((row) => row.task.id)).toEqual(['a', 'b', 'c', 'd']);
    expect((await submit({ document: grid })).info.git?.commit).toBe(commitOf());
  });

  test('of another branch or commit has their document and their files', async () => {
    const { submit } = start();
    const first = commitOf();
    const other = await tree.push({ [flow('grid')]: JSON.stringify([task({ id: 'other' })]) }, 'other');
    const branch = await submit({ document: grid, revision: { branch: 'other' } });
    expect(branch.info.git).toMatchObject({ branch: 'other', commit: other });
    expect(branch.directories).toEqual([cloneOf(other)]);
    await tree.push({ [flow('grid')]: '[]' });
    const commit = await submit({ document: grid, revision: { commit: first } });
    expect(commit.directories[0]).toBe(cloneOf(first));
  });

  test('that cannot be synced is of the last known commit, and says so', async () => {
    const { submit } = start();
    const { info } = await submit({ document: grid });
    await rename(tree.bare, `${tree.bare}.gone`);
    const again = await submit({ document: grid });
    expect(again.info.git).toEqual(info.git);
    expect(again.warnings).toEqual([expect.stringContaining('last known commit')]);
    await rename(`${tree.bare}.gone`, tree.bare);
  });

  test('with a fault in its document names file, line and column, and clones nothing', async () => {
    const { orders } = start();
    const document = { ...grid, file: 'faulty.json' };
    const answer = await orders.submitRun({ document, by: 'a test' });
    expect(answer).toMatchObject({
      problem: { code: 'bad-document', place: { file: flow('faulty'), line: 1 } },
    });
    expect(existsSync(path.join(folder, 'clones'))).toBe(false);
  });

  test('needs a backend: the configured one, or one that is named', async () => {
    const { orders } = start([lab({ backend: null })]);
    expect(await orders.previewRun({ document: grid, by: 'a test' })).toMatchObject({
      problem: { code: 'bad-request', hint: 'Backends: here.' },
    });
    const named = { document: grid, backend: 'here', by: 'a test' };
    expect((await orders.previewRun(named)).ok).toBe(true);
    const wrong = { ...named, backend: 'her' };
    expect(await orders.previewRun(wrong)).toMatchObject({ problem: { hint: "Did you mean 'here'?" } });
  });
});

test('sources are listed with what is in their files; what is no JSON is left out with a warning', async () => {
  const { orders } = start();
  expect(orders.sources()).toMatchObject([{ name: 'lab', isKnown: false, workflows: [], problem: null }]);
  const view = success(await orders.syncSource('source', 'lab'));
  expect(view).toMatchObject({
    ...{ kind: 'source', type: 'git', branch: 'main', commit: commitOf(), problem: null },
    workflows: [
      { fileName: 'faulty.json', taskCount: null, problem: { message: expect.stringContaining('command') } },
      { fileName: 'grid.json', path: flow('grid'), title: 'Grid', taskCount: 4, problem: null },
    ],
    warnings: [expect.stringContaining('text.json is left out')],
  });
  expect(orders.sources()).toEqual([view]);
  expect(await orders.syncSource('project', 'lab')).toMatchObject({ problem: { code: 'not-found' } });
});

test('not found is the file alone: a branch that is not there is another fault', async () => {
  const ask = (file: string, branch = 'main') =>
    start([lab({ repository: repository({ branch }) })]).submit({ document: { ...grid, file } });
  await expect(ask('nowhere.json')).rejects.toThrow('not-found');
  await expect(ask('grid.json', 'nowhere')).rejects.toThrow('bad-request');
});

test('a git workflow runs its command in the clone, and its tasks begin there', async () => {
  const { orders, store, submit } = start([]);
  const commit = commitOf();
  const { info, directories } = await submit({ document: { is: 'workflow', name: 'made' } });
  expect(info).toMatchObject({ workflow: 'made', git: { branch: 'main', commit } });
  expect(directories).toEqual([cloneOf(commit), `${cloneOf(commit)}/sub`, '/tmp', '~/x']);
  expect(existsSync(path.join(cloneOf(commit), 'built'))).toBe(true);
  await tree.push({ 'make-tasks.sh': '#!/bin/sh\nexit 1\n' });
  const again = success(await orders.repeatRun(info.id, 'a test'));
  expect(store.readRun(again.run)?.info.git).toEqual(info.git);
  const newest = await orders.submitRun({ document: { is: 'workflow', name: 'made' }, by: 'a test' });
  expect(newest).toMatchObject({ problem: { code: 'command-failed' } });
});

test('tasks of a path source begin in its folder', async () => {
  await mkdir(path.join(folder, 'flows'));
  await writeFile(path.join(folder, 'flows/grid.json'), JSON.stringify(DIRECTORIES));
  const where = { path: folder, workflowsGlob: 'flows/*.json', backend: 'here' };
  const { submit, orders } = start([{ ...lab(), type: 'path', ...where } as SourceSettings]);
  const { info, directories } = await submit({ document: grid });
  expect(directories).toEqual([folder, `${folder}/sub`, '/tmp', '~/x']);
  expect(info).toMatchObject({ workflow: 'lab/grid', git: null, source: { kind: 'source', name: 'lab' } });
  const answer = await orders.submitRun({ document: grid, revision: { branch: 'main' }, by: 'a test' });
  expect(answer).toMatchObject({ problem: { code: 'bad-request' } });
});

test('tasks of a project begin beside their file only when nothing else is said', async () => {
  const project = path.join(folder, 'thesis');
  await mkdir(path.join(project, 'sims/one'), { recursive: true });
  await writeFile(path.join(project, 'sims/one/sflow.json'), JSON.stringify(DIRECTORIES));
  await writeFile(path.join(project, 'sflow.json'), JSON.stringify([task()]));
  git(project, 'init', '-q');
  git(project, 'add', '--all');
  const common = { name: 'thesis', description: '', maxConcurrent: null, backend: 'here' };
  const { submit, orders } = start([{ type: 'project', ...common, path: project }]);
  const document = { is: 'project', name: 'thesis', file: 'sims/one/sflow.json' } as const;
  const { info, directories } = await submit({ document });
  expect(info.workflow).toBe('thesis/sims/one');
  expect(directories).toEqual([`${project}/sims/one`, 'sub', '/tmp', '~/x']);
  const top = await submit({ document: { ...document, file: 'sflow.json' } });
  expect([top.info.workflow, top.directories]).toEqual(['thesis', [project]]);
  expect(orders.sources()).toMatchObject([{ kind: 'project', workflows: [{}, {}] }]);
});

test('what does not come from git has no branch to choose', async () => {
  const { orders } = start([]);
  const document = { is: 'text', text: JSON.stringify([task()]), file: 'x.json', kind: 'document' } as const;
  const answer = await orders.submitRun({
    document,
    backend: 'here',
    revision: { branch: 'x' },
    by: 'a test',
  });
  expect(answer).toMatchObject({ problem: { code: 'bad-request' } });
});
