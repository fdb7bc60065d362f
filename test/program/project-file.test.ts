import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runId } from '../../src/engine/ids.ts';
import { paths } from '../../src/wire/paths.ts';
import type { RunDetail, RunStarted } from '../../src/wire/runs.ts';
import type { SourceConfig } from '../../src/wire/sources.ts';
import { git, WorkTree } from '../git/work-tree.ts';
import { OwnServer, printing } from './own-server.ts';

// What the file of a repository says about variables, by `env` inside jobs of this machine: git and jobs are real.

const LIMIT_MS = 90_000;
const GRID = '.hut/workflows/grid.json';
const DOCUMENT = JSON.stringify({ tasks: [printing('t')], env: [{ set: { LAST: 'document' } }] });

let server: OwnServer;
let tree: WorkTree;

beforeEach(async () => {
  server = await OwnServer.create();
  tree = await WorkTree.create({ [GRID]: DOCUMENT });
});

afterEach(async () => {
  await server.remove();
  await tree.remove();
});

const lab = () =>
  `sources: [{type: git, name: lab, url: "${tree.bare}", backend: here, clone_dir: ${server.folder}/clones}]\n`;
const run = () => server.ask<RunStarted>(paths.apiSourceRun('lab', 'grid.json'), {});
const config = () => server.ask<SourceConfig>(paths.apiSourceConfig('lab'));

async function ended(started: RunStarted): Promise<string> {
  expect((await server.end(started.id)).status).toBe('completed');
  return started.id;
}

test('a rule of the repository reaches the job; a later commit changes it, and a new run of the recorded one does not', {
  timeout: LIMIT_MS,
}, async () => {
  const rules = (mode: string) => `
env:
  - include: [mode]
  - set: { LAST: project }
env_groups:
  mode:
    - if: { FROM_SERVER: "1" }
      set: { MODE: ${mode} }
`;
  await tree.push({ 'scripthut.yaml': rules('old'), 'scripthut.yml': 'env: none' });
  await server.serve(`${lab()}env: [{set: {FROM_SERVER: "1", LAST: server}}]\n`);
  const first = await run();
  expect(first.warnings).toEqual([]);
  const old = await ended(first);
  expect(await server.seen(old, 't')).toMatchObject({ MODE: 'old', LAST: 'document' });
  const { vars } = await server.explained(old, 't');
  expect(vars.MODE?.ops.map(({ source }) => source)).toEqual([
    'project env, rule 1: group mode (project), rule 1',
  ]);
  expect(vars.LAST?.ops.map(({ source }) => source)).toEqual([
    'server env, rule 1',
    'project env, rule 2',
    'document env, rule 1',
  ]);

  await tree.push({ 'scripthut.yaml': rules('new') });
  const next = await ended(await run());
  expect(await server.seen(next, 't')).toMatchObject({ MODE: 'new' });
  const again = await server.ask<RunDetail>(paths.apiRunRerun(runId(old)), { mode: 'new' });
  expect(again.id).not.toBe(old);
  await server.end(again.id);
  expect(await server.seen(again.id, 't')).toMatchObject({ MODE: 'old' });
});

test('a file with faults refuses the run with their places, and nothing is there', {
  timeout: LIMIT_MS,
}, async () => {
  await server.serve(lab());
  for (const [text, ...words] of [
    ['env:\n  - set: {A: [x]}\n', 'lab/scripthut.yaml', '"line":2,"column":14', 'must be text in quotes'],
    ['env: [\n', '"line":2', 'Not YAML'],
    ['env: [{include: [a]}]\nenv_groups: {a: [{include: [a]}]}\n', 'a (project) -> a (project)'],
  ]) {
    await tree.push({ 'scripthut.yaml': text ?? '' });
    const refused = await run().then(String, String);
    for (const each of ['bad-document', ...words]) expect(refused).toContain(each);
  }
  await tree.push({ 'scripthut.yaml': { link: '../outside.yaml' } });
  await expect(run()).rejects.toThrow(`scripthut.yaml at the top of ${tree.bare} is no regular file`);
  expect(await server.ask(paths.apiRuns())).toEqual({ runs: [] });
});

test('a whole configuration in a repository says its rules alone, with a warning; the API shows them', {
  timeout: LIMIT_MS,
}, async () => {
  await server.serve(lab());
  expect(await config()).toEqual({
    ...{
      source: 'lab',
      config_present: false,
      file: null,
      env: [],
      env_groups: {},
      stacks: [],
      warnings: [],
    },
  });
  const text = 'backends: [{type: local, name: evil}]\nsettings: {}\nenv: [{set: {A: "1"}}]\n';
  await tree.push({ 'scripthut.yml': text });
  const started = await run();
  const warning = expect.stringMatching(/^lab\/scripthut\.yml:1:1: backends, settings are not used here/);
  expect(started.warnings).toEqual([warning]);
  expect(await config()).toEqual({
    ...{ source: 'lab', config_present: true, file: 'scripthut.yml', env_groups: {}, stacks: [] },
    ...{ env: [{ if: {}, include: [], set: { A: '1' }, append: {}, init: '' }], warnings: [warning] },
  });
  await ended(started);
});

test('a folder and a project have one, too; what is the file of the server as well counts once', {
  timeout: LIMIT_MS,
}, async () => {
  const { folder } = server;
  const project = join(folder, 'thesis');
  await mkdir(join(project, 'sims'), { recursive: true });
  await writeFile(join(project, 'sims/sflow.json'), JSON.stringify([printing('t')]));
  await writeFile(join(project, 'scripthut.yaml'), 'env: [{append: {WHERE: thesis}}]\n');
  await writeFile(join(folder, 'grid.json'), DOCUMENT);
  git(project, 'init', '-q');
  git(project, 'add', '--all');
  await server.serve(`
sources: [{type: path, name: lab, path: "${folder}", workflows_glob: "*.json", backend: here}]
projects: [{name: thesis, path: "${project}", backend: here}]
env: [{append: {WHERE: server}}]
`);
  const started = await run();
  const ofFolder = await ended(started);
  expect(started.warnings).toEqual([
    expect.stringContaining('settings, backends, sources, projects are not used here'),
  ]);
  expect(await server.seen(ofFolder, 't')).toMatchObject({ WHERE: 'server' });
  const { run_id } = await server.ask<{ run_id: string }>(paths.projectRun('thesis', 'sims/sflow.json'), {});
  await server.end(run_id);
  expect(await server.seen(run_id, 't')).toMatchObject({ WHERE: 'server:thesis' });
});
