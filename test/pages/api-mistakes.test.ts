import { afterEach, beforeEach, expect, test } from 'vitest';
import { backendName, runId, taskId } from '../../src/engine/ids.ts';
import { problem } from '../../src/engine/problem.ts';
import { paths } from '../../src/wire/paths.ts';
import { PretendedSettings } from '../fakes/pretended-settings.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';
import { MERCURY } from '../fakes/pretended-world.ts';

let site: Site;

beforeEach(() => {
  site = openSite();
  site.world.addRun(RUN, ['a', 'b'], { workflow: 'grid' });
});

afterEach(() => site.close());

const RUN = runId('a1b2c3d4');
const TASK = taskId('a');

async function json(path: string, init?: RequestInit) {
  const response = await site.ask(path, init);
  const body: unknown = await response.json();
  return { status: response.status, allow: response.headers.get('Allow'), body };
}

function post(body: string | Uint8Array<ArrayBuffer>): RequestInit {
  return { method: 'POST', body };
}

test.each([
  ['DELETE', paths.apiRuns(), 'GET, HEAD, POST, OPTIONS'],
  ['PUT', paths.apiRun(RUN), 'DELETE, GET, HEAD, OPTIONS'],
  ['GET', paths.apiRunLabels(RUN), 'OPTIONS, PUT'],
  ['POST', paths.ping(), 'GET, HEAD, OPTIONS'],
])(
  'a method that an address does not have is 405, with those that it has: %s %s',
  async (method, path, allowed) => {
    const { status, allow, body } = await json(path, { method });
    expect(status).toBe(405);
    expect(allow?.split(', ').toSorted()).toEqual(allowed.split(', ').toSorted());
    expect(JSON.stringify(body)).toContain(`${method} is not possible at ${path}.`);
  },
);

test('the methods of an address can be asked for', async () => {
  const asked = await site.ask(paths.apiRuns(), { method: 'OPTIONS' });
  expect([asked.status, asked.headers.get('Allow')]).toEqual([204, 'GET, HEAD, POST, OPTIONS']);
  expect((await json('/api/v1/nothing', { method: 'OPTIONS' })).status).toBe(404);
});

test.each([
  ['limit', '/api/v1/runs?limit=ten'],
  ['limit', '/api/v1/runs?limit=0'],
  ['limit', '/api/v1/runs?limit=-1'],
  ['limit', '/api/v1/runs?limit=99999999999999999999'],
  ['limit', `${paths.apiRun(RUN)}?limit=1.5`],
  ['after', `${paths.apiRun(RUN)}?after=x`],
  ['tail', `${paths.apiTaskLogs(RUN, TASK)}?tail=`],
  ['attempt', `${paths.apiTaskLogs(RUN, TASK)}?attempt=newest`],
  ['after', '/api/v1/events?after=-3'],
  ['from', `${paths.taskLogPart(RUN, TASK)}?from=x`],
  ['bytes', `${paths.taskLogPart(RUN, TASK)}?bytes=0`],
])('a program is told that %s is no number that it can be: %s', async (name, path) => {
  const { status, body } = await json(path);
  expect(status).toBe(422);
  expect(JSON.stringify(body)).toContain(`${name}: a whole number`);
});

test('of a log in pieces there are the same two as of a whole one', async () => {
  for (const path of [
    paths.apiTaskLogs(RUN, TASK),
    paths.taskLogPart(RUN, TASK),
    paths.taskLogFollow(RUN, TASK),
  ]) {
    const { status, body } = await json(`${path}?type=all`);
    expect(status).toBe(422);
    expect(JSON.stringify(body)).toContain('type: output or error is expected');
  }
});

test('a limit above what is given at a time gives that', async () => {
  expect((await json('/api/v1/runs?limit=1000000')).status).toBe(200);
});

const TASK_ORDER = { task: { id: 't', name: 'T', command: 'true' }, backend: 'mercury' };

test.each<[string, unknown, string, string | undefined]>([
  ['a key that is missing', { task: {} }, 'backend: text is expected, found nothing', undefined],
  [
    'text in place of a list',
    { ...TASK_ORDER, labels: 'x' },
    'labels: a list is expected, found text',
    undefined,
  ],
  ['a list in place of an object', [], 'an object is expected, found a list', undefined],
  ['nothing in place of an object', null, 'an object is expected, found null', undefined],
  ['empty text', { ...TASK_ORDER, backend: '' }, 'backend: it may not be empty', undefined],
  [
    'a key nobody knows',
    { ...TASK_ORDER, bakend: 'x' },
    "'bakend' is not known here",
    "Did you mean 'backend'?",
  ],
])('%s in a request is told in words', async (_what, order, detail, hint) => {
  const { status, body } = await json(paths.apiTasksRun(), post(JSON.stringify(order)));
  expect([status, body]).toMatchObject([422, { detail, faults: [{ detail, ...(hint && { hint }) }] }]);
});

test('numbers in a request are told in words', async () => {
  const order = { document: [], backend: 'mercury' };
  for (const max_concurrent of [0, 1.5, 'x']) {
    const { body } = await json(paths.apiRuns(), post(JSON.stringify({ ...order, max_concurrent })));
    expect(body).toMatchObject({
      detail: expect.stringMatching(/^max_concurrent: a whole number above 0 is expected/),
    });
  }
});

test('text that is not UTF-8 is refused: it would reach the job as something else', async () => {
  const bytes = new TextEncoder().encode(JSON.stringify(TASK_ORDER));
  bytes[bytes.indexOf(0x54)] = 0xff;
  expect(await json(paths.apiTasksRun(), post(bytes))).toMatchObject({
    status: 422,
    body: { detail: 'The request is not UTF-8.' },
  });
});

test('outside of /api/v1 a failure has its hint, its place and its single faults, too', async () => {
  site.orders.listings = [
    { name: 'grid', backend: MERCURY, description: '', maxConcurrent: null, hasGit: false },
  ];
  const place = { file: 'grid', line: 3, column: 7 };
  const fault = problem('bad-document', 'id is missing', { place, hint: 'Add one.' });
  site.orders.refusal = problem('bad-document', 'grid has 1 fault', { faults: [fault] });
  const { body } = await json(paths.workflowRun('grid'), { method: 'POST' });
  expect(body).toEqual({
    error: 'grid has 1 fault',
    code: 'bad-document',
    faults: [{ detail: 'id is missing', code: 'bad-document', hint: 'Add one.', place }],
  });
});

test('what there is not is told with what there is', async () => {
  expect((await json(paths.apiBackendCapacity(backendName('mercurie')))).body).toMatchObject({
    detail: "There is no backend called 'mercurie'",
    hint: "Did you mean 'mercury'?",
  });
  expect((await json(paths.runEvents(runId('nix')))).body).toMatchObject({ error: 'There is no run nix.' });
});

test('events of a run that never was are refused, those of one that was deleted are not', async () => {
  expect((await json('/api/v1/events?run=nix')).status).toBe(404);
});

test('a reader who comes from another server hears what comes from now on', async () => {
  const last = site.world.store.lastSequence();
  const ahead = await site.ask('/api/v1/events', { headers: { 'Last-Event-ID': String(last + 1_000) } });
  const reader = ahead.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toBe(':\n\n');
  site.world.addRun(runId('b0000001'), ['c'], { workflow: 'later' });
  site.world.tell({ is: 'events', last: site.world.store.lastSequence() });
  expect((await reader?.read())?.value).toContain('b0000001');
  await reader?.cancel();
});

test.each([
  paths.jobsCancel(),
  paths.jobsColumns(),
  paths.runsDelete(),
  paths.runsRerun(),
  paths.orphansEnd(),
  paths.runNotifications(RUN),
  paths.runLabels(RUN),
  paths.settings(),
])('what is sent by a form is refused as anything else: %s', async (path) => {
  site.close();
  site = openSite({ settingsFile: new PretendedSettings() });
  site.world.addRun(RUN, ['a']);
  for (const init of [{}, { headers: { 'Content-Type': 'application/json' }, body: '{}' }]) {
    const { status, body } = await json(path, { method: 'POST', ...init });
    expect([status, body]).toMatchObject([415, { error: 'A form is expected here.' }]);
  }
  const headers = { 'Content-Type': 'multipart/form-data; boundary=x' };
  const cut = await json(path, { method: 'POST', headers, body: '--x\r\ncut' });
  expect([cut.status, cut.body]).toMatchObject([422, { error: 'The form cannot be read.' }]);
  expect([site.orders.taken, site.reported]).toEqual([[], []]);
});

test('who asks for the head of a stream alone leaves nothing behind that listens', async () => {
  const before = site.world.listenerCount();
  const head = await site.ask(paths.notificationsStream(), { method: 'HEAD' });
  expect([head.status, head.headers.get('Content-Type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  expect(site.world.listenerCount()).toBe(before);
});
