import type { Database } from './database.ts';
import { START } from './migrations/0001-start.ts';
import { IMPORTS } from './migrations/0002-imports.ts';
import { ARRAYS } from './migrations/0003-arrays.ts';
import { LOOK_UPS } from './migrations/0004-look-ups.ts';
import { LABELS } from './migrations/0005-labels.ts';
import { NOTICES } from './migrations/0006-notices.ts';
import { ELEMENTS } from './migrations/0007-elements.ts';
import { storeError } from './store-error.ts';

/** In order; the version of a file is how many of them it has seen. Text in modules, so that a bundle holds them. */
const MIGRATIONS: readonly string[] = [START, IMPORTS, ARRAYS, LOOK_UPS, LABELS, NOTICES, ELEMENTS];

/** Marks a file as ours: "SHUT" (https://sqlite.org/pragma.html#pragma_application_id). */
const APPLICATION_ID = 0x53485554;

/** The version of the files that this program writes. */
export const STATE_VERSION = MIGRATIONS.length;

/** Brings a file up to this version, each step whole or not at all. */
export function migrate(database: Database): void {
  const version = stateVersion(database);
  MIGRATIONS.forEach((sql, index) => {
    if (index < version) return;
    database.transaction(() => {
      database.execute(sql);
      database.execute(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${index + 1}`);
    });
  });
}

/** @throws StoreError `bad-state` for a database that is not ours. It is not changed. */
export function refuseForeign(database: Database): void {
  if (readPragma(database, 'application_id') === APPLICATION_ID) return;
  const tables = database.first<{ count: number }>('SELECT count(*) AS count FROM sqlite_schema');
  if (tables?.count === 0) return;
  throw storeError(
    'bad-state',
    `The file ${database.path} is a database of another program`,
    'Let data_dir name a folder that only ScriptHut uses.',
  );
}

/** @throws StoreError `bad-state` for a file that a newer program has brought up to its version. It is not changed. */
export function refuseNewer(database: Database): void {
  const version = stateVersion(database);
  if (version <= STATE_VERSION) return;
  throw storeError(
    'bad-state',
    `The state file ${database.path} is of a newer version (${version}) than this program knows (${STATE_VERSION})`,
    'Start the newer ScriptHut again, or let data_dir name another folder. The file was not changed.',
  );
}

/** How many migrations the file has seen. */
export function stateVersion(database: Database): number {
  return readPragma(database, 'user_version');
}

function readPragma(database: Database, name: 'user_version' | 'application_id'): number {
  return database.first<Record<string, number>>(`PRAGMA ${name}`)?.[name] ?? 0;
}
