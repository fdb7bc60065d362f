import { afterEach, beforeEach, expect, test } from 'vitest';
import { runId } from '../../src/engine/ids.ts';
import { paths } from '../../src/wire/paths.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';
import { MERCURY } from '../fakes/pretended-world.ts';
import { Reading } from './stream-reading.ts';

// What readers of streams missed comes, also where no event of the store has a number for it: what polls told.

const RUN = runId('a1b2c3d4');
let site: Site;

beforeEach(() => {
  site = openSite();
  site.world.addRun(RUN, ['a', 'b']);
});

afterEach(() => {
  site.close();
  expect(site.reported).toEqual([]);
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

async function several(...addresses: readonly string[]): Promise<Reading> {
  const query = new URLSearchParams(addresses.map((address) => ['on', address]));
  return new Reading(await site.ask(`${paths.live()}?${query}`));
}

test('a page that was opened long before it is looked at hears of what has no number, too', async () => {
  for (const path of [
    paths.run(RUN),
    paths.runs({ label: 'x' }),
    paths.jobs(),
    paths.home(),
    paths.settings(),
    paths.backend(MERCURY),
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

test('the page of a backend is not told again what is in it', async () => {
  const reading = await several(await streamOf(paths.backend(MERCURY)));
  await reading.nextOf('view');
  expect((await reading.next())?.event).toBe('done');
  await reading.leave();
});
