import { join } from 'node:path';
import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import { StoreError } from '../store/store-error.ts';
import { findConfiguration } from './configuration.ts';

/** Where the configuration puts the state. */
export interface StatePlace {
  readonly dataDir: string;
  readonly file: string;
}

export function statePlace(dataDir: string): StatePlace {
  return { dataDir, file: join(dataDir, 'scripthut.db') };
}

/** Does something with the state file itself. A faulty configuration is a problem: nobody knows where the state is. */
export async function withStatePlace<T>(
  config: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  act: (place: StatePlace) => T | Promise<T>,
): Promise<Result<Awaited<T>>> {
  const found = await findConfiguration(config, env);
  if (!found.ok) return found;
  const { faults, configuration } = found.value;
  if (faults.length > 0) {
    const message = 'The configuration cannot be used, so that nobody knows where the state is';
    return failed(problem('bad-configuration', message, { faults }));
  }
  try {
    return ok(await act(statePlace(configuration.settings.dataDir)));
  } catch (error) {
    if (error instanceof StoreError) return failed(error.problem);
    throw error;
  }
}
