import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { runId, taskId } from '../../src/engine/ids.ts';
import { type Listening, serve } from '../../src/server/serve.ts';
import { makeJob, makeTask } from '../../src/store/store.testdata.ts';
import { PRETENDED_PRICES } from '../fakes/pretended-prices.ts';
import { PretendedSettings } from '../fakes/pretended-settings.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';
import { makeFolders, makeSource } from '../fakes/pretended-sources.ts';
import {
  completedState,
  failedState,
  MERCURY,
  NOON,
  queuedState,
  runningState,
} from '../fakes/pretended-world.ts';
import { type Browser, bundleAssets, startBrowser, type WatchedPage, whyNoBrowser } from './browser.ts';

export const RUN = runId('a1b2c3d4');

/** Of everything something, and too wide for a phone. */
const SUMMARY = `# Fit of <b>sim</b>

Loss **0.031** after *400* steps, see [the paper](https://example.org/) and [all figures](figures.csv).

![loss by step](loss.svg)

| step | loss | ${'a very wide column '.repeat(10)} |
|---|--:|---|
| 1 | 4.2 | x |

- [x] data
- [ ] paper

> It converged.

    ${'julia --project fit.jl '.repeat(12)}
`;
const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="300">
<rect width="1200" height="300" fill="#888"/><path d="M0 20Q200 280 1200 290" stroke="#fff" stroke-width="6" fill="none"/></svg>`;

/** A pretended site that a real browser looks at: new for each test of the file that makes one. */
export class BrowserSite {
  #browser: Browser | null = null;
  #assets = '';
  #site: Site | null = null;
  #server: Listening | null = null;

  /** Registers what happens before and after the tests of the file. */
  static forEachTest(): BrowserSite {
    const it = new BrowserSite();
    const missing = whyNoBrowser();
    if (missing !== null) return it;
    beforeAll(() => it.#begin());
    afterAll(() => it.#finish());
    beforeEach(() => it.start(0));
    afterEach(() => it.stop());
    return it;
  }

  get site(): Site {
    return existing(this.#site);
  }

  get server(): Listening {
    return existing(this.#server);
  }

  /** Starts a server on a new, empty world. */
  async start(port: number, version = '1.2.3'): Promise<void> {
    const settings = { filterUser: 'ada' };
    this.#site = openSite({
      assets: this.#assets,
      settings,
      settingsFile: new PretendedSettings(),
      now: Date.now,
      version,
    });
    const listening = await serve(this.#site.web, { host: '127.0.0.1', port });
    if (!listening.ok) throw new Error(listening.problem.message);
    this.#server = listening.value;
  }

  /** Closes all pages and the server. */
  async stop(): Promise<void> {
    await existing(this.#browser).closePages();
    await this.stopServer();
  }

  async stopServer(): Promise<void> {
    await this.server.close();
    this.site.close();
    expect(this.site.reported).toEqual([]);
  }

  async open(path: string, options: Parameters<Browser['open']>[0] = {}): Promise<WatchedPage> {
    const watched = await existing(this.#browser).open(options);
    await watched.page.goto(this.server.url + path);
    if (options.scripts !== false) await watched.page.waitForSelector('html.scripted');
    return watched;
  }

  /** A run with every state, jobs of others, and names that must not be taken for markup. */
  furnish(): void {
    const { world, orders } = this.site;
    const after = { ...makeTask('sim.a'), dependencies: [taskId('setup')] };
    const tasks = [makeTask('setup'), after, 'sim.b', 'sim.c', 'sim.d', 'end'];
    world.addRun(RUN, tasks, { title: 'Grid <b>search</b>', maxConcurrent: 4 });
    world.setStates(RUN, {
      setup: completedState('1'),
      'sim.a': failedState('out-of-memory', 'Scheduler: Out of memory (OOM killed)', '2'),
      'sim.b': runningState('3'),
      'sim.c': queuedState('4'),
      end: { is: 'blocked', attempt: 1, because: taskId('sim.a'), at: NOON },
    });
    orders.prices = PRETENDED_PRICES;
    world.store.saveOtherJobs(MERCURY, NOON, [makeJob('9', { name: '<i>jupyter</i>', user: 'ada' })]);
    orders.logs = { output: '<script>document.title = "owned"</script>\n\u001b[31mred\u001b[0m' };
    const task = { id: taskId('sim.b'), name: '<b>fit</b>' };
    orders.published = {
      sections: [{ about: 'run', task, folder: 'sim.b', text: SUMMARY, isCut: true }],
      leftOut: 2,
    };
    orders.files = { 'loss.svg': PICTURE };
    orders.sourceViews = [makeSource(), ...makeFolders()];
    orders.listings = [
      { name: 'grid', backend: MERCURY, description: 'A grid', maxConcurrent: 3, hasGit: false },
    ];
  }

  async #begin(): Promise<void> {
    this.#assets = await bundleAssets();
    this.#browser = await startBrowser();
  }

  async #finish(): Promise<void> {
    await existing(this.#browser).close();
    await rm(this.#assets, { recursive: true, force: true });
  }
}

function existing<T>(value: T | null): T {
  if (value === null) throw new Error('the browser has not been started');
  return value;
}

/** For what saves 100,000 tasks first, or opens many windows, in milliseconds. */
export const LONG = 90_000;

/** A test that needs the browser; where there is none, its name says why it was left out. */
export function browserTest(name: string, run: () => Promise<void>, timeout?: number): void {
  const missing = whyNoBrowser();
  const words = missing === null ? name : `${name} (left out: ${missing})`;
  test.skipIf(missing !== null)(words, timeout === undefined ? {} : { timeout }, run);
}
