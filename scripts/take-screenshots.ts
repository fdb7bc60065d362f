import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { Page } from 'playwright-core';
import { runId } from '../src/engine/ids.ts';
import { serve } from '../src/server/serve.ts';
import { paths } from '../src/wire/paths.ts';
import { GRID, GRID_BEFORE, STARVED } from '../test/fakes/believable-runs.ts';
import { BelievableSettings, furnishBelievably } from '../test/fakes/believable-site.ts';
import { saveLargeRun } from '../test/fakes/large-runs.ts';
import { openSite, type Site } from '../test/fakes/pretended-site.ts';
import { MERCURY, NOON } from '../test/fakes/pretended-world.ts';
import { type Browser, bundleAssets, startBrowser, whyNoBrowser } from '../test/pages/browser.ts';

interface Shot {
  readonly path: string;
  /** What the site has from then on. */
  readonly furnish?: (site: Site) => void;
  /** What is done on the page before its picture is taken. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** The log of its events is whole, so that its past can be looked at. */
const SWEEP = runId('d4b81f60');

const SHOTS: Readonly<Record<string, Shot>> = {
  overview: { path: paths.home() },
  runs: { path: paths.runs() },
  jobs: { path: paths.jobs() },
  run: { path: paths.run(GRID) },
  graph: { path: paths.runGraph(GRID) },
  timeline: { path: paths.runTimeline(GRID, { open: ['sim'] }) },
  errors: { path: paths.runErrors(GRID) },
  resources: { path: paths.runResources(GRID) },
  summary: { path: paths.runSummary(GRID) },
  events: { path: paths.runHistory(GRID) },
  'task-panel': { path: paths.run(GRID, { status: 'failed' }), prepare: openFirstFailure },
  task: { path: paths.task(GRID, STARVED), prepare: readToTheEnd },
  compare: { path: paths.runsCompare({ a: GRID_BEFORE, b: GRID }) },
  backends: { path: paths.backends() },
  backend: { path: paths.backend(MERCURY) },
  sources: { path: paths.sources() },
  settings: { path: paths.settings() },
  notifications: { path: paths.notifications() },
  'notify-menu': { path: paths.run(GRID), prepare: (page) => page.locator('#notify-menu > summary').click() },
  palette: { path: paths.run(GRID), prepare: openPalette },
  moment: { path: paths.runHistory(SWEEP), furnish: addSweep, prepare: goBack },
};

const LOOKS = {
  light: { width: 1280, height: 800 },
  dark: { dark: true, width: 1280, height: 800 },
  phone: { width: 360, height: 740 },
} as const;

/**
 * Takes the pictures in `docs/screenshots/`, of the real pages on a pretended site: all, or those of the pages that are
 * named on the command line.
 */
async function takeAll(wanted: readonly string[]): Promise<void> {
  const missing = whyNoBrowser();
  if (missing !== null) throw new Error(missing);
  const folder = join(import.meta.dirname, '../docs/screenshots');
  await mkdir(folder, { recursive: true });
  const assets = await bundleAssets();
  const browser = await startBrowser();
  const site = openSite({ assets, settings: { filterUser: 'ada' }, settingsFile: new BelievableSettings() });
  furnishBelievably(site);
  const listening = await serve(site.web, { host: '127.0.0.1', port: 0 });
  if (!listening.ok) throw new Error(listening.problem.message);
  for (const [name, shot] of Object.entries(SHOTS))
    if (wanted.length === 0 || wanted.includes(name)) {
      shot.furnish?.(site);
      await takeOne(browser, listening.value.url, shot, join(folder, name));
    }
  await browser.close();
  await listening.value.close();
  site.close();
  await rm(assets, { recursive: true, force: true });
}

function addSweep({ world }: Site): void {
  const name = (index: number) => `sweep.T${280 + index}`;
  const about = { id: SWEEP, backend: 'mercury', workflow: 'lab/sweep', name };
  saveLargeRun(world.store, { ...about, tasks: 60, at: NOON - 7_200_000, paceMs: 170_000 });
}

async function takeOne(browser: Browser, server: string, shot: Shot, file: string): Promise<void> {
  for (const [look, { height, ...options }] of Object.entries(LOOKS)) {
    const { page } = await browser.open(options);
    await page.setViewportSize({ width: options.width, height });
    await page.clock.setFixedTime(NOON);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto(server + shot.path);
    await page.waitForSelector('html.scripted');
    await shot.prepare?.(page);
    await page.waitForTimeout(SETTLING_MS);
    await page.screenshot({ path: `${file}-${look}.png`, animations: 'disabled', caret: 'hide' });
    await browser.closePages();
  }
}

/** For what is read after the page itself: streams, logs, the list of the palette. */
const SETTLING_MS = 700;

/** To how the run stood some time ago. */
async function goBack(page: Page): Promise<void> {
  await page.locator('.history a[href*="at="]').nth(40).click();
  await page.locator('.moment').waitFor();
}

async function openFirstFailure(page: Page): Promise<void> {
  await page.locator('#run-items a[href*="/tasks/"]').first().click();
  await readToTheEnd(page);
}

/** Until it is known that nothing more is written to the log. */
async function readToTheEnd(page: Page): Promise<void> {
  await page.getByText('· ended').waitFor();
}

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.locator('.palette [role=option]').first().waitFor();
}

await takeAll(process.argv.slice(2));
