import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { runId, taskId, token } from '../../src/engine/ids.ts';
import { makeJob } from '../../src/store/store.testdata.ts';
import { paths } from '../../src/wire/paths.ts';
import { makeCapacity } from '../fakes/pretended-backends.ts';
import { makeChannel } from '../fakes/pretended-channel.ts';
import { MERCURY, NOON } from '../fakes/pretended-world.ts';
import { type BrowserSite, browserTest, RUN } from './browser-site.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Another run of the same tasks, in which nothing has begun. */
const OLDER = runId('0a1b2c3d');

function furnish(hut: BrowserSite): void {
  hut.furnish();
  const { world, orders } = hut.site;
  world.addRun(OLDER, ['setup', 'sim.a', '<b>new'], { title: '<i>Grid', createdAt: NOON - 7_200_000 });
  orders.capacities.picture = makeCapacity();
  orders.queued = [
    makeJob('1', { token: token('a1b2c3d4.1') }),
    makeJob('2', { state: 'pending', reason: '<b>x' }),
  ];
  orders.channels = [makeChannel('me', 'ada@example.org', true), makeChannel('<b>lab', 'lab', false)];
}

const SHOWS = ['script', 'environment', 'attempts', 'resources', 'dependencies', 'events'] as const;

const PAGES = [
  paths.home(),
  paths.jobs(),
  paths.runs(),
  paths.run(RUN),
  paths.runGraph(RUN),
  paths.runGraph(RUN, { from: 't1', q: 'sim' }),
  paths.runTimeline(RUN),
  paths.runTimeline(RUN, { open: ['sim'] }),
  paths.runResources(RUN),
  paths.runErrors(RUN),
  paths.runErrors(RUN, { lines: 'true' }),
  paths.runHistory(RUN),
  paths.runHistory(RUN, { at: 1 }),
  paths.runsCompare({ a: OLDER, b: RUN }),
  paths.notifications(),
  paths.runSummary(RUN),
  paths.task(RUN, taskId('sim.a')),
  ...SHOWS.map((show) => paths.task(RUN, taskId('sim.a'), { show })),
  paths.taskEnvironment(RUN, taskId('sim.a')),
  paths.sources(),
  paths.workflowDryRun('grid'),
  paths.backends(),
  paths.backend(MERCURY),
  paths.backendPoliteness(MERCURY),
  paths.backendLog(MERCURY),
  paths.settings(),
  paths.runs({ label: 'paper', text: 'grid' }),
  paths.jobs({ text: 'sim', sort: 'name' }),
];

/** How a reader looks at the pages. */
interface Look {
  readonly words: string;
  readonly options: Parameters<BrowserSite['open']>[1];
}

/** A test for each page: no serious fault, nothing over the edge, no text taken for markup, no complaint of the browser. */
export function pagesAreSound(hut: BrowserSite, { words, options }: Look): void {
  for (const path of PAGES) {
    browserTest(`${path} is sound: ${words}`, async () => {
      furnish(hut);
      const { page, complaints } = await hut.open(path, options);
      expect(await seriousFaults(page)).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      expect(await page.locator('main b, main i').count()).toBe(0);
      expect(complaints).toEqual([]);
    });
  }
}

const OPENED: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  'the palette': async (page) => {
    await page.keyboard.press('Control+k');
    await page.locator('.palette [role=option]').first().waitFor();
  },
  'the list of keys': (page) => page.keyboard.press('?'),
  'what a chip says': (page) => page.locator('.chip').first().click(),
  'the menu of who is told': (page) => page.locator('#notify-menu > summary').click(),
  'the view menu': (page) => page.locator('#view-menu > summary').click(),
  'the list after a search in vain': async (page) => {
    await page.getByPlaceholder('Find tasks').fill('nothing of the sort');
    await page.getByText('is like that').waitFor();
  },
};

/** A test for each menu and dialog of a run's page. */
export function openedPartsAreSound(hut: BrowserSite, { words, options }: Look): void {
  for (const [what, open] of Object.entries(OPENED)) {
    browserTest(`${what} is sound: ${words}`, async () => {
      furnish(hut);
      const { page, complaints } = await hut.open(paths.run(RUN), options);
      await open(page);
      expect(await seriousFaults(page)).toEqual([]);
      expect(complaints).toEqual([]);
    });
  }
}

export function menusAreInsideThePhone(hut: BrowserSite): void {
  browserTest('the menus of a run open inside the window of a phone', async () => {
    furnish(hut);
    const { page } = await hut.open(paths.run(RUN), { width: 360 });
    for (const menu of ['#notify-menu', '#label-menu', '#cancel-menu']) {
      await page.locator(`${menu} > summary`).click();
      const box = await page.locator(`${menu} > form`).boundingBox();
      expect(box?.x, menu).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0), menu).toBeLessThanOrEqual(360);
      await page.locator(`${menu} > summary`).click();
    }
  });
}

/** A text, what is done with it, and what is shown then. */
const SETTINGS_SHOWN: readonly (readonly [string, string, string, string])[] = [
  ['faults', 'fault: <b>1</b>\nname: x\n# another fault\n', 'Check only', 'The configuration has 2 faults.'],
  ['another text', 'name: <i>x</i>\n', 'Check only', 'This text can be used; it is not saved yet.'],
  ['two texts', 'name: conflict\n', 'Save and use', 'The file as it is now'],
  ['what was done', 'name: y\n', 'Save and use', 'New backend: there.'],
  ['a restart', 'name: y\n', 'Save and restart', 'ScriptHut begins anew.'],
];

/** A test for each answer of the page of settings. */
export function settingsAreSound(hut: BrowserSite, { words, options }: Look): void {
  for (const [what, text, button, shown] of SETTINGS_SHOWN) {
    browserTest(`the page of settings with ${what} is sound: ${words}`, async () => {
      furnish(hut);
      const { page } = await hut.open(paths.settings(), options);
      await page.locator('#config-content').fill(text);
      await page.getByRole('button', { name: button }).click();
      await page.getByText(shown).waitFor();
      await page.locator('details').evaluateAll((all) => {
        for (const each of all) each.setAttribute('open', '');
      });
      expect(await seriousFaults(page)).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      expect(await page.locator('main b, main i').count()).toBe(0);
    });
  }
}

/** What axe finds serious or critical, in words. */
async function seriousFaults(page: Page): Promise<readonly string[]> {
  // The text of a page that was just sent for can be found before its style sheets have come.
  await page.waitForLoadState('load');
  // Through the debugger, which the page's policy does not stop; as an element it would be refused.
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: AxeFault[] }> } };
    interface AxeFault {
      id: string;
      impact: string;
      help: string;
      nodes: { html: string }[];
    }
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' | ')}`);
  });
}
