import { afterEach, beforeEach, expect, test } from 'vitest';
import { runId } from '../../src/engine/ids.ts';
import { paths } from '../../src/wire/paths.ts';
import type { RunDetail } from '../../src/wire/runs.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';
import { completedState, exitedState, runningState } from '../fakes/pretended-world.ts';

let site: Site;

beforeEach(() => {
  site = openSite();
});

afterEach(() => {
  site.close();
  expect(site.reported).toEqual([]);
});

const RUN = runId('a1b2c3d4');

function addRun(): void {
  site.world.addRun(RUN, ['a', 'b', 'c', 'd']);
  site.world.setStates(RUN, { a: completedState('1'), b: exitedState(3, '2'), c: runningState('3') });
}

async function json(path: string): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await site.ask(path);
  return { status: response.status, body: await response.json() };
}

async function itemsOf(filter: Parameters<typeof paths.apiRun>[1]): Promise<unknown[]> {
  const { body } = await json(paths.apiRun(RUN, filter));
  const { items, next_after } = body as RunDetail;
  return [...items.map(({ task }) => task.id), next_after];
}

test('of a run, some items can be asked for, page by page', async () => {
  addRun();
  expect(await itemsOf({ items: 'none' })).toEqual([null]);
  expect(await itemsOf({ limit: 3 })).toEqual(['a', 'b', 'c', 2]);
  expect(await itemsOf({ limit: 3, after: 2 })).toEqual(['d', null]);
  expect(await itemsOf({ limit: 4 })).toEqual(['a', 'b', 'c', 'd', null]);
  expect(await itemsOf({ status: 'running' })).toEqual(['c', null]);
  expect(await itemsOf({ task: 'd' })).toEqual(['d', null]);
  expect(await itemsOf({ task: 'zz' })).toEqual([null]);
});

test('words that choose nothing are refused', async () => {
  addRun();
  for (const query of ['items=some', 'status=faild']) {
    const { status, body } = await json(`${paths.apiRun(RUN)}?${query}`);
    expect([status, body]).toMatchObject([422, { detail: expect.stringContaining('is expected') }]);
  }
});

test('a large run is written as it is read, every item once and in order', async () => {
  const ids = Array.from({ length: 1_001 }, (_, index) => `sim.${index}`);
  site.world.addRun(RUN, ids);
  site.world.setStates(RUN, { 'sim.900': runningState('3') });
  const response = await site.ask(paths.apiRun(RUN));
  const pieces: Uint8Array[] = [];
  for await (const piece of response.body ?? []) pieces.push(piece);
  expect(pieces.length).toBeGreaterThan(3);
  const { items, next_after, task_count } = JSON.parse(Buffer.concat(pieces).toString()) as RunDetail;
  expect(items.map(({ task }) => task.id)).toEqual(ids);
  expect(items[900]?.submit_script).toContain('#SBATCH');
  expect([task_count, next_after]).toEqual([1_001, null]);
  expect(await itemsOf({ limit: 700 })).toEqual([...ids.slice(0, 700), 699]);
});

test('the groups of a run are counted when asked for', async () => {
  site.world.addRun(RUN, ['setup', 'sim.1', 'sim.2']);
  site.world.setStates(RUN, { setup: completedState('1') });
  const { body } = await json(paths.apiRun(RUN, { items: 'none', groups: 'true' }));
  expect(body).toMatchObject({
    items: [],
    groups: [
      { name: 'setup', task_count: 1, status_counts: { completed: 1 } },
      { name: 'sim', task_count: 2, status_counts: { pending: 2 } },
    ],
  });
});
