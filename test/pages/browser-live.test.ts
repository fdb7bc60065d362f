import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { paths } from '../../src/wire/paths.ts';
import { completedState, MERCURY, queuedState, runningState } from '../fakes/pretended-world.ts';
import { BrowserSite, browserTest, LONG, RUN } from './browser-site.ts';
import { cuttableLine } from './cuttable-line.ts';

const hut = BrowserSite.forEachTest();

browserTest(
  'ten windows of one browser are all live, though it opens six connections at most',
  async () => {
    hut.furnish();
    const others = [paths.home(), paths.runs(), paths.jobs(), paths.backends(), paths.sources()];
    const { page } = await hut.open(paths.run(RUN));
    const windows = [page];
    for (const path of [...others, ...Array.from({ length: 4 }, () => paths.run(RUN))]) {
      const next = await page.context().newPage();
      await next.goto(hut.server.url + path);
      windows.push(next);
    }
    hut.site.orders.backendViews = hut.site.orders.backendViews.map((view) => ({ ...view, stale: true }));
    hut.site.world.tell({ is: 'polled', backend: MERCURY });
    hut.site.world.setStates(RUN, { 'sim.c': runningState('9', 'n042') });
    for (const window of windows) await window.locator('.chip-stale').first().waitFor();
    for (const window of windows.filter((each) => each.url().endsWith(RUN)))
      await window.locator('#run-items').getByText('n042').waitFor();
    await page.reload();
    await page.locator('#run-items').getByText('n042').waitFor();
  },
  LONG,
);

browserTest('a connection that is cut goes on where it was, and nothing is lost', async () => {
  hut.site.world.addRun(RUN, ['a', 'b', 'c']);
  const line = await cuttableLine(hut.server.port);
  try {
    const { page, complaints } = await hut.open(paths.runs());
    await page.goto(line.url + paths.run(RUN));
    const first = rowOf(page, 'a');
    hut.site.world.setStates(RUN, { a: runningState('1') });
    await first.getByText('running').waitFor();
    await line.cut();
    hut.site.world.setStates(RUN, { a: completedState('1'), b: queuedState('2') });
    await page.getByText('No contact with ScriptHut').waitFor();
    expect(await page.locator('html.lost').count()).toBe(1);
    hut.site.world.setStates(RUN, { c: runningState('3') });
    await line.mend();
    await first.getByText('completed').waitFor();
    await rowOf(page, 'b').getByText('submitted').waitFor();
    await rowOf(page, 'c').getByText('running').waitFor();
    await page.getByText('No contact with ScriptHut').waitFor({ state: 'hidden' });
    expect(complaints.filter((each) => !each.includes('ERR_'))).toEqual([]);
  } finally {
    await line.close();
  }
});

browserTest('after a restart an open page is true again, also in what has no number', async () => {
  hut.site.world.addRun(RUN, ['a']);
  const { page } = await hut.open(paths.run(RUN));
  const { port } = hut.server;
  const before = hut.site.orders.backendViews;
  await page.locator('.chip-well').first().waitFor();
  await hut.stopServer();
  await hut.start(port);
  // The same run with the same number of events; only the backend is not as it was.
  hut.site.orders.backendViews = before.map((view) => ({ ...view, stale: true }));
  hut.site.world.addRun(RUN, ['a']);
  await page.locator('.chip-stale').first().waitFor();
  await expect.poll(() => page.getByText('renewed since').isVisible()).toBe(false);
});

browserTest('times of day do not flicker between the server’s zone and the reader’s', async () => {
  const { page } = await hut.open(paths.backends());
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    new MutationObserver(() => {
      for (const time of document.querySelectorAll('time[data-told=clock]'))
        seen.push(time.textContent ?? '');
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  hut.site.orders.backendViews = hut.site.orders.backendViews.map((view) => ({ ...view, stale: true }));
  hut.site.world.tell({ is: 'polled', backend: MERCURY });
  await page.locator('.chip-stale').first().waitFor();
  const seen = await page.evaluate(() => (globalThis as { seen?: string[] }).seen ?? []);
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.filter((words) => words.includes('UTC'))).toEqual([]);
});

browserTest(
  'a drawing that cannot be brought up to date for a while is asked again, without a message',
  async () => {
    hut.site.world.addRun(RUN, ['a', 'b']);
    for (const path of [paths.runGraph(RUN), paths.runTimeline(RUN)]) {
      const { page } = await hut.open(path);
      let refused = 0;
      await page.route(`**${path}*`, async (route) => {
        refused += 1;
        await route.abort();
      });
      hut.site.world.setStates(RUN, { a: runningState('1') });
      await expect.poll(() => refused).toBeGreaterThan(1);
      expect(await page.locator('#message').count()).toBe(0);
      await page.unroute(`**${path}*`);
      const answered = page.waitForResponse((response) => response.url().includes(path));
      expect((await answered).ok()).toBe(true);
      hut.site.world.setStates(RUN, { a: queuedState('1') });
    }
  },
);

browserTest('a page that is older than the server says so, and offers the new one', async () => {
  hut.site.world.addRun(RUN, ['a']);
  const { page } = await hut.open(paths.run(RUN));
  const { port } = hut.server;
  await hut.stopServer();
  await hut.start(port, '1.2.4');
  hut.site.world.addRun(RUN, ['a']);
  await page.getByText('renewed since this page was opened').waitFor();
  await page.getByRole('link', { name: 'Load it again' }).click();
  await page.locator('live-stream[build^="1.2.4-"]').waitFor({ state: 'attached' });
  expect(await page.getByText('renewed since').isVisible()).toBe(false);
});

for (const hours of [-2, 2]) {
  browserTest(`times are true on a computer whose clock is ${hours} hours off`, async () => {
    const startedAt = Date.now() - 3 * 3_600_000;
    hut.site.world.addRun(RUN, ['a'], { createdAt: startedAt });
    const { page } = await hut.open(paths.home());
    await page.clock.setFixedTime(Date.now() + hours * 3_600_000);
    await page.goto(hut.server.url + paths.run(RUN));
    await page.locator('.origin time').getByText('3 h ago').waitFor();
    await page.waitForTimeout(2_500);
    expect(await page.locator('.origin time').textContent()).toBe('3 h ago');
  });
}

browserTest('where the browser has no shared workers, a page has its own connection', async () => {
  hut.site.world.addRun(RUN, ['a']);
  const { page } = await hut.open(paths.home());
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'SharedWorker'));
  const streaming = page.waitForRequest(/\/live\?on=/);
  await page.goto(hut.server.url + paths.run(RUN));
  await streaming;
  hut.site.world.setStates(RUN, { a: runningState('1') });
  await rowOf(page, 'a').getByText('running').waitFor();
});

function rowOf(page: Page, id: string) {
  return page.locator('#run-items .task').filter({ has: page.getByRole('link', { name: id, exact: true }) });
}
