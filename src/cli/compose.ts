import { randomBytes } from 'node:crypto';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { systemClock } from '../conductor/clock.ts';
import { createConductor, type RunningConductor } from '../conductor/create.ts';
import type { Orders } from '../conductor/orders.ts';
import type { Report } from '../conductor/report.ts';
import type { Configuration } from '../config/schema.ts';
import { type RunId, runId } from '../engine/ids.ts';
import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import { PRICE_LIST_ADDRESS, PriceBook } from '../pricing/price-book.ts';
import { createApp, type WebApp } from '../server/app.ts';
import { serve } from '../server/serve.ts';
import { openStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { StoreError } from '../store/store-error.ts';
import { paths } from '../wire/paths.ts';
import { type FoundConfiguration, settingsPath } from './configuration.ts';
import { importAtStart } from './import-at-start.ts';
import { LiveSettings } from './live-settings.ts';
import { Opened } from './opened.ts';
import { addressAt } from './server-choice.ts';
import { changeSentences } from './settings-changes.ts';
import { statePlace } from './state-place.ts';
import { VERSION } from './version.ts';

// Opens things: state file, backends and sources (`opened.ts`), conductor and server, in this order.

export interface ServiceOptions {
  readonly found: FoundConfiguration;
  /** Looks for the configuration once more; missing where it is not one that people can change. */
  readonly again?: () => Promise<Result<FoundConfiguration>>;
  /** What people should know on the page of settings, when this is not what its file says. */
  readonly told?: readonly string[];
  /** Win over the configuration. */
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly report: Report;
}

/** A server that answers. */
export interface Service {
  /** `http://127.0.0.1:8000`. */
  readonly address: string;
  /** Resolves when somebody wants it to begin anew. */
  readonly restartWanted: Promise<void>;
  /** Stops asking and answering; jobs go on. */
  stop(): Promise<void>;
}

/** Problems: the state file cannot be used, or nobody can listen there. */
export async function startService(options: ServiceOptions): Promise<Result<Service>> {
  try {
    return await openAll(options);
  } catch (error) {
    if (error instanceof StoreError) return failed(error.problem);
    throw error;
  }
}

/** @throws StoreError */
async function openAll(options: ServiceOptions): Promise<Result<Service>> {
  const { found, report } = options;
  const { settings } = found.configuration;
  const store = openState(found);
  // Where the server listens is known before anything is told of it.
  let address = '';
  const opened = new Opened((run) => `${address}${paths.run(run)}`);
  const prices = openPrices(found, report);
  const conductor = createConductor({
    ...(await opened.open(found.configuration)),
    store,
    prices: () => prices.prices(),
    clock: systemClock,
    newRunId,
    released: (backend) => void opened.release(backend),
    report,
  });
  const close = async (): Promise<void> => {
    conductor.stop();
    await prices.stop();
    await opened.close();
    store.close();
  };
  const restart = Promise.withResolvers<void>();
  const live = await openSettings(options, { opened, conductor, restart: restart.resolve });
  const web = openWeb(live, found, { store, orders: conductor.orders, report });
  const listening = await serve(web, placeOf(options, settings));
  if (!listening.ok) {
    web.close();
    await close();
    return listening;
  }
  address = listening.value.url;
  for (const warning of found.warnings) report('warn', warning);
  conductor.start();
  prices.start();
  const importing =
    found.faults.length > 0 ? null : importAtStart(store, settings.dataDir, systemClock.now, report);
  report('info', 'serving', { address: listening.value.url, version: VERSION });
  const stop = async (): Promise<void> => {
    await listening.value.close();
    await importing?.stop();
    await close();
  };
  return ok({ address: listening.value.url, restartWanted: restart.promise, stop });
}

/** Where to listen. */
function placeOf({ host, port }: Pick<ServiceOptions, 'host' | 'port'>, settings: Configuration['settings']) {
  return { host: host ?? settings.serverHost, port: port ?? settings.serverPort };
}

/** So long the answer to the wish for a restart may take, in milliseconds. */
const LAST_WORD_MS = 200;

/** Null where there is no file to go by: nothing can be changed then. */
async function openSettings(
  options: ServiceOptions,
  parts: { readonly opened: Opened; readonly conductor: RunningConductor; readonly restart: () => void },
): Promise<LiveSettings | null> {
  const { found, again, report, told = [] } = options;
  if (again === undefined) return null;
  const { opened, conductor } = parts;
  const here = placeOf(options, found.configuration.settings);
  return LiveSettings.open({
    path: settingsPath(found.file),
    found,
    again,
    told,
    addressOf: ({ settings }) => {
      const next = placeOf(options, settings);
      return isDeepStrictEqual(next, here) ? null : addressAt(next);
    },
    now: systemClock.now,
    restart: () => systemClock.after(LAST_WORD_MS, parts.restart),
    apply: async (before, after) => {
      conductor.reload(await opened.open(after));
      const kept = conductor.orders.backends().filter(({ isLeaving }) => isLeaving);
      const sentences = changeSentences(
        before,
        after,
        kept.map(({ name }) => name),
      );
      report('info', 'another configuration', { changes: sentences });
      return sentences;
    },
  });
}

/** With a faulty configuration nobody knows where the state is: then there is none, and nothing is written. */
function openState({ configuration, faults }: FoundConfiguration): Store {
  return openStore(faults.length > 0 ? ':memory:' : statePlace(configuration.settings.dataDir).file);
}

function openPrices({ configuration }: FoundConfiguration, report: Report): PriceBook {
  return new PriceBook({
    settings: configuration.pricing,
    cacheFile: join(configuration.settings.dataDir, 'pricing_cache.json'),
    address: PRICE_LIST_ADDRESS,
    fetch,
    clock: systemClock,
    report,
  });
}

interface WebParts {
  readonly store: Store;
  readonly orders: Orders;
  readonly report: Report;
}

function openWeb(live: LiveSettings | null, started: FoundConfiguration, parts: WebParts): WebApp {
  const { report, ...asked } = parts;
  const found = () => live?.found ?? started;
  return createApp({
    ...asked,
    // Asked anew each time: another configuration may take the place of this one.
    settings: {
      get filterUser() {
        return found().configuration.settings.filterUser;
      },
    },
    configuration: {
      get faults() {
        return found().faults;
      },
      get file() {
        return found().file;
      },
      get warnings() {
        return found().warnings.map((text) => problem('bad-configuration', text));
      },
    },
    settingsFile: live,
    assets: join(packageFolder(), 'dist', 'assets'),
    version: VERSION,
    allowedHosts: [],
    report: (error) => report('error', error instanceof Error ? error.message : String(error), { error }),
  });
}

/** The same folder for the bundle in `dist/` and for the source. */
function packageFolder(): string {
  return dirname(findPackageJSON('.', import.meta.url) ?? '.');
}

function newRunId(): RunId {
  return runId(randomBytes(4).toString('hex'));
}
