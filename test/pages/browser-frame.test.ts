import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { paths } from '../../src/wire/paths.ts';
import { completedState, exitedState, MERCURY, runningState } from '../fakes/pretended-world.ts';
import { BrowserSite, browserTest, RUN } from './browser-site.ts';

const hut = BrowserSite.forEachTest();

browserTest('the palette leads to pages, runs and tasks, and acts, by keyboard alone', async () => {
  hut.furnish();
  const { page, complaints } = await hut.open(paths.run(RUN));
  const palette = page.getByRole('combobox', { name: 'Find a page' });
  await page.keyboard.press('Control+k');
  await palette.fill('sim.c');
  await page.getByRole('option', { name: 'sim.c', selected: true }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/tasks\/sim\.c$/);
  await page.keyboard.press('Control+k');
  await palette.fill('grid');
  await page.getByRole('option', { name: 'Grid <b>search</b>' }).click();
  await page.waitForURL(new RegExp(`${RUN}$`));
  await page.keyboard.press('Control+k');
  await palette.fill('cancel');
  await page.getByRole('option', { name: 'Cancel this run', selected: true }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('2 jobs at the scheduler will be ended.').waitFor();
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Cancel…');
  expect(hut.site.orders.taken.filter((order) => order.startsWith('cancel'))).toEqual([]);
  await page.keyboard.press('Control+k');
  await palette.fill('nothing of the sort');
  await page.getByText('Nothing is called that.').waitFor();
  await page.keyboard.press('Escape');
  await palette.waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
});

browserTest('a question mark lists the keys, and no key acts while somebody types', async () => {
  hut.furnish();
  const { page } = await hut.open(paths.run(RUN));
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('next failure').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByPlaceholder('Find tasks').click();
  await page.keyboard.type('?gj');
  expect(await page.getByRole('dialog').count()).toBe(0);
  expect(await page.getByPlaceholder('Find tasks').inputValue()).toBe('?gj');
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.keyboard.press('g');
  await page.keyboard.press('j');
  await page.waitForURL(/\/jobs$/);
});

browserTest('the keyboard stays where it is while the page changes around it', async () => {
  hut.site.world.addRun(RUN, ['a', 'b', 'c']);
  const { page } = await hut.open(paths.run(RUN));
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  await expect.poll(focused).toBe('b');
  hut.site.world.setStates(RUN, { c: exitedState(3, '1'), a: completedState('2') });
  await page.locator('.lines').getByText('exit code 3').waitFor();
  expect(await focused()).toBe('b');
});

browserTest('a chip says how the backend is, stays open while it changes, and asks', async () => {
  hut.furnish();
  const { page } = await hut.open(paths.runs());
  await page.locator('.chip').first().click();
  await page.getByText('1,204 jobs in the queue').waitFor();
  hut.site.orders.backendViews = hut.site.orders.backendViews.map((view) => ({ ...view, jobCount: 77 }));
  hut.site.world.tell({ is: 'polled', backend: MERCURY });
  await page.getByText('77 jobs in the queue').waitFor();
  const asked = page.waitForResponse((response) => response.url().endsWith('/poll?backend=mercury'));
  await page.getByRole('button', { name: 'Ask mercury now' }).click();
  expect((await asked).status()).toBe(200);
});

browserTest('times of day are told in the zone that the reader has chosen', async () => {
  hut.furnish();
  const { page } = await hut.open(paths.run(RUN));
  await page.locator('#view-menu > summary').click();
  await page.getByRole('button', { name: 'UTC' }).click();
  await page.locator('html[data-zone=utc]').waitFor();
  const started = page.locator('.origin time').first();
  await started.hover();
  await expect.poll(() => started.getAttribute('title')).toMatch(/UTC/);
});

browserTest('the picture in the tab tells how far the run is, and that it failed', async () => {
  hut.site.world.addRun(RUN, ['a', 'b']);
  const { page } = await hut.open(paths.run(RUN));
  const before = await iconOf(page);
  hut.site.world.setStates(RUN, { a: completedState('1'), b: runningState('2') });
  await expect.poll(() => iconOf(page)).toContain('18.8%2099');
  hut.site.world.setStates(RUN, { b: exitedState(3, '2') });
  await expect.poll(() => iconOf(page)).toContain('d8433a');
  expect(before).not.toContain('d8433a');
});

browserTest('on paper a run is a report, without what only works on a screen', async () => {
  hut.furnish();
  const { page } = await hut.open(paths.run(RUN));
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('.frame').isVisible()).toBe(false);
  expect(await page.locator('.list-tools').isVisible()).toBe(false);
  expect(await page.locator('.lines').getByText('out of memory').isVisible()).toBe(true);
});

browserTest('from the smallest phone to the largest screen nothing runs over the edge', async () => {
  hut.furnish();
  for (const width of [360, 768, 3840]) {
    const { page } = await hut.open(paths.run(RUN), { width });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(over, `${width} px`).toBeLessThanOrEqual(0);
  }
});

test('the page’s script is small', async () => {
  const assets = join(import.meta.dirname, '../../dist/assets');
  const files = await Promise.all(['main.js', 'live-worker.js'].map((file) => readFile(join(assets, file))));
  const bytes = files.reduce((sum, file) => sum + gzipSync(file).length, 0);
  expect(bytes).toBeLessThan(150_000);
});

function iconOf(page: Page): Promise<string | null> {
  return page.locator('link[rel=icon]').getAttribute('href');
}

browserTest('the names of places stand where they stood, wherever one is', async () => {
  hut.furnish();
  const placesOf = async (path: string, links: string) => {
    const { page } = await hut.open(path);
    return page.locator(links).evaluateAll((all) => all.map((link) => link.getBoundingClientRect().x));
  };
  expect(await placesOf(paths.jobs(), '.nouns a')).toEqual(await placesOf(paths.home(), '.nouns a'));
  expect(await placesOf(paths.runGraph(RUN), '.tabs a')).toEqual(await placesOf(paths.run(RUN), '.tabs a'));
});
