import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { type ConfigurationRequest, defaultConfiguration, loadConfiguration } from '../config/load.ts';
import type { Configuration } from '../config/schema.ts';
import { listFaults } from '../engine/faults.ts';
import { type Problem, problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';

/** The configuration that the program goes by. */
export interface FoundConfiguration {
  /** What to use; with faults, the defaults without any backend. */
  readonly configuration: Configuration;
  /** Absolute; null where no file was read. */
  readonly file: string | null;
  /** Not empty: there is a file, and it cannot be used (`compat.md` 1.2). */
  readonly faults: readonly Problem[];
  readonly warnings: readonly string[];
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Looks where `compat.md` 1.1 says. A faulty file is no failure here, since the server starts all the same and shows its
 * faults; a file that was named and does not exist is one (code `bad-configuration`).
 */
export async function findConfiguration(
  path: string | undefined,
  env: Env,
): Promise<Result<FoundConfiguration>> {
  const request: ConfigurationRequest = {
    configPath: path ?? null,
    cwd: process.cwd(),
    env,
    home: homedir(),
  };
  const defaults = defaultConfiguration(request);
  const loaded = await loadConfiguration(request);
  switch (loaded.is) {
    case 'loaded':
      return ok({ ...loaded, configuration: withBackends(loaded.configuration, defaults), faults: [] });
    case 'faulty': {
      const configuration = { ...defaults, backends: [] };
      return ok({ configuration, file: loaded.file, faults: listFaults(loaded.problem), warnings: [] });
    }
    case 'missing':
      return failed(problem('bad-configuration', loaded.problem.message));
    case 'none-found':
      return ok({ configuration: defaults, file: null, faults: [], warnings: [] });
  }
}

/** Where nobody has named a backend, this machine is one (`compat.md` 1.3). */
function withBackends(configuration: Configuration, defaults: Configuration): Configuration {
  return configuration.backends.length > 0
    ? configuration
    : { ...configuration, backends: defaults.backends };
}

/** The defaults, with the state in this folder: for the demo, which reads no file. */
export function defaultsIn(dataDir: string): FoundConfiguration {
  const { settings, ...rest } = defaultConfiguration({ cwd: dataDir, home: homedir() });
  return {
    configuration: { ...rest, settings: { ...settings, dataDir } },
    file: null,
    faults: [],
    warnings: [],
  };
}

/** Where a configuration is saved: its file, else where the next start looks first. Old variables stay where they are. */
export function settingsPath(file: string | null): string {
  return file !== null && basename(file) !== '.env' ? file : join(process.cwd(), 'scripthut.yaml');
}
