import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { countsSentence } from '../../src/server/words.ts';
import { paths } from '../../src/wire/paths.ts';
import { Flood, groupedName, saveLargeRun } from '../fakes/large-runs.ts';
import { BrowserSite, browserTest, RUN } from './browser-site.ts';

const hut = BrowserSite.forEachTest();

/** In this time so many changes come, a hundred with each beat. */
const FLOOD_MS = 3_000;
const CHANGES = 6_000;
const BEAT = 100;

for (const tasks of [1_000, 100_000]) {
  browserTest(
    `a page of ${tasks} tasks survives thousands of changes a second, and ends with all of them`,
    async () => {
      const { store } = hut.site.world;
      saveLargeRun(store, { id: RUN, tasks, at: Date.now(), backend: 'mercury', name: groupedName });
      const flood = new Flood(store, RUN);
      const { page, complaints } = await hut.open(paths.run(RUN));
      for (let done = 0; done < CHANGES; done += BEAT) {
        hut.site.world.tell({ is: 'events', last: flood.change(BEAT) });
        await page.waitForTimeout((FLOOD_MS * BEAT) / CHANGES);
        expect(await page.locator('.lines > li').count()).toBeLessThan(200);
      }
      await page.locator('.counts').getByText(countsSentence(flood.counts), { exact: true }).waitFor();
      await expect.poll(() => isTrue(page)).toBe(true);
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight / 2));
      await expect.poll(() => isTrue(page)).toBe(true);
      expect(complaints).toEqual([]);
    },
  );
}

/** Whether the lines that are shown are those that the server has now; what counts seconds is left out. */
function isTrue(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    const textOf = (lines: Element | null) =>
      [...(lines?.querySelectorAll('.state, .task-id, .group-name, .group-words, .fold-count') ?? [])]
        .map(({ textContent }) => textContent.replace(/\s+/g, ' '))
        .join('\n');
    const shown = document.querySelector<HTMLElement>('task-list .lines');
    const query = `?from=${shown?.dataset.from}&limit=${shown?.children.length}`;
    const answer = await fetch(`${location.pathname}/items${query}`, { headers: { 'HX-Request': 'true' } });
    const served = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('.lines');
    return textOf(shown) === textOf(served) && textOf(shown) !== '';
  });
}
