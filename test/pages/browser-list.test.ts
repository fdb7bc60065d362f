import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { paths } from '../../src/wire/paths.ts';
import { groupedName, saveLargeRun } from '../fakes/large-runs.ts';
import { completedState, exitedState, runningState } from '../fakes/pretended-world.ts';
import { BrowserSite, browserTest, LONG, RUN } from './browser-site.ts';

const hut = BrowserSite.forEachTest();

function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`);
}

browserTest('open and shut groups stay as the reader left them, and stand in the address', async () => {
  hut.site.world.addRun(RUN, ['prepare.a', 'prepare.b', 'sim.a', 'sim.b']);
  const { page } = await hut.open(paths.run(RUN));
  await turn(page, 'group-prepare').click();
  await expect.poll(() => linesOf(page)).toEqual(['prepare', 'sim', 'sim.a', 'sim.b']);
  hut.site.world.setStates(RUN, { 'prepare.a': completedState('1'), 'sim.b': runningState('2') });
  await page.locator('#group-prepare .group-words').getByText('1 completed, 1 pending').waitFor();
  await expect.poll(() => linesOf(page)).toEqual(['prepare', 'sim', 'sim.b', 'sim.a']);
  await expect.poll(() => new URL(page.url()).search).toBe('?shut=prepare');
  await page.reload();
  expect(await linesOf(page)).toEqual(['prepare', 'sim', 'sim.b', 'sim.a']);
});

browserTest('a group of a large run opens, shuts, and stays true', async () => {
  hut.site.world.addRun(RUN, [...numbered('sim.T', 900), 'end']);
  const { page, complaints } = await hut.open(paths.run(RUN));
  expect(await linesOf(page)).toEqual(['sim', 'end']);
  await turn(page, 'group-sim').click();
  await rowOf(page, 'sim.T5').waitFor();
  hut.site.world.setStates(RUN, { 'sim.T700': exitedState(9, '5') });
  await rowOf(page, 'sim.T700').getByText('exit code 9').waitFor();
  await page.locator('.fold').getByText('899 pending').waitFor();
  await turn(page, 'group-sim').click();
  await expect.poll(() => linesOf(page)).toEqual(['sim', 'end']);
  expect(complaints).toEqual([]);
});

for (const count of [0, 1, 1_000, 100_000]) {
  browserTest(
    `a list of ${count} tasks can be read from its beginning to its end`,
    async () => {
      const name = (index: number) => `t${index}`;
      if (count > 1_000)
        saveLargeRun(hut.site.world.store, {
          id: RUN,
          tasks: count,
          at: Date.now(),
          backend: 'mercury',
          name,
        });
      else hut.site.world.addRun(RUN, numbered('t', count));
      const { page, complaints } = await hut.open(`${paths.run(RUN)}?order=state&open=pending%20of%20`);
      if (count === 0) await page.getByText('This run has no tasks.').waitFor();
      else {
        for (const part of [0.3, 0.9, 1]) {
          await page.evaluate((at) => scrollTo(0, at * document.documentElement.scrollHeight), part);
          await expect.poll(() => isFilled(page)).toBe(true);
        }
        const last = count > 1_000 ? '49,950 completed' : name(count - 1);
        await page.locator('.lines').getByText(last).waitFor();
      }
      expect(await page.locator('.lines > li').count()).toBeLessThan(150);
      expect(complaints).toEqual([]);
    },
    LONG,
  );
}

browserTest('what comes above the reader moves nothing, and is told', async () => {
  hut.site.world.addRun(RUN, numbered('t', 400));
  const { page } = await hut.open(paths.run(RUN));
  await page.evaluate(() => scrollTo(0, 4_000));
  await expect.poll(() => isFilled(page)).toBe(true);
  await page.waitForTimeout(300);
  const seen = await firstSeen(page);
  hut.site.world.setStates(RUN, {
    t397: exitedState(9, '1'),
    t398: runningState('2'),
    t399: runningState('3'),
  });
  // Three lines, and one for the 397 that wait, who are not all any more; the reader is among them.
  await page.locator('.new-lines').getByText('4 new above').waitFor();
  expect(await firstSeen(page)).toEqual(seen);
  await page.getByRole('button', { name: '4 new above' }).click();
  await page.locator('.new-lines').waitFor({ state: 'hidden' });
  await rowOf(page, 't397').getByText('exit code 9').waitFor();
});

browserTest('a row stays under the pointer while others come above it', async () => {
  hut.site.world.addRun(RUN, numbered('t', 400));
  hut.site.world.setStates(RUN, Object.fromEntries(numbered('t', 60).map((id) => [id, runningState('1')])));
  const { page } = await hut.open(paths.run(RUN));
  const row = rowOf(page, 't20');
  await row.hover();
  const before = await row.boundingBox();
  hut.site.world.setStates(RUN, { t300: exitedState(9, '7'), t301: exitedState(9, '8') });
  await rowOf(page, 't300').getByText('exit code 9').waitFor();
  // Two lines have come, and above the list a sentence about failures.
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(60);
  expect((await row.boundingBox())?.y).toBeCloseTo(before?.y ?? 0, 0);
});

browserTest('states and words choose what is listed, in the address too', async () => {
  hut.site.world.addRun(RUN, ['sim.alpha', 'sim.beta', 'fit.alpha', 'end']);
  hut.site.world.setStates(RUN, { 'sim.beta': exitedState(9, '1'), end: completedState('2') });
  const { page } = await hut.open(paths.run(RUN));
  await page.keyboard.press('/');
  await page.keyboard.type('alpha');
  await expect.poll(() => linesOf(page)).toEqual(['sim.alpha', 'fit.alpha']);
  await page.getByText('2 found').waitFor();
  await page.reload();
  await page.getByText('2 found').waitFor({ timeout: 5_000 });
  await expect.poll(() => new URL(page.url()).search).toBe('?q=alpha');
  await page.getByPlaceholder('Find tasks').fill('');
  await page.getByLabel('Only tasks that are').selectOption('failed');
  await expect.poll(() => linesOf(page)).toEqual(['sim.beta']);
  await page.reload();
  expect(await linesOf(page)).toEqual(['sim.beta']);
  await page.getByLabel('Only tasks that are').selectOption('any state');
  await page.getByRole('link', { name: 'by state' }).click();
  await expect.poll(() => linesOf(page)).toEqual(['sim.beta', 'sim.alpha', 'fit.alpha', 'end']);
});

browserTest('the list is used by keyboard alone, up to a task’s page', async () => {
  const site = hut.site.world.store;
  saveLargeRun(site, { id: RUN, tasks: 6_000, at: Date.now(), backend: 'mercury', name: groupedName });
  const { page } = await hut.open(paths.run(RUN));
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  const second = await focusedWords(page);
  await page.keyboard.press('k');
  await expect.poll(() => focusedWords(page)).not.toBe(second);
  const met: string[] = [];
  for (let times = 0; times < 4; times += 1) {
    const before = await focusedWords(page);
    await page.keyboard.press('f');
    await expect.poll(() => focusedWords(page)).not.toBe(before);
    met.push(await focusedWords(page));
  }
  // Every thousandth of the first half has failed, which are three; the fourth step comes round to the first.
  expect(new Set(met).size).toBe(3);
  expect(met[3]).toBe(met[0]);
  await page.keyboard.press('Enter');
  await page.getByText('exit code 3').first().waitFor();
});

browserTest(
  'where no task is like that, nothing runs through the words, and all are one step away',
  async () => {
    hut.site.world.addRun(RUN, ['a', 'b']);
    const { page } = await hut.open(`${paths.run(RUN)}?q=zzz&order=state`);
    const none = page.locator('.no-lines');
    const colour = (element: Element) => getComputedStyle(element).backgroundColor;
    expect(await none.evaluate(colour)).toBe(await page.locator('#run-items').evaluate(colour));
    await none.getByRole('link', { name: 'Show all' }).click();
    await expect.poll(() => linesOf(page)).toEqual(['a', 'b']);
    expect(new URL(page.url()).search).toBe('?order=state');
  },
);

async function focusedWords(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.textContent ?? '');
}

function turn(page: Page, id: string) {
  return page.locator(`#${id} > .turn`);
}

function rowOf(page: Page, id: string) {
  return page.locator('#run-items .task').filter({ has: page.getByRole('link', { name: id, exact: true }) });
}

/** Names of the groups and tasks that are in the page. */
function linesOf(page: Page): Promise<string[]> {
  return page.locator('.lines .group-name, .lines .task-id').allTextContents();
}

/** Whether lines stand wherever the list is seen. */
function isFilled(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const inside = document.querySelector('task-list')?.getBoundingClientRect();
    if (inside === undefined) return false;
    for (let y = 200; y < innerHeight - 10; y += 20) {
      if (y <= inside.top + 2 || y >= inside.bottom - 2) continue;
      if (document.elementFromPoint(inside.left + 200, y)?.closest('.line, .new-lines') === null)
        return false;
    }
    return true;
  });
}

function firstSeen(page: Page): Promise<string | undefined> {
  return page.evaluate(() => document.elementFromPoint(300, 400)?.closest('.line')?.id);
}
