import type { ListedBackend, OrphanJob } from '../wire/backends.ts';
import type { StalePicture } from '../wire/runs.ts';
import { clockWords } from './run-words.ts';
import type { Column } from './table.ts';
import { tableLines } from './table.ts';

/** How backends and what is left over on them are worded in a terminal. */

const BACKEND_COLUMNS: readonly Column[] = [
  { heading: 'NAME', width: 16 },
  { heading: 'TYPE', width: 6 },
  { heading: 'CONNECTED', width: 9 },
  { heading: 'ACTIVE', width: 9 },
  { heading: 'JOBS', width: 6 },
  { heading: 'HOST', width: 28 },
];

export function backendLines(backends: readonly ListedBackend[]): string[] {
  if (backends.length === 0) return ['No backends are configured.'];
  return tableLines(BACKEND_COLUMNS, backends.map(backendCells));
}

function backendCells(backend: ListedBackend): string[] {
  const connected = backend.connected ? (backend.stale ? 'stale' : 'yes') : 'no';
  const active = `${backend.active}/${backend.max_concurrent}`;
  return [backend.name, backend.type, connected, active, String(backend.job_count), backend.host];
}

/** What is wrong with a backend, and since when; null when nothing is. */
export function troubleOf({ name, stale, last_poll, active, error }: ListedBackend): string | null {
  if (stale) return staleWords({ backend: name, since: last_poll, jobs: active, error });
  return error === null ? null : `${name}: ${error}`;
}

/** `no contact with mercury since 14:02; its 12 jobs are taken to be still running (Connection timed out)`. */
export function staleWords({ backend, since, jobs, error }: StalePicture): string {
  const when = since === null ? '' : ` since ${clockWords(since)}`;
  const its = jobs === 1 ? 'its job is' : `its ${jobs} jobs are`;
  const meaning = jobs === 0 ? '' : `; ${its} taken to be still running`;
  return `no contact with ${backend}${when}${meaning}${error === null ? '' : ` (${error})`}`;
}

const ORPHAN_COLUMNS: readonly Column[] = [
  { heading: 'BACKEND', width: 16 },
  { heading: 'JOB', width: 12 },
  { heading: 'STATE', width: 12 },
  { heading: 'RUN', width: 10 },
  { heading: 'NAME', width: 28 },
];

export function orphanLines(orphans: readonly OrphanJob[]): string[] {
  if (orphans.length === 0) return ['No jobs are left over.'];
  const cells = orphans.map(({ backend, job_id, state, run_id, name }) => [
    backend,
    job_id,
    state,
    run_id ?? '-',
    name,
  ]);
  return tableLines(ORPHAN_COLUMNS, cells);
}
