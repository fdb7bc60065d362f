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

/** A page's own address of its stream: with what it has. */
async function streamOf(path: string): Promise<string> {
  const page = await (await site.page(path)).text();
  return (/<live-stream src="([^"]*)"/.exec(page)?.[1] ?? '').replaceAll('&amp;', '&');
}

function told(jobCount: number): void {
  site.orders.backendViews = site.orders.backendViews.map((view) => ({ ...view, jobCount }));
  site.world.tell({ is: 'polled', backend: MERCURY });
}

const several = (...addresses: readonly string[]) =>
  read(`${paths.live()}?${new URLSearchParams(addresses.map((address) => ['on', address]))}`);

test('a page that was opened long before it is looked at hears of what has no number, too', async () => {
  for (const path of [
    paths.run(RUN),
    paths.runs({ label: 'x' }),
    paths.jobs(),
    paths.home(),
    paths.settings(),
  ]) {
    const address = await streamOf(path);
    told(77);
    const reading = await several(address);
    expect((await reading.nextOf('backends-update')).data, path).toContain('77');
    await reading.leave();
    told(1);
  }
});

test('who rested while others read on gets what was told meanwhile; who has missed nothing gets nothing', async () => {
  const address = await streamOf(paths.run(RUN));
  const [plain = ''] = address.split('?');
  const other = await several(address);
  const first = JSON.parse((await other.nextOf('view')).data) as { stamp: string };
  const number = (await other.nextOf('done')).data;
  const again = `${plain}?after=${number}&stamp=${first.stamp}`;
  const idle = await several(again);
  await idle.nextOf('view');
  expect((await idle.next())?.event).toBe('done');
  told(77);
  await other.nextOf('backends-update');
  const back = await several(again);
  expect((await back.nextOf('backends-update')).data).toContain('77');
  const elsewhere = await several(`${plain}?after=${number}&stamp=00000000-0000.99`);
  expect((await elsewhere.nextOf('backends-update')).data).toContain('77');
  for (const reading of [other, idle, back, elsewhere]) await reading.leave();
});
