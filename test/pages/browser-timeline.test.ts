import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { taskId } from '../../src/engine/ids.ts';
import type { TaskState } from '../../src/engine/state.ts';
import { paths } from '../../src/wire/paths.ts';
import { completedState } from '../fakes/pretended-world.ts';
import { BrowserSite, browserTest, RUN } from './browser-site.ts';

const hut = BrowserSite.forEachTest();
const MINUTE = 60_000;

function runs(job: string, sentMin: number, startedMin: number): TaskState {
  const now = Date.now();
  const placed = {
    attempt: 1,
    submission: 1,
    element: null,
    job: job as never,
    submittedAt: now - sentMin * MINUTE,
  };
  return { is: 'running', startedAt: now - startedMin * MINUTE, node: 'n1', ...placed };
}

function ran(job: string, sentMin: number, startedMin: number, endedMin: number): TaskState {
  const now = Date.now();
  const state = completedState(job);
  if (state.is !== 'completed') throw new Error('it is completed');
  const times = { startedAt: now - startedMin * MINUTE, finishedAt: now - endedMin * MINUTE };
  return { ...state, submittedAt: now - sentMin * MINUTE, verdict: { ...state.verdict, ...times } };
}

browserTest('the same time stands at the same place in every line, however deep', async () => {
  hut.site.world.addRun(RUN, ['sim.M1.T1', 'sim.M1.T2', 'sim.M2.T1', 'end']);
  hut.site.world.setStates(RUN, { 'sim.M1.T1': runs('1', 30, 20), end: runs('2', 30, 20) });
  for (const width of [1280, 360]) {
    const { page } = await hut.open(paths.runTimeline(RUN, { open: ['sim', 'sim.M1'] }), { width });
    const places = await page.locator('.timeline-line').evaluateAll((lines) =>
      lines.map((line) => {
        const { left, width } = line.getBoundingClientRect();
        return `${Math.round(left)} ${Math.round(width)}`;
      }),
    );
    expect(places.length).toBeGreaterThan(3);
    expect(new Set(places).size, places.join(', ')).toBe(1);
  }
});

function furnish(): void {
  hut.site.world.addRun(RUN, ['fetch', 'sim.a', 'sim.b', 'end']);
  hut.site.world.setStates(RUN, {
    fetch: ran('1', 60, 50, 40),
    'sim.a': ran('2', 40, 30, 10),
    'sim.b': runs('3', 40, 20),
  });
}

/** How far from the left a drawn time is, as a share of the width. */
async function shareOf(page: Page, line: string, part: string): Promise<number> {
  const scale = await page.locator('.timeline-scale').boundingBox();
  const bar = await page.locator(`#line-${line} ${part}`).first().boundingBox();
  return ((bar?.x ?? 0) - (scale?.x ?? 0)) / (scale?.width ?? 1);
}

browserTest('bars stand where their times are: waiting, then running, until now', async () => {
  furnish();
  const { page, complaints } = await hut.open(paths.runTimeline(RUN));
  expect(await shareOf(page, 'task-0', '.waited')).toBeCloseTo(0, 1);
  expect(await shareOf(page, 'task-0', '.ran')).toBeCloseTo(10 / 60, 1);
  await page.getByRole('link', { name: /sim 2/ }).click();
  await page.locator('#line-task-2').waitFor();
  expect(await shareOf(page, 'task-2', '.ran')).toBeCloseTo(40 / 60, 1);
  expect(await shareOf(page, 'task-2', '.now')).toBeGreaterThan(0.97);
  await expect.poll(() => new URL(page.url()).search).toBe('?open=sim');
  expect(complaints).toEqual([]);
});

browserTest('pulling over a time shows it alone, and All shows the whole again', async () => {
  furnish();
  const { page, complaints } = await hut.open(paths.runTimeline(RUN));
  const scale = await page.locator('.timeline-scale').boundingBox();
  if (scale === null) throw new Error('the axis is shown');
  await page.mouse.move(scale.x + scale.width / 6, scale.y + 20);
  await page.mouse.down();
  await page.mouse.move(scale.x + scale.width / 3, scale.y + 24, { steps: 4 });
  await page.locator('.timeline-brush').waitFor();
  await page.mouse.up();
  await expect.poll(() => new URL(page.url()).searchParams.get('from')).not.toBeNull();
  await page.locator('.timeline-brush').waitFor({ state: 'detached' });
  await expect.poll(() => shareOf(page, 'task-0', '.ran')).toBeCloseTo(0, 1);
  await page.getByRole('link', { name: 'All of the run' }).click();
  await expect.poll(() => shareOf(page, 'task-0', '.ran')).toBeCloseTo(10 / 60, 1);
  await expect.poll(() => new URL(page.url()).search).toBe('');
  expect(complaints).toEqual([]);
});

browserTest('keys zoom and move, the wheel zooms with Ctrl and scrolls the page without', async () => {
  furnish();
  const { page, complaints } = await hut.open(paths.runTimeline(RUN));
  const from = () => Number(new URL(page.url()).searchParams.get('from'));
  await page.getByRole('link', { name: /^fetch ?, completed/ }).focus();
  await page.keyboard.press('+');
  await expect.poll(from).toBeGreaterThan(0);
  const first = from();
  await page.keyboard.press('ArrowRight');
  await expect.poll(from).toBeGreaterThan(first);
  await page.keyboard.press('0');
  await expect.poll(() => new URL(page.url()).search).toBe('');
  await page.locator('.timeline-scale').hover();
  await page.mouse.wheel(0, -100);
  expect(new URL(page.url()).search).toBe('');
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -300);
  await page.keyboard.up('Control');
  await expect.poll(from).toBeGreaterThan(0);
  expect(complaints).toEqual([]);
});

browserTest('what happens is drawn without loading the page again, and a task opens beside', async () => {
  furnish();
  const { page, complaints } = await hut.open(paths.runTimeline(RUN));
  await page.evaluate(() => document.body.setAttribute('data-same-page', ''));
  hut.site.world.setStates(RUN, { end: runs('4', 1, 0.5) });
  await page.getByRole('link', { name: /^end ?, running/ }).waitFor();
  expect(await page.locator('#line-task-3 .waited').count()).toBe(1);
  await page.getByRole('link', { name: /^end ?, running/ }).click();
  await page.locator('#task-column').getByRole('heading', { name: 'end' }).waitFor();
  await expect.poll(() => new URL(page.url()).pathname).toBe(paths.task(RUN, taskId('end')));
  await page.getByRole('button', { name: 'Close' }).click();
  await page.locator('#task-column').waitFor({ state: 'hidden' });
  expect(await page.locator('body[data-same-page]').count()).toBe(1);
  expect(complaints).toEqual([]);
});

browserTest('without script the timeline opens groups and zooms by links', async () => {
  furnish();
  const { page } = await hut.open(paths.runTimeline(RUN), { scripts: false });
  await page.getByRole('link', { name: /sim 2/ }).click();
  await page.getByRole('link', { name: 'Zoom in' }).click();
  await page.locator('#line-task-2').waitFor();
  expect(new URL(page.url()).searchParams.get('open')).toBe('sim');
});
