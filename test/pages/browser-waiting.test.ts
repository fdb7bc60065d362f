import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { taskId } from '../../src/engine/ids.ts';
import { paths } from '../../src/wire/paths.ts';
import { BrowserSite, browserTest, RUN } from './browser-site.ts';

const hut = BrowserSite.forEachTest();

/** From now on, what the page's script asks for comes only when that is called. */
async function hold(page: Page, address: RegExp): Promise<() => void> {
  const gate = Promise.withResolvers<void>();
  await page.route(address, async (route) => {
    await gate.promise;
    await route.continue();
  });
  return gate.resolve;
}

browserTest(
  'a task that is slow to come has its place at once, and one that does not come gives it back',
  async () => {
    hut.furnish();
    const { page, complaints } = await hut.open(paths.run(RUN));
    const release = await hold(page, /\/tasks\/sim\.b$/);
    await page.locator('#run-items').getByRole('link', { name: 'sim.b' }).click();
    await page.locator('#task-column .skeleton').waitFor();
    expect(await page.getByRole('status').getByText('Reading the task…').count()).toBe(1);
    release();
    await page.locator('#task-column task-panel').waitFor();
    expect(await page.locator('.skeleton').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.keyboard.press('Escape');
    const refuse = Promise.withResolvers<void>();
    await page.route(/\/tasks\/sim\.c$/, async (route) => {
      await refuse.promise;
      await route.abort();
    });
    await page.locator('#run-items').getByRole('link', { name: 'sim.c' }).click();
    await page.locator('#task-column .skeleton').waitFor();
    refuse.resolve();
    await page.getByText('No contact with ScriptHut. Nothing was changed').waitFor();
    expect(await page.locator('#task-column').isHidden()).toBe(true);
  },
);

browserTest('what will be replaced is marked while it is waited for', async () => {
  hut.furnish();
  const { page, complaints } = await hut.open(paths.task(RUN, taskId('sim.b')));
  const release = await hold(page, /show=environment/);
  await page.getByRole('link', { name: 'Environment' }).click();
  await page.locator('task-panel[aria-busy=true]').waitFor();
  release();
  await page.getByText('SCRIPTHUT_RUN_ID').waitFor();
  expect(await page.locator('[aria-busy]').count()).toBe(0);
  expect(complaints).toEqual([]);
});

browserTest('a log has lines to come until it is known what is in it', async () => {
  hut.furnish();
  const { page, complaints } = await hut.open(paths.home());
  const release = await hold(page, /\/log[/?]/);
  await page.goto(hut.server.url + paths.task(RUN, taskId('sim.b')));
  const lines = () =>
    page.evaluate(
      () => getComputedStyle(document.querySelector('.log-box') ?? document.body, '::before').height,
    );
  await expect.poll(lines).toBe('95px');
  release();
  await page.locator('.log-line').first().waitFor();
  expect(await lines()).toBe('auto');
  expect(complaints).toEqual([]);
});

browserTest('nothing moves for those who want no motion', async () => {
  hut.furnish();
  const { page } = await hut.open(paths.run(RUN));
  const moving = () => page.evaluate(() => document.getAnimations().length);
  expect(await moving()).toBeGreaterThan(0);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const path of [
    paths.home(),
    paths.runs(),
    paths.run(RUN),
    paths.runGraph(RUN),
    paths.runTimeline(RUN),
  ]) {
    await page.goto(hut.server.url + path);
    expect(await moving(), path).toBe(0);
    const durations = await page.evaluate(() =>
      [...document.querySelectorAll('*')].flatMap((each) =>
        getComputedStyle(each).transitionDuration.split(', '),
      ),
    );
    expect(new Set(durations), path).toEqual(new Set(['0s']));
  }
});
