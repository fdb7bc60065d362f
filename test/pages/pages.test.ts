import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runId, taskId } from '../../src/engine/ids.ts';
import { problem } from '../../src/engine/problem.ts';
import { makeJob, makeTask } from '../../src/store/store.testdata.ts';
import { paths } from '../../src/wire/paths.ts';
import { makeBackend } from '../fakes/pretended-backends.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';
import {
  completedState,
  exitedState,
  failedState,
  MERCURY,
  NOON,
  placed,
  queuedState,
  runningState,
} from '../fakes/pretended-world.ts';

let site: Site;

beforeEach(() => {
  site = openSite();
});

afterEach(() => {
  site.close();
  expect(site.reported).toEqual([]);
});

const RUN = runId('a1b2c3d4');

async function textOf(path: string): Promise<string> {
  const response = await site.page(path);
  expect(response.status, path).toBe(200);
  return response.text();
}

test.each([0, 1, 300, 1_000])('the pages of a run of %i tasks open', async (count) => {
  site.world.addRun(
    RUN,
    Array.from({ length: count }, (_, index) => `part${index % 7}.task.${index}`),
  );
  const page = await textOf(paths.run(RUN));
  expect(page).toContain(`of ${count.toLocaleString('en-US')}`);
  expect(page.startsWith('<!doctype html>')).toBe(true);
  expect(await textOf(paths.runs())).toContain('diamond');
});

test('the page of a large run stays small, and its groups are opened by an address', async () => {
  const ids = Array.from({ length: 5_000 }, (_, index) => `sim.T${index}`);
  site.world.addRun(RUN, [...ids, 'last']);
  const page = await textOf(paths.run(RUN));
  expect(page.length).toBeLessThan(20_000);
  expect(page).not.toContain('sim.T17');
  expect(page).toContain('open=sim"');
  const part = await site.ask(paths.runItems(RUN, { open: ['sim'] }), { headers: { 'HX-Request': 'true' } });
  const rows = await part.text();
  expect(rows).not.toContain('<html');
  expect(rows).toContain('sim.T17<');
  expect(rows).toContain('data-total="5002"');
});

test('the list goes on page by page without script', async () => {
  const lone = Array.from({ length: 250 }, (_, index) => `lone${index}`);
  site.world.addRun(RUN, lone);
  const first = await textOf(paths.run(RUN));
  expect(first).toContain('lone99<');
  expect(first).not.toContain('lone100<');
  expect(first).toContain('150 more lines');
  const last = await textOf(paths.run(RUN, { from: 200 }));
  expect(last.match(/<li class="line task/g)).toHaveLength(50);
  expect(last).toContain('Lines before');
});

test('a task with very many dependencies shows what is not done first, and where the others are', async () => {
  const before = Array.from({ length: 60 }, (_, index) => `before.${index}`);
  const last = { ...makeTask('last'), dependencies: before.map(taskId) };
  site.world.addRun(RUN, [...before, last]);
  site.world.setStates(RUN, { 'before.59': exitedState(5, '1') });
  const page = await textOf(paths.task(RUN, taskId('last'), { show: 'dependencies' }));
  expect(page).toContain('0 of 60 tasks done');
  expect(page).toContain('exit code 5');
  expect(page).toContain('36 more tasks');
});

test('the address of lines leads a browser to the page that has them', async () => {
  site.world.addRun(RUN, ['sim.a', 'sim.b', 'other']);
  const response = await site.page(paths.runItems(RUN, { group: 'sim', q: 'b' }));
  expect(response.status).toBe(302);
  const page = await textOf(response.headers.get('Location') ?? '');
  expect(page).toContain('>sim.b<');
  expect(page).not.toContain('>sim.a<');
  expect(page).not.toContain('>other<');
});

test('every state that is not a success says why', async () => {
  site.world.addRun(RUN, ['waits', 'queued', 'failed', 'blocked', 'done']);
  site.world.setStates(RUN, {
    queued: queuedState('1', 'AssocGrpCpuLimit'),
    failed: failedState('out-of-memory', 'Scheduler: Out of memory (OOM killed)', '2'),
    blocked: { is: 'blocked', attempt: 1, because: taskId('failed'), at: NOON },
    done: completedState('3'),
  });
  const page = await textOf(paths.run(RUN));
  expect(page).toContain('waiting for a slot (limit 100 on mercury)');
  expect(page).toContain('in the queue: AssocGrpCpuLimit');
  expect(page).toContain('out of memory');
  expect(page).toContain('dependency failed: failed');
});

test('a run that does not exist is a page with status 404', async () => {
  const response = await site.page(paths.run(runId('00000000')));
  expect(response.status).toBe(404);
  expect(await response.text()).toContain('There is no run 00000000');
});

test('an address that does not exist is a page with status 404', async () => {
  expect((await site.page('/nothing/here')).status).toBe(404);
});

test.each(['/runs/%zz', '/runs/%E0%A4%A/tasks/%', '/runs/a%00b'])(
  'the malformed address %s is not found',
  async (path) => {
    expect((await site.page(path)).status).toBe(404);
  },
);

test('any task id has its own page, whatever it holds', async () => {
  let count = 0;
  const id = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1 }),
    fc.constantFrom('..', '.', '~..', 'a/b', '%2F', '%', '?x=1#y', '<script>alert(1)</script>', '\'"&'),
  );
  await fc.assert(
    fc.asyncProperty(id, async (text) => {
      count += 1;
      const run = runId(count.toString(16).padStart(8, '0'));
      site.world.addRun(run, [text]);
      const answer = await site.ask(paths.taskDetail(run, taskId(text), 'json'));
      expect(await answer.json()).toMatchObject({ task_id: text, status: 'pending' });
      expect((await site.page(paths.task(run, taskId(text)))).status).toBe(200);
    }),
    { numRuns: 60 },
  );
});

test('names and logs full of markup are text', async () => {
  const evil = '</code><img src=x onerror=alert(1)>';
  site.world.addRun(RUN, [evil], { title: evil });
  site.world.setStates(RUN, { [evil]: failedState('lost', evil, '7') });
  site.world.store.saveOtherJobs(MERCURY, NOON, [makeJob('9', { name: evil, user: evil, reason: evil })]);
  site.orders.logs = { output: evil };
  for (const path of [
    paths.home(),
    paths.jobs(),
    paths.runs(),
    paths.run(RUN),
    paths.task(RUN, taskId(evil)),
    paths.taskLog(RUN, taskId(evil), 'output'),
    paths.taskJson(RUN, taskId(evil)),
    paths.backendLog(MERCURY),
  ]) {
    expect(await textOf(path), path).not.toContain('<img');
  }
});

test('a log names the lines it asks for, and the whole log has an address', async () => {
  site.world.addRun(RUN, ['a']);
  site.world.setStates(RUN, { a: runningState('1') });
  site.orders.logs = { error: Array.from({ length: 50 }, (_, line) => `line ${line}`).join('\n') };
  expect(await textOf(paths.taskLog(RUN, taskId('a'), 'error', { tail: 50 }))).toContain('whole log');
  await textOf(paths.taskLog(RUN, taskId('a'), 'error'));
  expect(site.orders.taken).toEqual(['read error of a, last 50', 'read error of a, whole']);
});

test('faults of the configuration are shown with file, line and column', async () => {
  site.close();
  const place = { file: '/home/ada/scripthut.yaml', line: 7, column: 3 };
  const fault = problem('bad-configuration', 'unknown key pollinterval', {
    place,
    hint: 'Did you mean poll_interval?',
  });
  site = openSite({ configuration: { faults: [fault], warnings: [], file: place.file } });
  const page = await textOf(paths.home());
  expect(page).toContain('unknown key pollinterval');
  expect(page).toMatch(/line 7, column 3/);
  expect(page).toContain('Did you mean poll_interval?');
});

test('a backend without contact says so on every page, and since when', async () => {
  const gone = problem('unreachable', 'Connection timed out');
  const connection = { is: 'broken', since: NOON - 240_000, retryAt: NOON, problem: gone } as const;
  site.orders.backendViews = [makeBackend({ connection, problem: gone, stale: true, active: 3 })];
  expect(await textOf(paths.runs())).toMatch(/no contact <time[^>]*>4 min/);
  expect(await textOf(paths.home())).toContain('No contact with mercury');
});

test('the job table has tasks of runs and jobs of others, newest first', async () => {
  site.world.addRun(RUN, ['mine']);
  site.world.setStates(RUN, { mine: { ...runningState('100'), ...placed('100', NOON - 60_000) } as never });
  site.world.store.saveOtherJobs(MERCURY, NOON, [
    makeJob('90', { name: 'earlier', submittedAt: NOON - 120_000 }),
    makeJob('110', { name: 'later', submittedAt: NOON - 10_000 }),
  ]);
  const page = await textOf(paths.jobs());
  const order = ['>later', 'mine', '>earlier'].map((name) => page.indexOf(name));
  expect(order.every((at) => at > 0)).toBe(true);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
});

test('the user filter starts on, is one browser’s own, and asks the backends at once', async () => {
  site.close();
  site = openSite({ settings: { filterUser: 'ada' } });
  site.world.store.saveOtherJobs(MERCURY, NOON, [makeJob('1', { user: 'bob', name: 'bobs-job' })]);
  expect(await textOf(paths.jobs())).not.toContain('bobs-job');
  const toggled = await site.ask(paths.filterToggle(), { method: 'POST' });
  expect(await toggled.text()).toContain('bobs-job');
  expect(site.orders.taken).toEqual(['poll']);
  const cookie = toggled.headers.get('Set-Cookie')?.split(';')[0] ?? '';
  const status = await site.ask(paths.filterStatus(), { headers: { Cookie: cookie } });
  expect(await status.json()).toEqual({ enabled: false, user: 'ada' });
  expect(await (await site.ask(paths.filterStatus())).json()).toEqual({ enabled: true, user: 'ada' });
});

test('ended jobs of others can be forgotten, one or all', async () => {
  const { store } = site.world;
  store.saveOtherJobs(MERCURY, NOON - 10, [makeJob('1'), makeJob('2'), makeJob('3')]);
  store.saveOtherJobs(MERCURY, NOON, [makeJob('3')]);
  expect((await site.ask(paths.job('1', MERCURY), { method: 'DELETE' })).status).toBe(200);
  expect((await site.ask(paths.job('77', MERCURY), { method: 'DELETE' })).status).toBe(404);
  const left = await site.ask(paths.jobsClearStale(), { method: 'POST' });
  expect(await left.text()).toContain('job-mercury-3');
  expect(store.listOtherJobs({ limit: 9 }).map(({ job }) => job.job)).toEqual(['3']);
});

test('a job is cancelled on the backend that the address names', async () => {
  await site.ask(paths.jobCancel('12[3]', MERCURY), { method: 'POST' });
  expect(site.orders.taken).toEqual(['cancel job 12[3] on mercury']);
});

test('without script, forms lead back to a page', async () => {
  site.world.addRun(RUN, ['a']);
  const cancelled = await site.page(paths.runCancel(RUN), { method: 'POST' });
  expect([cancelled.status, cancelled.headers.get('Location')]).toEqual([303, paths.run(RUN)]);
  const headers = { Referer: 'http://localhost/runs?status=failed' };
  const themed = await site.page(paths.theme(), {
    method: 'POST',
    headers,
    body: new URLSearchParams({ theme: 'dark' }),
  });
  expect([themed.status, themed.headers.get('Location')]).toEqual([303, '/runs?status=failed']);
  const dark = await site.page(paths.runs(), { headers: { Cookie: 'theme=dark' } });
  expect(await dark.text()).toContain('data-theme="dark"');
});

test('workflows are a page for people and JSON for programs', async () => {
  const listing = { name: 'grid', backend: MERCURY, description: 'A grid', maxConcurrent: 10, hasGit: false };
  site.orders.listings = [listing];
  expect(await textOf(paths.sources())).toContain(`action="${paths.workflowRun('grid')}"`);
  const answer = await site.ask(paths.workflows());
  expect(await answer.json()).toEqual({
    workflows: [
      { name: 'grid', backend: 'mercury', description: 'A grid', max_concurrent: 10, has_git: false },
    ],
  });
  expect(await textOf(paths.workflowDryRun('grid'))).toContain('#!/bin/bash');
  const started = await site.page(paths.workflowRun('grid'), { method: 'POST' });
  expect(started.status).toBe(303);
});
