import type { Backend } from '../backends/backend.ts';
import { openBackend } from '../backends/open.ts';
import { systemClock } from '../conductor/clock.ts';
import type { Configured } from '../conductor/options.ts';
import type { Configuration } from '../config/schema.ts';
import type { RunAddress } from '../notices/message.ts';
import { openChannel } from '../notices/open.ts';
import { type OpenedSource, openSource } from '../sources/open.ts';
import { openRepository } from '../sources/repository.ts';

interface Kept<T> {
  /** The settings that it was opened with, as text. */
  readonly settings: string;
  readonly opened: T;
}

/** What a configuration names, opened; what stays the same in another one is not opened again. */
export class Opened {
  #backends: readonly Kept<Backend>[] = [];
  #sources: readonly Kept<OpenedSource>[] = [];
  /** Backends that are still in use, though another configuration has taken the place of theirs. */
  readonly #left = new Set<Backend>();
  readonly #runAddress: RunAddress;

  /** `runAddress` is that of a run's page, for messages. */
  constructor(runAddress: RunAddress) {
    this.#runAddress = runAddress;
  }

  /** Opens what is new, and lets go of sources that are gone. Of backends, `release` says when nobody needs them. */
  async open(configuration: Configuration): Promise<Configured> {
    const { settings } = configuration;
    const options = { dataDir: settings.dataDir, now: systemClock.now };
    const backends = configuration.backends.map((each) =>
      keep(this.#backends, JSON.stringify(each), () => openBackend(each, options)),
    );
    for (const { opened } of this.#backends) {
      if (!backends.some((each) => each.opened === opened)) this.#left.add(opened);
    }
    const before = this.#sources;
    this.#backends = backends;
    this.#sources = openSources(configuration, backends, before);
    const gone = before.filter(({ opened }) => !this.#sources.some((each) => each.opened === opened));
    await Promise.all(gone.map(({ opened }) => opened.close()));
    return configuredOf(configuration, {
      backends: backends.map(({ opened }) => opened),
      sources: this.#sources.map(({ opened }) => opened.source),
      channels: configuration.notifications.map((each) =>
        openChannel(each, { fetch, now: systemClock.now, address: this.#runAddress }),
      ),
    });
  }

  /** Nobody needs that backend any more. */
  async release(backend: Backend): Promise<void> {
    this.#left.delete(backend);
    await backend.close();
  }

  async close(): Promise<void> {
    const backends = [...this.#backends.map(({ opened }) => opened), ...this.#left];
    await Promise.all(
      [...this.#sources.map(({ opened }) => opened), ...backends].map((each) => each.close()),
    );
  }
}

function keep<T>(known: readonly Kept<T>[], settings: string, open: () => T): Kept<T> {
  return known.find((each) => each.settings === settings) ?? { settings, opened: open() };
}

/** Projects among them. A folder on a backend is opened anew with that backend. */
function openSources(
  { settings, sources, projects }: Configuration,
  backends: readonly Kept<Backend>[],
  known: readonly Kept<OpenedSource>[],
): readonly Kept<OpenedSource>[] {
  const ofName = (name: string) => backends.find(({ opened }) => opened.name === name);
  const options = {
    cacheDir: settings.sourcesCacheDir,
    hostOf: (name: string) => ofName(name)?.opened.machine ?? null,
    now: systemClock.now,
  };
  return [...sources, ...projects].map((each) => {
    const backend = each.backend === null ? undefined : ofName(each.backend)?.settings;
    return keep(known, JSON.stringify([each, settings.sourcesCacheDir, backend]), () =>
      openSource(each, options),
    );
  });
}

function configuredOf(
  { workflows, environments, rules, backends, settings }: Configuration,
  opened: Pick<Configured, 'backends' | 'sources' | 'channels'>,
): Configured {
  return {
    ...opened,
    workflows: workflows.map(({ git, ...workflow }) => ({
      ...workflow,
      repository: git === null ? null : openRepository(git),
    })),
    environments,
    rules: { server: rules, backends: new Map(backends.map((backend) => [backend.name, backend.rules])) },
    pollIntervalMs: settings.pollIntervalSeconds * 1000,
  };
}
