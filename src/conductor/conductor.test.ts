import { describe, expect, test } from 'vitest';
import { runId, taskId } from '../engine/ids.ts';
import { openStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import type { RunRequest } from './orders.ts';
import { Stage, text } from './stage.testdata.ts';

const A = { id: 'a', name: 'A', command: 'true' };
const B = { id: 'b', name: 'B', command: 'true', deps: ['a'] };

describe('submitting a run', () => {
  test('saves it before it answers, under the name of its file, and it runs to its end', async () => {
    const stage = new Stage();
    const done = await stage.until(stage.orders.submitRun(text([A, B])));
    expect(done).toMatchObject({ ok: true, value: { run: '00000001' } });
    expect(stage.store.readRun(runId('00000001'))).toMatchObject({
      info: { workflow: 'grid', logDir: '/logs' },
      taskCount: 2,
    });
    await stage.untilTrue(() => stage.store.readRun(runId('00000001'))?.status === 'completed');
    expect(stage.clusters[0]?.jobs.map(({ task }) => task)).toEqual(['a', 'b']);
  });

  test('takes no id that the log has heard of: the machines still know what was submitted under it', async () => {
    const ids = ['00000001', '00000001', '00000001', '00000002'].map(runId);
    const stage = new Stage(['mercury'], { newRunId: () => ids.shift() ?? runId('ffffffff') });
    await stage.until(stage.orders.submitRun(text([A])));
    await stage.untilTrue(() => stage.store.readRun(runId('00000001'))?.status === 'completed');
    expect(stage.orders.deleteRun(runId('00000001'), 'ada')).toMatchObject({ ok: true });
    const done = await stage.until(stage.orders.submitRun(text([A])));
    expect(done).toMatchObject({ ok: true, value: { run: '00000002' } });
  });

  test('for a backend that does not exist names the nearest one', async () => {
    const stage = new Stage(['mercury', 'anvil']);
    const done = await stage.until(stage.orders.submitRun(text([A], { backend: 'mercuri' })));
    expect(done).toMatchObject({
      ok: false,
      problem: { code: 'not-found', hint: "Did you mean 'mercury'?" },
    });
  });

  test('without a backend says which there are', async () => {
    const stage = new Stage(['mercury', 'anvil']);
    const { backend: _, ...request } = text([A]);
    const done = await stage.until(stage.orders.submitRun(request));
    expect(done).toMatchObject({ ok: false, problem: { hint: 'Backends: mercury, anvil.' } });
  });

  test('with a circle creates no run', async () => {
    const stage = new Stage();
    const done = await stage.until(stage.orders.submitRun(text([{ ...A, deps: ['b'] }, B])));
    expect(done).toMatchObject({
      ok: false,
      problem: { message: 'Circular dependency detected: a -> b -> a' },
    });
    expect(stage.store.listRuns({ limit: 10 })).toEqual([]);
  });

  test('that cannot be saved is refused, and nothing of it is ever submitted', async () => {
    const store = openStore(':memory:');
    const full: Store = Object.assign(Object.create(store), {
      save: () => {
        throw new Error('pretended: the disk is full');
      },
    });
    const stage = new Stage(['mercury'], { store: full });
    const done = await stage.until(stage.orders.submitRun(text([A])));
    expect(done).toMatchObject({ ok: false, problem: { code: 'bad-state', hint: 'Nothing was done.' } });
    for (let step = 0; step < 100; step += 1) await stage.step();
    expect(stage.clusters[0]?.jobs).toEqual([]);
  });

  test('puts what was odd in its document, and why generated tasks were refused, into the log', async () => {
    const stage = new Stage();
    const [cluster] = stage.clusters;
    if (cluster !== undefined) cluster.readFile = async () => ({ ok: true, value: '[\n{"id": 1}]' });
    const odd = { ...A, dep: ['x'], environment: 'jl', generates_source: '/more.json' };
    await stage.until(stage.orders.submitRun(text([odd])));
    await stage.untilTrue(() => stage.store.readRun(runId('00000001'))?.status === 'failed');
    expect(stage.reports).toEqual([
      "run 00000001 (grid): Task key 'dep' is not known and not used (did you mean 'deps'?): in task 'a'",
      "run 00000001 (grid): Task 'a': there is no environment 'jl'; the script is made without it",
      expect.stringMatching(
        /^run 00000001 \(grid\): the tasks that 'a' generated are refused: .*\/more.json:2:8: Task number 1: id must be text/,
      ),
    ]);
  });

  test('tells where the document of a generator was looked for', async () => {
    const stage = new Stage();
    const [cluster] = stage.clusters;
    const problem = { code: 'not-found', message: 'no such file' } as const;
    if (cluster !== undefined) cluster.readFile = async () => ({ ok: false, problem });
    await stage.until(
      stage.orders.submitRun(text([{ ...A, working_dir: '/w', generates_source: 'x.json' }])),
    );
    await stage.untilTrue(() => stage.store.readRun(runId('00000001'))?.status === 'failed');
    expect(stage.orders.explain(runId('00000001'), taskId('a'))).toBe(
      "The tasks that 'a' should have generated in /w/x.json cannot be read: no such file. generates_source is relative to working_dir",
    );
  });

  test('as a preview gives scripts and saves nothing', async () => {
    const stage = new Stage();
    const preview = await stage.until(stage.orders.previewRun(text([A, B])));
    expect(preview).toMatchObject({
      ok: true,
      value: { tasks: [{ script: { text: 'script of a' } }, { task: { id: 'b' } }] },
    });
    expect(stage.store.lastSequence()).toBe(0);
  });

  test('of a configured workflow runs its command and takes its limit', async () => {
    const workflow = {
      name: 'nightly',
      backend: 'mercury',
      command: 'make-tasks',
      maxConcurrent: 3,
      description: '',
      repository: null,
    };
    const stage = new Stage(['mercury'], { workflows: [workflow] });
    const [cluster] = stage.clusters;
    if (cluster !== undefined) cluster.runCommand = async () => ({ ok: true, value: JSON.stringify([A]) });
    const request: RunRequest = { document: { is: 'workflow', name: 'nightly' }, by: 'ada' };
    expect(await stage.until(stage.orders.submitRun(request))).toMatchObject({ ok: true });
    expect(stage.store.readRun(runId('00000001'))?.info).toMatchObject({
      workflow: 'nightly',
      maxConcurrent: 3,
    });
  });
});

describe('several backends', () => {
  test('do not wait for one that never answers', async () => {
    const stage = new Stage(['hung', 'mercury']);
    const [hung] = stage.clusters;
    if (hung !== undefined) hung.list = () => new Promise(() => undefined);
    await stage.until(stage.orders.submitRun(text([A])));
    await stage.untilTrue(() => stage.store.readRun(runId('00000001'))?.status === 'completed');
    expect(stage.orders.backends()).toMatchObject([
      { name: 'hung', stale: true },
      { name: 'mercury', stale: false },
    ]);
  });

  test('of which one fails to answer keep its tasks as they were and say so', async () => {
    const stage = new Stage();
    await stage.until(stage.orders.submitRun(text([A])));
    await stage.untilTrue(() => stage.store.readRun(runId('00000001'))?.counts.submitted === 1);
    const [cluster] = stage.clusters;
    const problem = { code: 'unreachable', message: 'no route to host' } as const;
    if (cluster !== undefined) cluster.list = async () => ({ ok: false, problem });
    // One that was under way is joined, and asked before.
    await stage.until(stage.orders.pollNow());
    await stage.until(stage.orders.pollNow());
    expect(stage.orders.backends()).toMatchObject([{ problem, stale: true }]);
    expect(stage.orders.explain(runId('00000001'), taskId('a'))).toContain(
      'no contact with mercury: no route to host',
    );
    expect(stage.store.readRun(runId('00000001'))?.counts.submitted).toBe(1);
  });
});

test('a conductor that stops refuses what was ordered and not yet saved', async () => {
  const stage = new Stage();
  stage.conductor.stop();
  expect(await stage.until(stage.orders.submitRun(text([A])))).toMatchObject({
    ok: false,
    problem: { code: 'bad-state' },
  });
});

test('a conductor stops at once, also while a backend does not answer', async () => {
  const stage = new Stage();
  const [cluster] = stage.clusters;
  if (cluster !== undefined) cluster.list = () => new Promise(() => undefined);
  void stage.orders.pollNow();
  stage.conductor.stop();
  stage.store.close();
  for (let step = 0; step < 20; step += 1) await stage.step();
  expect(stage.reports).toEqual([]);
});

test('a job that leaves the queue after the run was cancelled ends it as cancelled', async () => {
  const stage = new Stage();
  await stage.until(stage.orders.submitRun(text([A, B])));
  await stage.untilTrue(() => (stage.clusters[0]?.jobs.length ?? 0) > 0);
  expect(await stage.until(stage.orders.cancelRun(runId('00000001'), 'ada'))).toMatchObject({ ok: true });
  await stage.untilTrue(() => stage.store.readRun(runId('00000001'))?.endedAt !== null);
  expect(stage.store.readRun(runId('00000001'))?.status).toBe('cancelled');
});

test('a run that does not exist cannot be cancelled', async () => {
  const stage = new Stage();
  expect(await stage.until(stage.orders.cancelRun(runId('ffffffff'), 'ada'))).toMatchObject({
    ok: false,
    problem: { code: 'not-found' },
  });
});
