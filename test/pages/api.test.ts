import { afterEach, beforeEach, expect, test } from 'vitest';
import { runId, taskId } from '../../src/engine/ids.ts';
import { problem } from '../../src/engine/problem.ts';
import { paths } from '../../src/wire/paths.ts';
import type { RunDetail } from '../../src/wire/runs.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';
import { completedState, exitedState, NOON, runningState } from '../fakes/pretended-world.ts';

let site: Site;

beforeEach(() => {
  site = openSite();
});

afterEach(() => site.close());

const RUN = runId('a1b2c3d4');
const UNKNOWN = runId('00000000');

async function json(
  path: string,
  init?: RequestInit,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await site.ask(path, init);
  return { status: response.status, body: await response.json() };
}

function post(body: unknown): RequestInit {
  return { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) };
}

function addRun(): void {
  site.world.addRun(RUN, ['a', 'b', 'c', 'd'], { workflow: 'grid' });
  site.world.setStates(RUN, {
    a: completedState('1'),
    b: exitedState(3, '2'),
    c: runningState('3'),
  });
}

const SUMMARY = {
  id: RUN,
  workflow_name: 'grid',
  source_name: null,
  backend_name: 'mercury',
  created_at: '2026-02-19T13:30:00+00:00',
  status: 'running',
  task_count: 4,
  completed_count: 2,
  submitted_count: 3,
  status_counts: { pending: 1, running: 1, completed: 1, failed: 1 },
};

test('the list of runs has exactly the fields of the contract', async () => {
  addRun();
  expect(await json(paths.apiRuns())).toEqual({ status: 200, body: { runs: [SUMMARY] } });
  expect(await json(paths.apiRuns({ workflow: 'other' }))).toEqual({ status: 200, body: { runs: [] } });
});

test('the list of runs ends at the limit', async () => {
  addRun();
  site.world.addRun('b0000000', ['x'], { createdAt: NOON });
  const { body } = await json(paths.apiRuns({ limit: 1 }));
  expect(body).toMatchObject({ runs: [{ id: 'b0000000' }] });
});

test('a run has its summary and its items', async () => {
  addRun();
  const { body } = await json(paths.apiRun(RUN));
  expect(body).toMatchObject(SUMMARY);
  const { items } = body as RunDetail;
  expect(items.map((item) => [item.task.id, item.status, item.job_id])).toEqual([
    ['a', 'completed', '1'],
    ['b', 'failed', '2'],
    ['c', 'running', '3'],
    ['d', 'pending', null],
  ]);
  expect(items[0]).toMatchObject({ exit_code: 0, max_rss: '5.1G', cpu_efficiency: 93.4, error: null });
  expect(items[1]).toMatchObject({
    error: 'Scheduler: Non-zero exit code',
    reason: 'exit',
    reason_words: 'exit code 3',
    pending_reason: null,
  });
  expect(items[2]).toMatchObject({ submit_script: expect.stringContaining('#SBATCH'), finished_at: null });
  expect(items[3]).toMatchObject({
    pending_reason: 'waiting for a slot (limit 100 on mercury)',
    submit_script: null,
  });
});

test('what does not exist is 404 with a detail', async () => {
  addRun();
  const missing = [paths.apiRun(UNKNOWN), paths.apiTaskLogs(RUN, taskId('zz')), '/api/v1/nothing'];
  for (const path of missing) {
    expect(await json(path), path).toMatchObject({
      status: 404,
      body: { code: 'not-found', detail: expect.any(String) },
    });
  }
  expect((await json(paths.apiRunCancel(UNKNOWN), { method: 'POST' })).status).toBe(404);
});

test('cancelling answers in the words of each contract', async () => {
  addRun();
  expect(await json(paths.apiRunCancel(RUN), { method: 'POST' })).toEqual({
    status: 200,
    body: { run_id: RUN, cancelled: true },
  });
  expect(await json(paths.runCancel(RUN), { method: 'POST' })).toEqual({
    status: 200,
    body: { status: 'cancelled', run_id: RUN },
  });
  expect(await json(paths.runCancel(UNKNOWN), { method: 'POST' })).toEqual({
    status: 200,
    body: { error: 'Run not found' },
  });
  expect(site.world.store.readRun(RUN)?.status).toBe('cancelled');
});

test('a document becomes a run', async () => {
  const order = { document: [{ id: 'a' }], backend: 'mercury', workflow_name: 'mine', max_concurrent: 2 };
  const { status, body } = await json(paths.apiRuns(), post(order));
  expect(status).toBe(200);
  expect(body).toMatchObject({
    workflow_name: 'mine',
    task_count: 2,
    warnings: [expect.stringContaining('comand')],
  });
  expect(site.orders.requests).toEqual([
    {
      document: { is: 'value', value: [{ id: 'a' }], kind: 'document' },
      backend: 'mercury',
      name: 'mine',
      maxConcurrent: 2,
      by: 'the API',
    },
  ]);
});

test('a document that comes as text keeps its text, so that faults can name their line', async () => {
  await json(paths.apiRuns(), post({ document: '[\n]', backend: 'mercury' }));
  expect(site.orders.requests[0]?.document).toMatchObject({ is: 'text', text: '[\n]' });
});

test('a single task becomes a run', async () => {
  const { status } = await json(
    paths.apiTasksRun(),
    post({ task: { id: 'x' }, backend: 'mercury', run_name: 'try' }),
  );
  expect(status).toBe(200);
  expect(site.orders.requests[0]).toMatchObject({
    name: 'try',
    document: { value: [{ id: 'x' }], kind: 'task' },
  });
});

test.each([
  ['', 'no body'],
  ['{', 'line 1, column 2'],
  ['{"backend": "mercury",\n "document": [}', 'line 2, column 15'],
  ['[]', 'an object is expected'],
  ['{"document": 5, "backend": "mercury"}', 'document: a list of tasks'],
  ['{"document": []}', 'backend'],
  ['{"document": [], "backend": "mercury", "max_concurrent": 0}', 'max_concurrent'],
  ['{"document": [], "backend": "mercury", "max_concurent": 1}', 'max_concurent'],
])('the body %j is refused with its place', async (text, fault) => {
  const { status, body } = await json(paths.apiRuns(), post(text));
  expect(status).toBe(422);
  expect(body).toMatchObject({ code: 'bad-request', detail: expect.stringContaining(fault) });
  expect(site.orders.requests).toEqual([]);
});

test('a body of more than 64 MB is refused', async () => {
  const headers = { 'Content-Length': String(65 * 1024 * 1024) };
  const { status, body } = await json(paths.apiRuns(), { ...post('{}'), headers });
  expect(status).toBe(413);
  expect(body).toMatchObject({ detail: expect.stringContaining('64 MB') });
});

test('faults of a document are all told, with their places', async () => {
  const place = { file: 'document', line: 3, column: 7 };
  const faults = [problem('bad-document', 'tasks[0].cpus: a whole number is expected', { place })];
  site.orders.refusal = problem('bad-document', '1 fault', { faults, hint: 'See the documentation.' });
  const { status, body } = await json(paths.apiRuns(), post({ document: [], backend: 'mercury' }));
  expect(status).toBe(422);
  expect(body).toEqual({
    detail: '1 fault',
    code: 'bad-document',
    hint: 'See the documentation.',
    faults: [{ detail: faults[0]?.message, code: 'bad-document', place }],
  });
});

test('a backend that does not exist is 422, one that does not answer is 502', async () => {
  const order = post({ document: [], backend: 'zz' });
  site.orders.refusal = problem('not-found', 'There is no backend zz.');
  expect((await json(paths.apiRuns(), order)).status).toBe(422);
  site.orders.refusal = problem('unreachable', 'No route to host');
  expect((await json(paths.apiRuns(), order)).status).toBe(502);
});

test('a log that does not exist is null for programs, and the reason of the failure in the detail', async () => {
  addRun();
  expect((await json(paths.apiTaskLogs(RUN, taskId('b')))).body).toMatchObject({
    type: 'output',
    content: null,
  });
  expect((await json(paths.taskDetail(RUN, taskId('b'), 'output'))).body).toMatchObject({
    content: 'Scheduler: Non-zero exit code',
  });
  expect((await json(paths.taskDetail(RUN, taskId('c'), 'error'))).body).toMatchObject({
    content: '[File not found or empty]',
  });
  expect(await json(paths.taskDetail(UNKNOWN, taskId('b'), 'json'))).toMatchObject({
    status: 200,
    body: { error: 'Run not found', content: null },
  });
  expect((await json(`${paths.apiTaskLogs(RUN, taskId('b'))}?type=all`)).status).toBe(422);
});

test('health tells of the server and its backends', async () => {
  expect((await json(paths.ping())).body).toMatchObject({ status: 'pong', version: '1.2.3' });
  expect((await json(paths.health())).body).toMatchObject({
    status: 'ok',
    backends: {
      mercury: { connected: true, host: 'ada@mercury.example.org', job_count: 1_204, error: null },
    },
    total_jobs: 1_204,
  });
  expect((await json(paths.apiHealth())).body).toEqual({
    status: 'ok',
    config_loaded: true,
    config_error: null,
    starting: false,
    backends: [{ name: 'mercury', type: 'slurm', connected: true }],
  });
  expect((await json(paths.apiBackends())).body).toMatchObject({
    backends: [{ name: 'mercury', type: 'slurm', connected: true, max_concurrent: 100 }],
  });
  expect((await json(paths.poll(), { method: 'POST' })).body).toEqual({ status: 'polling' });
});

test('what nobody foresaw is told to the log, and nothing of it to the asker', async () => {
  site.orders.explainRun = () => {
    throw new Error('the secret is 42');
  };
  addRun();
  const { status, body } = await json(paths.apiRun(RUN));
  expect([status, JSON.stringify(body)]).toEqual([500, expect.not.stringContaining('42')]);
  expect(site.reported.map(String)).toEqual(['Error: the secret is 42']);
});
