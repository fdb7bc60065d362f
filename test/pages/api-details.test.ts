import { afterEach, beforeEach, expect, test } from 'vitest';
import { backendName, runId, taskId } from '../../src/engine/ids.ts';
import { paths } from '../../src/wire/paths.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';
import { blockedState, completedState, exitedState, MERCURY } from '../fakes/pretended-world.ts';

let site: Site;

beforeEach(() => {
  site = openSite();
  site.world.addRun(RUN, ['a', 'b', 'c', 'd']);
});

afterEach(() => site.close());

const RUN = runId('a1b2c3d4');

async function json(path: string, init?: RequestInit) {
  const response = await site.ask(path, init);
  return { status: response.status, body: (await response.json()) as unknown };
}

test('what a task generated is read where it lies', async () => {
  expect((await json(paths.taskDetail(RUN, taskId('a'), 'generated'))).body).toMatchObject({
    content: '[]',
    path: '/home/ada/more.json',
    error: null,
    task_id: 'a',
  });
});

test('polling of a backend is turned off and on', async () => {
  const toggled = await json(paths.backendToggle(MERCURY), { method: 'POST' });
  expect(toggled).toEqual({ status: 200, body: { name: 'mercury', enabled: false } });
  expect(site.orders.taken).toEqual(['toggle mercury']);
  const nobody = await json(paths.backendToggle(backendName('nope')), { method: 'POST' });
  expect(nobody).toMatchObject({ status: 404, body: { error: "There is no backend called 'nope'" } });
});

test('of a run that has ended the answer says what went wrong', async () => {
  const failures = { b: exitedState(3, '2'), c: exitedState(1, '3'), d: blockedState('c') };
  site.world.setStates(RUN, { a: completedState('1'), ...failures });
  expect((await json(paths.apiRun(RUN))).body).toMatchObject({
    status: 'failed',
    why: '2 tasks failed, and 1 was not run because of that',
  });
});

test('the timeline is also found where the Python program had it', async () => {
  const moved = await site.page(`${paths.run(RUN)}/gantt`);
  expect([moved.status, moved.headers.get('Location')]).toEqual([302, paths.runTimeline(RUN)]);
  expect((await site.page(`${paths.run(runId('nope'))}/gantt`)).status).toBe(404);
});
