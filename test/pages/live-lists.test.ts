import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runId } from '../../src/engine/ids.ts';
import { paths } from '../../src/wire/paths.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';
import { completedState, MERCURY, NOON, runningState } from '../fakes/pretended-world.ts';
import { Reading } from './stream-reading.ts';

let site: Site;
const RUN = runId('a1b2c3d4');
const OTHER = runId('b0000000');

beforeEach(() => {
  site = openSite();
  site.world.addRun(RUN, ['a', 'b']);
});

afterEach(() => {
  site.close();
  expect(site.reported).toEqual([]);
});

const read = async (path: string) => new Reading(await site.ask(path));

test('a list with filters in its address is told of what belongs there, and of nothing else', async () => {
  const listed = vi.spyOn(site.world.store, 'listRuns');
  const reading = await read(paths.runsStream({ label: 'paper', status: 'running' }));
  expect((await reading.nextOf('runs-update')).data).toContain('No such runs.');
  site.world.addRun(OTHER, ['x'], { labels: ['paper'] });
  site.world.setStates(RUN, { a: runningState('7') });
  site.world.setStates(OTHER, { x: runningState('8') });
  const come = (await reading.nextOf('runs-update')).data;
  expect([come.includes(`run-${OTHER}`), come.includes(`run-${RUN}`)]).toEqual([true, false]);
  const times = listed.mock.calls.length;
  site.world.setStates(RUN, { b: runningState('9') });
  site.orders.backendViews = site.orders.backendViews.map((view) => ({ ...view, jobCount: 77 }));
  site.world.tell({ is: 'polled', backend: MERCURY });
  expect((await reading.nextOf('backends-update')).data).toContain('77');
  expect(listed.mock.calls.length).toBe(times);
  site.world.setStates(OTHER, { x: completedState('8') });
  expect((await reading.nextOf('runs-update')).data).toContain('No such runs.');
  await reading.leave();
});

test('a page of older runs is live, and leads to the next one as long as there is one', async () => {
  const ids = Array.from({ length: 101 }, (_, index) => (0x20000000 + index).toString(16));
  for (const [index, id] of ids.entries()) site.world.addRun(id, ['x'], { createdAt: NOON + index });
  const newest = ids.at(-1) ?? '';
  const reading = await read(paths.runsStream({ before: newest }));
  const first = (await reading.nextOf('runs-update')).data;
  expect([first.includes('>Older runs<'), first.includes(newest)]).toEqual([true, false]);
  site.world.setStates(runId(ids[3] ?? ''), { x: runningState('8') });
  const next = (await reading.nextOf('runs-update')).data;
  expect(next).toContain('running');
  expect(next.length).toBeLessThan(4_000);
  await reading.leave();
});
