import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';
import { bundleAssets, startBrowser } from '../test/pages/browser.ts';
import type { FloodAnswer, FloodOrder } from './browser-site.ts';
import { bundle } from './bundled.ts';
import { type Bench, type Figure, isProgram, printFigures } from './figure.ts';
import { counted, median } from './numbers.ts';

/**
 * A run's page in a real browser while 2,000 tasks a second change: how soon something stands in it, how long the browser
 * takes from a key or a click to the next picture (Event Timing: https://www.w3.org/TR/event-timing/), what it holds in
 * memory, and what the server works. The same with a run of 1,000 tasks is the reference.
 */
export const browser: Bench = async () => {
  const assets = await bundleAssets();
  const site = await bundle('browser-site');
  try {
    const small = await measure(site, assets, 1_000);
    const large = await measure(site, assets, 100_000);
    return figuresOf(large, small);
  } finally {
    await rm(assets, { recursive: true });
  }
};

const CHANGES_PER_SECOND = 2_000;
const SECONDS = 30;

interface Measured {
  readonly firstContentMs: number;
  readonly middleMs: number;
  /** As https://web.dev/articles/inp has it. */
  readonly inpMs: number;
  readonly slowestMs: number;
  readonly interactions: number;
  readonly longestFrameMs: number;
  readonly heapMb: number;
  readonly elements: number;
  /** Of a second: its main thread. */
  readonly pageMs: number;
  /** Of a second of the flood, with the page open and with none. */
  readonly serverMs: number;
  readonly aloneMs: number;
}

async function measure(program: string, assets: string, tasks: number): Promise<Measured> {
  const dir = await mkdtemp(join(tmpdir(), 'scripthut-bench-'));
  const child = fork(program, [join(dir, 'state.db'), String(tasks), assets]);
  const chromium = await startBrowser();
  try {
    const { url, path } = await answerOf(child, 'ready');
    const alone = await order(child, { is: 'flood', perSecond: CHANGES_PER_SECOND, seconds: 10 });
    const flooded = order(child, { is: 'flood', perSecond: CHANGES_PER_SECOND, seconds: SECONDS });
    await delay(1_000);
    // With nothing in its cache.
    const { page } = await chromium.open();
    await page.addInitScript(listen);
    const session = await page.context().newCDPSession(page);
    // Time that its thread worked, and not that which it waited for a busy machine.
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const openedAt = performance.now();
    await page.goto(url + path);
    const firstContentMs = await firstContent(page);
    const stopped = { is: false };
    const used = usePage(page, stopped);
    const withPage = await flooded;
    stopped.is = true;
    await used;
    await page.locator('.counts').getByText(withPage.counts, { exact: true }).waitFor({ timeout: 10_000 });
    const { durations, frames } = await page.evaluate(
      () => (globalThis as unknown as { heard: Heard }).heard,
    );
    return {
      firstContentMs,
      middleMs: median(durations),
      inpMs: durations.toSorted((a, b) => b - a)[Math.floor(durations.length / 50)] ?? Number.NaN,
      slowestMs: Math.max(...durations),
      interactions: durations.length,
      longestFrameMs: Math.max(0, ...frames),
      ...(await held(session, (performance.now() - openedAt) / 1000)),
      serverMs: withPage.processorMs / SECONDS,
      aloneMs: alone.processorMs / 10,
    };
  } finally {
    await chromium.close();
    child.send({ is: 'stop' } satisfies FloodOrder);
    await once(child, 'exit');
    await rm(dir, { recursive: true });
  }
}

async function order(
  child: ChildProcess,
  what: FloodOrder,
): Promise<Extract<FloodAnswer, { is: 'flooded' }>> {
  const answered = answerOf(child, 'flooded');
  child.send(what);
  return answered;
}

/** @throws when the server goes before it answers. */
async function answerOf<Is extends FloodAnswer['is']>(
  child: ChildProcess,
  is: Is,
): Promise<Extract<FloodAnswer, { is: Is }>> {
  const gone = new AbortController();
  child.once('exit', () => gone.abort(new Error('the server of the benchmark has ended')));
  for (;;) {
    const [answer] = (await once(child, 'message', { signal: gone.signal })) as [FloodAnswer];
    if (answer.is === is) return answer as Extract<FloodAnswer, { is: Is }>;
  }
}

/** From the request to the first text, in milliseconds, as the browser measured it. */
function firstContent(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const observer = new PerformanceObserver((list) => {
          const [entry] = list.getEntriesByName('first-contentful-paint');
          if (entry !== undefined) resolve(entry.startTime);
        });
        observer.observe({ type: 'paint', buffered: true });
      }),
  );
}

/** What the browser measured, in milliseconds. */
interface Heard {
  /** From a key or a click to the next picture. */
  readonly durations: number[];
  /** Of more than 50 ms, after the first content: from the begin of the work to the picture, also while somebody scrolls. */
  readonly frames: number[];
}

/** Runs in the page, before anything else. */
function listen(): void {
  const heard: Heard = { durations: [], frames: [] };
  Object.assign(globalThis, { heard });
  const shownAt = () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if ('interactionId' in entry && Number(entry.interactionId) > 0) heard.durations.push(entry.duration);
      else if (entry.entryType === 'long-animation-frame' && entry.startTime > shownAt())
        heard.frames.push(entry.duration);
    }
  });
  // Shorter ones the browser does not tell; its durations are multiples of 8.
  observer.observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  observer.observe({ type: 'long-animation-frame' });
}

/** What a reader does: goes through the list by keys, opens and shuts a group, looks for something, scrolls far. */
async function usePage(page: Page, stopped: { readonly is: boolean }): Promise<void> {
  const find = page.getByPlaceholder('Find tasks');
  while (!stopped.is) {
    for (const key of ['j', 'j', 'j', 'k', 'f', 's']) await page.keyboard.press(key);
    await page.waitForTimeout(200);
    await page.keyboard.press('s');
    await find.click();
    await page.keyboard.type('T99');
    await page.waitForTimeout(300);
    await find.fill('');
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.mouse.move(600, 600);
    for (let times = 0; times < 5; times += 1) await page.mouse.wheel(0, 900);
    await page.waitForTimeout(200);
    await page.mouse.wheel(0, -10_000_000);
    await page.waitForTimeout(200);
    await page.locator('.turn').first().click({ timeout: 5_000 });
    await page.waitForTimeout(200);
    await page.locator('.turn').first().click({ timeout: 5_000 });
  }
}

/** After what is not needed any more was thrown away. */
async function held(
  session: CDPSession,
  seconds: number,
): Promise<Pick<Measured, 'heapMb' | 'elements' | 'pageMs'>> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  const pageMs = (of('TaskDuration') * 1000) / seconds;
  return { heapMb: of('JSHeapUsedSize') / 2 ** 20, elements: of('Nodes'), pageMs };
}

function figuresOf(large: Measured, small: Measured): readonly Figure[] {
  const reference = `the same with ${counted(1_000)} tasks`;
  const figure = (what: string, unit: Figure['unit'], of: (measured: Measured) => number): Figure => {
    const when = `${counted(100_000)} tasks, ${counted(CHANGES_PER_SECOND)} changes a second`;
    return { what: `${what}: ${when}`, unit, ours: of(large), theirs: of(small), reference };
  };
  return [
    figure('first content', 'ms', ({ firstContentMs }) => firstContentMs),
    figure(`interaction, the middle one of ${large.interactions}`, 'ms', ({ middleMs }) => middleMs),
    figure('interaction to next paint (all but the slowest of every 50)', 'ms', ({ inpMs }) => inpMs),
    figure('interaction, the slowest of all', 'ms', ({ slowestMs }) => slowestMs),
    figure('frame, the longest (0: none over 50 ms)', 'ms', ({ longestFrameMs }) => longestFrameMs),
    figure('memory of the page’s script at the end', 'MB', ({ heapMb }) => heapMb),
    figure('nodes of the page at the end', 'nodes', ({ elements }) => elements),
    figure('processor time of the page in a second', 'ms', ({ pageMs }) => pageMs),
    figure('processor time of the server in a second, one page open', 'ms', ({ serverMs }) => serverMs),
    figure('the same, no page open', 'ms', ({ aloneMs }) => aloneMs),
  ];
}

if (isProgram(import.meta)) await printFigures('browser', browser);
