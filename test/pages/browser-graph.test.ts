import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { taskId } from '../../src/engine/ids.ts';
import { makeTask } from '../../src/store/store.testdata.ts';
import { paths } from '../../src/wire/paths.ts';
import { makePipeline } from '../fakes/pipelines.ts';
import { completedState, exitedState, runningState } from '../fakes/pretended-world.ts';
import { BrowserSite, browserTest, RUN } from './browser-site.ts';

const hut = BrowserSite.forEachTest();

function addPipeline(count = 100, models = 4): void {
  const { ids, needs } = makePipeline(count, models);
  hut.site.world.addRun(
    RUN,
    ids.map((id, at) => ({ ...makeTask(id), dependencies: (needs[at] ?? []).map(taskId) })),
  );
}

function box(page: Page, words: RegExp | string) {
  return page.getByRole('link', { name: words });
}

browserTest(
  'groups open in place, what was pressed stays under the pointer, and the address tells it',
  async () => {
    addPipeline();
    const { page, complaints } = await hut.open(paths.runGraph(RUN));
    const sim = box(page, /^sim, 94 tasks/);
    const before = await sim.boundingBox();
    await sim.click({ position: { x: 20, y: 20 } });
    await box(page, /^sim.M2, 23 tasks/).waitFor();
    await expect.poll(async () => (await sim.boundingBox())?.x).toBeCloseTo(before?.x ?? 0, 0);
    await expect.poll(async () => (await sim.boundingBox())?.y).toBeCloseTo(before?.y ?? 0, 0);
    await expect.poll(() => new URL(page.url()).search).toBe('?open=sim');
    await page.reload();
    await box(page, /^sim.M2, 23 tasks/).click({ position: { x: 20, y: 20 } });
    await box(page, 'sim.M2.T3, pending').waitFor();
    expect(complaints).toEqual([]);
  },
);

browserTest('boxes change their colours and words, and stay where they are', async () => {
  addPipeline();
  const { page, complaints } = await hut.open(paths.runGraph(RUN, { open: ['sim', 'sim.M0'] }));
  const task = box(page, /^sim.M0.T1, /);
  const before = await task.boundingBox();
  hut.site.world.setStates(RUN, { setup: completedState('1'), 'sim.M0.T1': runningState('2') });
  await box(page, 'sim.M0.T1, running').waitFor();
  hut.site.world.setStates(RUN, { 'sim.M0.T1': exitedState(3, '2') });
  await box(page, 'sim.M0.T1, exit code 3').waitFor();
  expect(await task.boundingBox()).toEqual(before);
  await box(page, /^post, .* pending/).waitFor({ state: 'attached' });
  expect(complaints).toEqual([]);
});

browserTest(
  'a pressed task opens beside, what it needs and what needs it is marked, and going back closes it',
  async () => {
    addPipeline();
    const { page, complaints } = await hut.open(paths.runGraph(RUN, { open: ['sim', 'sim.M0'] }));
    await box(page, /^sim.M0.T1, /).click();
    await page.locator('#task-column').getByRole('heading', { name: 'sim.M0.T1' }).waitFor();
    await expect.poll(() => new URL(page.url()).pathname).toBe(paths.task(RUN, taskId('sim.M0.T1')));
    await page.getByText('needs 1 task; 2 tasks need it').waitFor();
    await box(page, 'setup, pending, needed by the marked one').waitFor();
    await box(page, 'sim.M0.T2, pending').click();
    await page.locator('#task-column').getByRole('heading', { name: 'sim.M0.T2' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('#task-column').waitFor({ state: 'hidden' });
    await expect.poll(() => new URL(page.url()).pathname).toBe(paths.runGraph(RUN));
    await page.goForward();
    await page.locator('#task-column').getByRole('heading', { name: 'sim.M0.T2' }).waitFor();
    expect(complaints).toEqual([]);
  },
);

browserTest('arrows lead from box to box, Enter opens, and what is reached is in sight', async () => {
  addPipeline();
  const { page, complaints } = await hut.open(paths.runGraph(RUN));
  const focused = () => page.evaluate(() => document.activeElement?.querySelector('title')?.textContent);
  await box(page, /^setup, /).focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(focused).toMatch(/^sim, 94 tasks/);
  await page.keyboard.press('Enter');
  await box(page, /^sim.M0, /).waitFor();
  await expect.poll(focused).toMatch(/^sim, 94 tasks.*Close it/);
  for (let step = 0; step < 8; step += 1) await page.keyboard.press('ArrowRight');
  await expect.poll(focused).toMatch(/^summary, /);
  const pane = await page.locator('#graph-window').boundingBox();
  const place = () => box(page, /^summary, /).boundingBox();
  await expect.poll(async () => (await place())?.x).toBeGreaterThan(pane?.x ?? 0);
  const end = async () => ((await place())?.x ?? 0) + ((await place())?.width ?? 0);
  await expect.poll(end).toBeLessThan((pane?.x ?? 0) + (pane?.width ?? 0));
  expect(complaints).toEqual([]);
});

browserTest('a large graph opens where it is active, moves by pulling, and has a small map', async () => {
  const ids = Array.from({ length: 60 }, (_, at) => `step${at}`);
  hut.site.world.addRun(
    RUN,
    ids.map((id, at) => ({ ...makeTask(id), dependencies: at === 0 ? [] : [taskId(`step${at - 1}`)] })),
  );
  hut.site.world.setStates(RUN, { step40: runningState('1') });
  const { page, complaints } = await hut.open(paths.runGraph(RUN));
  const pane = await page.locator('#graph-window').boundingBox();
  if (pane === null) throw new Error('the graph is shown');
  const middle = async () => {
    const place = await box(page, /^step40, /).boundingBox();
    return (place?.x ?? 0) + (place?.width ?? 0) / 2;
  };
  await expect.poll(middle).toBeCloseTo(pane.x + pane.width / 2, -1);
  await page.mouse.move(pane.x + 300, pane.y + 20);
  await page.mouse.down();
  await page.mouse.move(pane.x + 500, pane.y + 25, { steps: 4 });
  await page.mouse.up();
  await expect.poll(middle).toBeCloseTo(pane.x + pane.width / 2 + 200, -1);
  await page.locator('#graph-map').click({ position: { x: 3, y: 50 } });
  await expect.poll(middle).toBeGreaterThan(pane.x + pane.width);
  await page.getByRole('button', { name: 'All' }).click();
  await page.locator('#graph-map').waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'What is active' }).click();
  await expect.poll(middle).toBeCloseTo(pane.x + pane.width / 2, -1);
  expect(complaints).toEqual([]);
});

browserTest('on a phone a pressed task is a page of its own', async () => {
  addPipeline();
  const { page } = await hut.open(paths.runGraph(RUN), { width: 360 });
  await box(page, /^setup, /).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/tasks\/setup$/);
  await page.getByRole('heading', { name: 'setup' }).waitFor();
  expect(await page.locator('#task-column').count()).toBe(0);
});

browserTest('without script groups open by their links, and tasks are led to', async () => {
  addPipeline();
  const { page } = await hut.open(paths.runGraph(RUN), { scripts: false });
  await box(page, /^sim, 94 tasks/).click();
  await box(page, /^sim.M2, 23 tasks/).waitFor();
  await page.getByText('The same in words').click();
  await page.getByText('needs setup').first().waitFor();
  await box(page, /^setup, /).click();
  await page.waitForURL(/tasks\/setup$/);
});

browserTest('what is chosen in one tab is chosen in the next', async () => {
  addPipeline();
  hut.site.world.setStates(RUN, { 'sim.M0.T1': exitedState(3, '2') });
  const { page } = await hut.open(paths.run(RUN, { group: 'sim', status: 'failed' }));
  await page.getByRole('link', { name: 'Graph' }).click();
  await page.getByRole('link', { name: /^of sim/ }).waitFor();
  await page.getByRole('link', { name: 'Timeline' }).click();
  await page
    .getByRole('link', { name: /^▾|sim.M0/ })
    .first()
    .waitFor();
  expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ group: 'sim', status: 'failed' });
});
