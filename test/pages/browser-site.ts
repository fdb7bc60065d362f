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

/** A test that needs the browser; where there is none, its name says why it was left out. */
export function browserTest(name: string, run: () => Promise<void>): void {
  const missing = whyNoBrowser();
  test.skipIf(missing !== null)(missing === null ? name : `${name} (left out: ${missing})`, run);
}
