import { afterEach, beforeEach, expect, test } from 'vitest';
import { problem } from '../../src/engine/problem.ts';
import { paths } from '../../src/wire/paths.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';
import { COMMIT, makeFile, makeFolders, makeSource } from '../fakes/pretended-sources.ts';
import { MERCURY, NOON } from '../fakes/pretended-world.ts';

let site: Site;

beforeEach(() => {
  site = openSite();
  site.orders.sourceViews = [makeSource(), ...makeFolders()];
});

afterEach(() => {
  site.close();
  expect(site.reported).toEqual([]);
});

async function json(path: string, method = 'GET') {
  const response = await site.ask(path, { method });
  return { status: response.status, body: await response.json() };
}

async function textOf(path: string, cookie = ''): Promise<string> {
  const response = await site.page(path, { headers: { Cookie: cookie } });
  expect(response.status, path).toBe(200);
  return response.text();
}

function form(fields: Readonly<Record<string, string>>): RequestInit {
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
  return { method: 'POST', headers, body: new URLSearchParams(fields) };
}

test('the page shows each source, how fresh it is, and its files with what is in them', async () => {
  const page = await textOf(paths.sources());
  for (const words of [
    'git@github.com:lab/grid.git',
    '3f2a91c',
    'Grid &lt;b&gt;search',
    '240 tasks',
    '2 min ago',
  ])
    expect(page).toContain(words);
  expect(page).toContain('Task &#39;b&#39; has no command');
  expect(page).toContain('notes.json is left out');
  expect(page).toContain(paths.sourceRun('lab', 'grid.json'));
  expect(page).toContain('sims/one/sflow.json');
  expect(page).not.toContain('<b>search');
});

test('a repository shows what its newest commit says, and which one can be run instead', async () => {
  const page = await textOf(paths.sources());
  expect(page).toContain('“Finer &lt;grid&gt; at low T” by Ada &lt;ada&gt;, <time');
  expect(page).toContain('>9b2a91c First results · emmy, 1 d ago</option>');
  const older = COMMIT.replace('3f', '9b');
  await site.page(
    paths.sourceRun('lab', 'grid.json'),
    form({ backend: 'mercury', branch: '', commit: older }),
  );
  await site.page(paths.sourceRun('lab', 'grid.json'), form({ backend: 'mercury', branch: '', commit: '' }));
  expect(site.orders.requests.map(({ revision }) => revision)).toEqual([{ commit: older }, {}]);
});

test('what was read long ago is said to be old; folders and projects offer no branch or commit', async () => {
  const synced = (hours: number) => NOON - hours * 3_600_000;
  site.orders.sourceViews = [makeSource({ syncedAt: synced(23) })];
  expect(await textOf(paths.sources())).not.toContain('sync to see what came since');
  site.orders.sourceViews = [makeSource({ syncedAt: synced(30) })];
  expect(await textOf(paths.sources())).toContain('sync to see what came since');
  site.orders.sourceViews = makeFolders();
  const page = await textOf(paths.sources());
  expect(page).toContain('on mercury');
  for (const field of ['branch', 'commit']) expect(page).not.toContain(`name="${field}"`);
  expect(page).toContain('name="labels"');
});

test('what commands make can be previewed and run elsewhere, of another branch, and labelled', async () => {
  site.orders.sourceViews = [];
  const listing = { backend: MERCURY, description: '', maxConcurrent: null };
  site.orders.listings = [{ ...listing, name: 'nightly', hasGit: true }];
  expect(await textOf(paths.sources())).toContain('name="branch"');
  const choice = { backend: 'mercury', branch: 'dev', labels: 'paper' };
  await textOf(paths.workflowDryRun('nightly', choice));
  await site.page(paths.workflowRun('nightly'), form(choice));
  const request = {
    document: { is: 'workflow', name: 'nightly' },
    labels: ['paper'],
    revision: { branch: 'dev' },
  };
  expect(site.orders.requests).toMatchObject([
    { ...request, backend: 'mercury' },
    { ...request, backend: 'mercury' },
  ]);
  site.orders.listings = [{ ...listing, name: 'plain', hasGit: false }];
  expect(await textOf(paths.sources())).not.toContain('name="branch"');
});

test('the page says how to begin when there is nothing to run', async () => {
  site.orders.sourceViews = [];
  expect(await textOf(paths.sources())).toContain('scripthut workflow run');
});

test('the page shows why a source could not be synced, and what was known before', async () => {
  const fault = problem('unreachable', 'no way to github.com', { hint: 'Check the network.' });
  site.orders.sourceViews = [makeSource({ problem: fault })];
  const page = await textOf(paths.sources());
  for (const words of ['no way to github.com', 'Check the network.', 'known before', 'grid.json'])
    expect(page).toContain(words);
  site.orders.sourceViews = [makeSource({ isKnown: false, workflows: [], syncedAt: null, commit: null })];
  expect(await textOf(paths.sources())).toContain('Not read yet');
});

test('of two files with one name, the second is known by its path', async () => {
  site.orders.sourceViews = [makeSource({ workflows: [makeFile('a/x.json'), makeFile('b/x.json')] })];
  const page = await textOf(paths.sources());
  expect(page).toContain(paths.sourceRun('lab', 'x.json'));
  expect(page).toContain(paths.sourceRun('lab', 'b/x.json'));
});

test('a reader hides the files of a source, and only for themselves', async () => {
  const toggled = await site.page(paths.sourceToggle('lab'), { method: 'POST' });
  expect(toggled.status).toBe(303);
  const cookie = toggled.headers.get('Set-Cookie')?.split(';')[0] ?? '';
  expect(await textOf(paths.sources(), cookie)).not.toContain('grid.json');
  expect(await textOf(paths.sources())).toContain('grid.json');
  const back = await site.ask(paths.sourceToggle('lab'), { method: 'POST', headers: { Cookie: cookie } });
  expect(await back.json()).toEqual({ name: 'lab', enabled: true });
  expect(await textOf(paths.sources(), 'folded-sources=%E0%A4%A')).toContain('grid.json');
});

test('a run is started from a form with the backend and branch that were chosen there', async () => {
  const fields = { backend: 'mercury', branch: ' feature/x ' };
  const started = await site.page(paths.sourceRun('lab', 'grid.json'), form(fields));
  expect([started.status, started.headers.get('Location')]).toEqual([303, '/runs/a0000001']);
  const empty = await site.page(paths.projectRun('thesis', 'sflow.json'), form({ backend: '', branch: '' }));
  expect(empty.status).toBe(303);
  expect(site.orders.requests).toEqual([
    {
      document: { is: 'source', name: 'lab', file: 'grid.json' },
      backend: 'mercury',
      revision: { branch: 'feature/x' },
      by: 'the web page',
    },
    { document: { is: 'project', name: 'thesis', file: 'sflow.json' }, revision: {}, by: 'the web page' },
  ]);
});

test('a preview of a source leads to the run of the very commit that was previewed', async () => {
  const preview = site.orders.previewRun.bind(site.orders);
  site.orders.previewRun = async (request) => {
    const answer = await preview(request);
    const git = { repository: 'r', branch: 'dev', commit: COMMIT };
    return answer.ok ? { ok: true, value: { ...answer.value, git } } : answer;
  };
  const page = await textOf(paths.sourceDryRun('lab', 'grid.json', { backend: 'mercury', branch: 'dev' }));
  const choice = { backend: 'mercury', branch: 'dev', commit: COMMIT };
  expect(page).toContain(paths.sourceRun('lab', 'grid.json', choice).replaceAll('&', '&amp;'));
  expect(page).toContain('#!/bin/bash');
});

test('the older answers have exactly the fields of the contract', async () => {
  const { path, ...health } = {
    cloned: true,
    path: '/home/ada/.cache/scripthut/sources/lab',
    branch: 'main',
    last_commit: COMMIT,
    error: null,
  };
  expect((await json(paths.apiSeedSources())).body).toEqual({ lab: { ...health, path } });
  expect((await json(paths.health())).body).toMatchObject({ sources: { lab: health } });
  expect((await json(paths.sourceSync('lab'), 'POST')).body).toEqual({
    ...{ name: 'lab', cloned: true, last_commit: COMMIT, error: null },
  });
  expect((await json(paths.sourceWorkflows('lab'))).body).toEqual({
    source: 'lab',
    workflows: ['grid', 'quick', 'old'].map((name) => ({ name, filename: `${name}.json` })),
  });
  expect((await json(paths.sourceWorkflows('nope'))).body).toEqual({ source: 'nope', workflows: [] });
  expect((await json(paths.projectWorkflows('thesis'))).body).toEqual({
    project: 'thesis',
    workflows: ['sims/one/sflow.json', 'sflow.json'],
  });
  expect((await json(paths.sourceRun('lab', 'grid.json'), 'POST')).body).toEqual({
    run_id: 'a0000001',
    workflow_name: 'diamond',
    backend_name: 'mercury',
    task_count: 2,
    status: 'pending',
  });
  expect(site.orders.taken).toEqual(['sync source lab', 'sync project thesis']);
});

test('the API lists sources with the fields of the contract and ours', async () => {
  const common = { description: 'What the <lab> runs', max_concurrent: 20, backend: 'mercury', error: null };
  const git = { url: 'git@github.com:lab/grid.git', branch: 'main', last_commit: COMMIT };
  const lab = { name: 'lab', type: 'git', ...common, ...git, last_sync: '2026-02-19T14:28:00+00:00' };
  const { body } = await json(paths.apiSources());
  expect(body).toMatchObject({ sources: [lab, { name: 'drafts', type: 'path', path: '~/flows' }] });
  expect((await json(paths.apiSource('lab'))).body).toMatchObject({
    ...lab,
    workflows: ['grid.json', 'quick.json', 'old.json'],
    discover_error: '.hut/workflows/notes.json is left out: it is not JSON',
    files: [{ title: 'Grid <b>search</b>', task_count: 240 }, {}, { problem: { code: 'bad-document' } }],
  });
  expect((await json(paths.apiSourceWorkflows('lab'))).body).toEqual({
    source: 'lab',
    workflows: ['grid.json', 'quick.json', 'old.json'],
  });
  const synced = { name: 'lab', type: 'git', error: null, cloned: true, last_commit: COMMIT };
  expect((await json(paths.apiSourceSync('lab'), 'POST')).body).toMatchObject(synced);
  expect((await json(paths.apiSourcesSync(), 'POST')).body).toMatchObject({
    sources: [synced, { name: 'drafts', type: 'path', error: null, workflows: [] }],
  });
});

test('the API tells what the file at the top of a source says, and whether there is one', async () => {
  const contract = { source: 'lab', config_present: false, env: [], env_groups: {}, stacks: [] };
  expect(await json(paths.apiSourceConfig('lab'))).toEqual({
    status: 200,
    body: { ...contract, file: null, warnings: [] },
  });
  const rule = { if: { A: ['1', '2'] }, include: [], set: { B: '<b>' }, append: {}, init: 'x' };
  site.orders.foundFile = {
    name: 'scripthut.yml',
    rules: { env: [rule], groups: { g: [rule] } },
    warnings: ['stacks is not used'],
  };
  expect((await json(paths.apiSourceConfig('lab'))).body).toEqual({
    ...{ ...contract, config_present: true, env: [rule], env_groups: { g: [rule] } },
    ...{ file: 'scripthut.yml', warnings: ['stacks is not used'] },
  });
  expect((await json(paths.apiSourceConfig('nope'))).status).toBe(404);
  const place = { file: 'lab/scripthut.yaml', line: 2, column: 3 };
  site.orders.refusal = problem('bad-document', 'env must be a list of rules', { place });
  expect(await json(paths.apiSourceConfig('lab'))).toEqual({
    status: 422,
    body: { detail: 'env must be a list of rules', code: 'bad-document', place },
  });
});

test('the API starts a file of a source, and says in its code what is wrong', async () => {
  const choice = { backend: 'mercury', branch: 'dev', commit: COMMIT };
  const started = await json(paths.apiSourceRun('lab', 'grid.json', choice), 'POST');
  expect(started).toMatchObject({ status: 200, body: { id: 'a0000001', warnings: [expect.any(String)] } });
  expect(site.orders.requests[0]).toMatchObject({
    document: { is: 'source', name: 'lab', file: 'grid.json' },
    backend: 'mercury',
    revision: { branch: 'dev', commit: COMMIT },
  });
  expect((await json(paths.apiSourceRun('nope', 'grid.json'), 'POST')).status).toBe(404);
  expect((await json('/api/v1/sources/lab/run', 'POST')).status).toBe(422);
  site.orders.refusal = problem('not-found', "There is no workflow in 'lab' called 'grit.json'");
  expect((await json(paths.apiSourceRun('lab', 'grit.json'), 'POST')).status).toBe(404);
  expect((await json(paths.sourceRun('lab', 'grit.json'), 'POST')).status).toBe(404);
  expect((await json(paths.apiSourceRun('lab', 'grid.json', { backend: 'x' }), 'POST')).status).toBe(422);
  site.orders.refusal = problem('untrusted-host', 'unknown host key');
  expect(await json(paths.sourceRun('lab', 'grid.json'), 'POST')).toEqual({
    status: 422,
    body: { error: 'unknown host key', code: 'untrusted-host' },
  });
});

test.each([paths.sourceSync('nope'), paths.projectSync('lab'), paths.sourceRun('nope', 'x.json')])(
  '%s is 404, as there is no such source',
  async (path) => expect((await json(path, 'POST')).status).toBe(404),
);

test('configured workflows stand on the same page, and those of git are named as such', async () => {
  const listing = { name: 'made', backend: MERCURY, description: 'x', maxConcurrent: null, hasGit: true };
  site.orders.listings = [listing];
  expect(await textOf(paths.sources())).toContain('clone of a git repository');
  const moved = await site.page(paths.workflows());
  expect([moved.status, moved.headers.get('Location')]).toEqual([302, '/sources']);
});

test('names of files may break behind their parts, not within them', async () => {
  site.orders.sourceViews = [makeSource({ workflows: [makeFile('.hut/workflows/my_grid.json')] })];
  expect(await textOf(paths.sources())).toContain('>my_<wbr/>grid.<wbr/>json</span>');
});
