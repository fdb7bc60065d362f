import { randomBytes } from 'node:crypto';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import type { Backend } from '../backends/backend.ts';
import { openBackend } from '../backends/open.ts';
import { systemClock } from '../conductor/clock.ts';
import type { ConductorOptions } from '../conductor/conductor.ts';
import { createConductor, type RunningConductor } from '../conductor/create.ts';
import type { Report } from '../conductor/report.ts';
import { type RunId, runId } from '../engine/ids.ts';
import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { Channel } from '../notices/channel.ts';
import { openChannel } from '../notices/open.ts';
import { PRICE_LIST_ADDRESS, PriceBook } from '../pricing/price-book.ts';
import { createApp, type WebApp } from '../server/app.ts';
import { serve } from '../server/serve.ts';
import { type OpenedSource, openSource } from '../sources/open.ts';
import { openRepository } from '../sources/repository.ts';
import { openStore } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { StoreError } from '../store/store-error.ts';
import { paths } from '../wire/paths.ts';
import type { FoundConfiguration } from './configuration.ts';
import { importAtStart } from './import-at-start.ts';
import { statePlace } from './state-place.ts';
import { VERSION } from './version.ts';

// The one place that opens things: state file, backends, conductor and server, in this order.

export interface ServiceOptions {
  readonly found: FoundConfiguration;
  /** Win over the configuration. */
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly report: Report;
}

/** A server that answers. */
export interface Service {
  /** `http://127.0.0.1:8000`. */
  readonly address: string;
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
async function openAll({ found, report, ...wished }: ServiceOptions): Promise<Result<Service>> {
  const { settings } = found.configuration;
  const store = openState(found);
  const open = { dataDir: settings.dataDir, now: systemClock.now };
  const backends = found.configuration.backends.map((backend) => openBackend(backend, open));
  const prices = openPrices(found, report);
  const sources = openSources(found, backends);
  const site: { address: string } = { address: '' };
  const opened = {
    backends,
    sources: sources.map(({ source }) => source),
    prices: () => prices.prices(),
    channels: openChannels(found, site),
  };
  const conductor = openConductor(found, store, opened, report);
  const close = async (): Promise<void> => {
    conductor.stop();
    await prices.stop();
    await Promise.all([...sources, ...backends].map((each) => each.close()));
    store.close();
  };
  const web = openWeb(found, store, conductor, report);
  const at = { host: wished.host ?? settings.serverHost, port: wished.port ?? settings.serverPort };
  const listening = await serve(web, at);
  if (!listening.ok) {
    web.close();
    await close();
    return listening;
  }
  site.address = listening.value.url;
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
  return ok({ address: listening.value.url, stop });
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

/** Where the server listens is known before anything is told of it. */
function openChannels({ configuration }: FoundConfiguration, site: { readonly address: string }): Channel[] {
  const address = (run: RunId) => `${site.address}${paths.run(run)}`;
  return configuration.notifications.map((each) =>
    openChannel(each, { fetch, now: systemClock.now, address }),
  );
}

/** Projects among them. */
function openSources({ configuration }: FoundConfiguration, backends: readonly Backend[]): OpenedSource[] {
  const { settings, sources, projects } = configuration;
  const options = {
    cacheDir: settings.sourcesCacheDir,
    hostOf: (name: string) => backends.find((backend) => backend.name === name)?.machine ?? null,
    now: systemClock.now,
  };
  return [...sources, ...projects].map((each) => openSource(each, options));
}

function openConductor(
  { configuration }: FoundConfiguration,
  store: Store,
  opened: Pick<ConductorOptions, 'backends' | 'sources' | 'prices' | 'channels'>,
  report: Report,
): RunningConductor {
  return createConductor({
    store,
    ...opened,
    workflows: configuration.workflows.map(({ git, ...workflow }) => ({
      ...workflow,
      repository: git === null ? null : openRepository(git),
    })),
    environments: configuration.environments,
    rules: {
      server: configuration.rules,
      backends: new Map(configuration.backends.map(({ name, rules }) => [name, rules])),
    },
    pollIntervalMs: configuration.settings.pollIntervalSeconds * 1000,
    clock: systemClock,
    newRunId,
    report,
  });
}

function openWeb(
  found: FoundConfiguration,
  store: Store,
  conductor: RunningConductor,
  report: Report,
): WebApp {
  const { configuration, faults, file } = found;
  return createApp({
    orders: conductor.orders,
    store,
    settings: { filterUser: configuration.settings.filterUser },
    configuration: {
      faults,
      file,
      warnings: found.warnings.map((text) => problem('bad-configuration', text)),
    },
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
