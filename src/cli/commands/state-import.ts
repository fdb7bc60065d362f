import { resolve } from 'node:path';
import type { Command } from 'commander';
import { systemClock } from '../../conductor/clock.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import { type ImportSummary, importHistory } from '../../store/import/import-history.ts';
import { openStore } from '../../store/sqlite-store.ts';
import type { Store } from '../../store/store.ts';
import { StoreError } from '../../store/store-error.ts';
import { EXIT } from '../exit.ts';
import { chooseOutput } from '../output-choice.ts';
import { type StatePlace, withStatePlace } from '../state-place.ts';
import { type StateOptions, stateCommand } from './state-verb.ts';
import type { Verbs } from './verb.ts';

/** `state import [DIR]`: what the server does by itself at its start, by hand and also from other folders. */
export function addStateImport(parent: Command, verbs: Verbs): void {
  const { terminal } = verbs;
  stateCommand(
    parent,
    'import [dir]',
    "import the Python program's runs (else from the configured data_dir)",
  ).action((folder: string | undefined, options: StateOptions) =>
    verbs.perform(async () => {
      const done = await withStatePlace(options.config, terminal.env, (place) =>
        importInto(place, resolve(folder ?? place.dataDir), terminal.interrupted),
      );
      if (!done.ok) return done;
      if (!done.value.ok) return done.value;
      chooseOutput(options.json, terminal).imported(done.value.value);
      return ok(EXIT.ok);
    }),
  );
}

async function importInto(
  { file }: StatePlace,
  folder: string,
  stopped: AbortSignal,
): Promise<Result<ImportSummary>> {
  const store = openAlone(file);
  if (!store.ok) return store;
  try {
    return await importHistory(folder, { store: store.value, now: systemClock.now, stopped });
  } finally {
    store.value.close();
  }
}

/** @throws StoreError for anything but a server that uses the file. */
function openAlone(file: string): Result<Store> {
  try {
    return ok(openStore(file));
  } catch (error) {
    if (!(error instanceof StoreError) || error.problem.code !== 'conflict') throw error;
    const hint =
      'A server imports what is new in its data_dir when it starts. To import another folder, stop it first.';
    return failed({ ...error.problem, hint });
  }
}
