import { afterEach, beforeEach, expect, test } from 'vitest';
import { runId, taskId } from '../../src/engine/ids.ts';
import { problem } from '../../src/engine/problem.ts';
import { makeTask } from '../../src/store/store.testdata.ts';
import { paths } from '../../src/wire/paths.ts';
import { makeBackend } from '../fakes/pretended-backends.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';
import {
  completedState,
  exitedState,
  failedState,
  makeOrphan,
  NOON,
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
const ACTIVE = runId('b0000000');
const UNKNOWN = runId('00000000');

/** One run that has ended, with a failure, and one that goes on. */
function addRuns(): void {
  const after = { ...makeTask('b'), dependencies: [taskId('a')] };
  site.world.addRun(RUN, [makeTask('a'), after, 'c'], { workflow: 'grid' });
  site.world.setStates(RUN, { a: runningState('1'), c: runningState('3') });
  site.world.setStates(RUN, {
    a: exitedState(3, '1'),
    b: { is: 'blocked', attempt: 1, because: taskId('a'), at: NOON },
    c: completedState('3'),
  });
  site.world.addRun(ACTIVE, ['x']);
  site.world.setStates(ACTIVE, { x: runningState('9') });
}

async function json(path: string, init?: RequestInit) {
  const response = await site.ask(path, init);
  return { status: response.status, body: (await response.json()) as unknown };
}

function post(body?: unknown): RequestInit {
  return { method: 'POST', ...(body !== undefined && { body: JSON.stringify(body) }) };
}

test('a rerun through the older address answers in its words; a new run is the default there', async () => {
  addRuns();
  const { status, body } = await json(paths.runRerun(RUN), post());
  expect(status).toBe(200);
  expect(body).toEqual({
    run_id: 'a0000001',
    workflow_name: 'grid',
    backend_name: 'mercury',
    task_count: 2,
    status: 'pending',
  });
  const again = await json(paths.runRerun(RUN, { mode: 'in_place' }), post());
  expect(again.body).toMatchObject({ run_id: RUN, task_count: 3, status: 'pending' });
  expect(site.orders.taken).toEqual([`repeat ${RUN}`, `rerun all of ${RUN}`]);
});

test.each([
  ['a run that goes on', paths.runRerun(ACTIVE, { mode: 'in_place' })],
  ['an unknown run', paths.runRerun(UNKNOWN)],
  ['an unknown mode', `/runs/${RUN}/rerun?mode=twice`],
  ['a new run of a part', paths.runRerun(RUN, { mode: 'new', tasks: 'failed' })],
])('a rerun of %s is 422 with an error', async (_, path) => {
  addRuns();
  expect(await json(path, post())).toMatchObject({ status: 422, body: { error: expect.any(String) } });
});

test.each([
  ['nothing said', '', undefined, 'rerun all of a1b2c3d4'],
  ['the body says failed', '', { tasks: 'failed' }, 'rerun failed of a1b2c3d4'],
  ['the query says from', '?from=a', undefined, 'rerun from a of a1b2c3d4'],
  ['the body says new', '', { mode: 'new' }, 'repeat a1b2c3d4'],
])('the API does again what is meant: %s', async (_, query, order, taken) => {
  addRuns();
  const { status, body } = await json(paths.apiRunRerun(RUN) + query, post(order));
  expect(status).toBe(200);
  expect(body).toMatchObject({ workflow_name: 'grid', status: 'pending', warnings: expect.any(Array) });
  expect(site.orders.taken).toEqual([taken]);
});

test('the API tells an unknown run from one that goes on, and refuses words it does not know', async () => {
  addRuns();
  expect((await json(paths.apiRunRerun(UNKNOWN), post())).status).toBe(404);
  expect((await json(paths.apiRunRerun(ACTIVE), post())).status).toBe(409);
  expect((await json(paths.apiRunRerun(RUN), post({ tasks: 'some' }))).status).toBe(422);
  expect((await json(paths.apiRunRerun(RUN), post({ from: 'a', tasks: 'all' }))).status).toBe(422);
  expect(site.world.store.readRun(RUN)?.status).toBe('failed');
});

test('deleting through the older address is empty, 200 or 404', async () => {
  addRuns();
  const statusOf = async (path: string) => (await site.ask(path, { method: 'DELETE' })).status;
  expect([await statusOf(paths.run(ACTIVE)), await statusOf(paths.run(UNKNOWN))]).toEqual([404, 404]);
  const gone = await site.ask(paths.run(RUN), { method: 'DELETE' });
  expect([gone.status, await gone.text()]).toEqual([200, '']);
  expect(site.world.store.readRun(RUN)).toBeNull();
});

test('deleting through the API says what is gone, and why something is not', async () => {
  addRuns();
  expect((await json(paths.apiRun(ACTIVE), { method: 'DELETE' })).status).toBe(409);
  expect((await json(paths.apiRun(UNKNOWN), { method: 'DELETE' })).status).toBe(404);
  const many = await json(paths.apiRunsDelete(), post({ run_ids: [RUN, ACTIVE, RUN] }));
  expect(many).toEqual({
    status: 200,
    body: { deleted: [RUN], failed: [{ run_id: ACTIVE, code: 'conflict', detail: expect.any(String) }] },
  });
});

test('a form of chosen runs names their number first, then deletes them and leads back to the list', async () => {
  addRuns();
  const done = runId('c0000000');
  site.world.addRun(done, ['x']);
  site.world.setStates(done, { x: completedState('5') });
  const body = new URLSearchParams([
    ['run_ids', RUN],
    ['run_ids', done],
  ]);
  const asked = await site.page(paths.runsDelete(), { method: 'POST', body });
  expect(await asked.text()).toContain('<h1>Delete 2 runs?</h1>');
  expect(site.world.store.listRuns({ limit: 9 })).toHaveLength(3);
  body.set('confirmed', 'yes');
  const answer = await site.page(paths.runsDelete(), { method: 'POST', body });
  expect([answer.status, answer.headers.get('Location')]).toEqual([303, paths.runs()]);
  expect(site.world.store.listRuns({ limit: 9 }).map(({ info }) => info.id)).toEqual([ACTIVE]);
});

test('only runs that have ended can be chosen', async () => {
  addRuns();
  const page = await (await site.page(paths.runs())).text();
  expect([...page.matchAll(/name="run_ids" value="(\w+)"/g)].map((match) => match[1])).toEqual([RUN]);
});

test('another site cannot have runs deleted or done again', async () => {
  addRuns();
  const headers = { Origin: 'http://evil.example', 'Sec-Fetch-Site': 'cross-site' };
  for (const [method, path] of [
    ['DELETE', paths.run(RUN)],
    ['POST', paths.runsDelete()],
    ['POST', paths.runRerun(RUN)],
    ['POST', paths.orphansEnd()],
  ] as const) {
    expect((await site.ask(path, { method, headers })).status, path).toBe(403);
  }
  expect(site.orders.taken).toEqual([]);
});

test('orphans are listed, and only orphans are ended', async () => {
  site.orders.orphanJobs = [makeOrphan('77'), makeOrphan('78')];
  expect((await json(paths.apiOrphans())).body).toMatchObject({
    orphans: [{ backend: 'mercury', job_id: '77', run_id: 'dead0000', state: 'RUNNING' }, { job_id: '78' }],
  });
  const jobs = [
    { backend: 'mercury', job_id: '77' },
    { backend: 'mercury', job_id: '1' },
  ];
  expect((await json(paths.apiOrphansEnd(), post({ jobs }))).body).toEqual({ ended: [jobs[0]], failed: [] });
  expect(site.orders.taken).toEqual(['cancel job 77 on mercury', 'poll']);
  expect((await json(paths.apiOrphansEnd(), post())).body).toMatchObject({ ended: [{ job_id: '78' }] });
});

test('an orphan that cannot be ended is told with the reason', async () => {
  site.orders.orphanJobs = [makeOrphan('77')];
  site.orders.cancelJobs = async () => ({ ok: false, problem: problem('unreachable', 'No route.') });
  expect(await json(paths.apiOrphansEnd(), post())).toEqual({
    status: 200,
    body: {
      ended: [],
      failed: [{ backend: 'mercury', job_id: '77', code: 'unreachable', detail: 'No route.' }],
    },
  });
});

test('the overview and the backends say that jobs are left over, and offer to end them', async () => {
  site.orders.orphanJobs = [makeOrphan('77'), makeOrphan('78')];
  for (const path of [paths.home(), paths.backends()]) {
    const page = await (await site.page(path)).text();
    expect(page, path).toContain('2 jobs of ScriptHut are in the queue, and no run wants them.');
    expect(page, path).toContain('End 2 jobs');
  }
});

test('each attempt has its own end, log and script', async () => {
  addRuns();
  await site.ask(paths.apiRunRerun(RUN), post({ tasks: 'failed' }));
  const second = { attempt: 2, submission: 9 };
  site.world.setStates(RUN, { a: { ...runningState('11'), ...second } as never });
  const memory = { raw: 'OUT_OF_MEMORY', exitCode: 137 };
  site.world.setStates(RUN, { a: { ...failedState('out-of-memory', '', '11', memory), ...second } as never });
  const { body } = await json(paths.apiTaskAttempts(RUN, taskId('a')));
  expect(body).toMatchObject({
    attempts: [
      { attempt: 1, reason: 'exit', reason_words: 'exit code 3', exit_code: 3 },
      { attempt: 2, reason: 'out-of-memory', scheduler_state: 'OUT_OF_MEMORY', exit_code: 137 },
    ],
  });
  const page = await (await site.page(paths.task(RUN, taskId('a'), { show: 'attempts' }))).text();
  const texts = page.slice(page.indexOf('id="task-attempts"'));
  for (const part of ['Attempt 1', 'exit code 3', 'Attempt 2', 'out of memory', 'OUT_OF_MEMORY']) {
    expect(texts).toContain(part);
  }
  expect(texts).toContain('show=script&amp;attempt=1');
  const log = await site.page(paths.taskLog(RUN, taskId('a'), 'error', { attempt: 1, tail: 50 }));
  expect(await log.text()).toContain('Errors of attempt 1');
  const script = await site.page(paths.taskScript(RUN, taskId('a'), { attempt: 1 }));
  expect(await script.text()).toContain('# attempt 1');
  expect(site.orders.taken).toContain('read error of attempt 1 of a, last 50');
});

test('in a very large run, doing a task again is offered without counting what hangs on it', async () => {
  const ids = Array.from({ length: 2_001 }, (_, index) => `t${index}`);
  const run = site.world.addRun('b0000000', ids);
  site.world.setStates(run, Object.fromEntries(ids.map((id) => [id, completedState(id)])));
  const page = await (await site.page(paths.task(run, taskId('t7')))).text();
  expect(page).toContain('This task and all tasks that hang on it are done again');
});

test('a task’s page says how many tasks doing it again would do, or why that is not possible', async () => {
  addRuns();
  expect(await (await site.page(paths.task(RUN, taskId('a')))).text()).toContain('Re-run 2 tasks');
  expect(await (await site.page(paths.task(RUN, taskId('b')))).text()).toContain('Not possible from here');
  expect(await (await site.page(paths.task(ACTIVE, taskId('x')))).text()).not.toContain('Re-run from here');
});

test('pages and API say since when a backend has not been heard of, and what its jobs are taken to be', async () => {
  addRuns();
  const gone = problem('unreachable', 'Connection timed out');
  const connection = { is: 'broken', since: NOON - 240_000, retryAt: NOON, problem: gone } as const;
  const lastPollAt = NOON - 28 * 60_000;
  site.orders.backendViews = [makeBackend({ connection, problem: gone, stale: true, lastPollAt })];
  const textOf = async (path: string) => {
    const page = await (await site.page(path)).text();
    // The chips of the frame tell it on every page.
    return page.slice(page.indexOf('<main')).replace(/<[^>]*>/g, '');
  };
  const since = 'No contact with mercury since 14:02 UTC; its ';
  expect(await textOf(paths.backends())).toContain(`${since}12 jobs are taken to be still running.`);
  expect(await textOf(paths.run(ACTIVE))).toContain(`${since}job is taken to be still running.`);
  expect(await textOf(paths.run(RUN))).not.toContain('No contact with mercury since');
  const { body } = await json(paths.apiRun(ACTIVE));
  expect(body).toMatchObject({
    stale: { backend: 'mercury', since: '2026-02-19T14:02:00+00:00', jobs: 1, error: 'Connection timed out' },
  });
});
