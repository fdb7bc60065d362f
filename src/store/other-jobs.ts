import type { QueuedJob } from '../engine/evidence.ts';
import type { BackendName } from '../engine/ids.ts';
import type { Database } from './database.ts';
import { fromJson, type Json, toJson } from './json.ts';
import type { ImportedJob, OtherJobRow } from './store.ts';
import { query, type Tables } from './tables.ts';

const SAVE_LISTING =
  'INSERT INTO listings (backend, at) VALUES (?, ?) ON CONFLICT DO UPDATE SET at = excluded.at';

const SAVE_JOB = `
  INSERT INTO other_jobs (backend, job, user, sort_at, first_seen_at, changed_at, elapsed_seconds, body)
  VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7)
  ON CONFLICT DO UPDATE SET
    user = excluded.user, sort_at = min(sort_at, excluded.sort_at), changed_at = excluded.changed_at,
    last_seen_at = NULL, gone_at = NULL, elapsed_seconds = excluded.elapsed_seconds, body = excluded.body`;

const SAVE_PAST_JOB = `
  INSERT INTO other_jobs (backend, job, user, sort_at, first_seen_at, changed_at, last_seen_at, gone_at,
                          elapsed_seconds, body)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?6, ?7, ?8)
  ON CONFLICT DO NOTHING`;

const CLOSE_JOB = 'UPDATE other_jobs SET last_seen_at = ?, gone_at = ? WHERE backend = ? AND job = ?';

/**
 * Writes what differs from the listing before: a queue of thousands mostly stands still, and its passing time is
 * computed when it is read.
 */
export function saveOtherJobs(
  database: Database,
  backend: BackendName,
  at: number,
  jobs: readonly QueuedJob[],
): void {
  const shown = shownJobs(database, backend);
  const lastAt =
    database.first<{ at: number }>('SELECT at FROM listings WHERE backend = ?', backend)?.at ?? at;
  database.run(SAVE_LISTING, backend, at);
  for (const { elapsedSeconds, ...rest } of jobs) {
    const body = toJson(rest);
    if (shown.get(rest.job) !== body) {
      database.run(SAVE_JOB, backend, rest.job, rest.user, rest.submittedAt ?? at, at, elapsedSeconds, body);
    }
    shown.delete(rest.job);
  }
  for (const job of shown.keys()) database.run(CLOSE_JOB, lastAt, at, backend, job);
}

/** What the newest listing showed, by job. */
function shownJobs(database: Database, backend: BackendName): Map<string, Json> {
  const rows = database.all<{ job: string; body: Json }>(
    'SELECT job, body FROM other_jobs WHERE backend = ? AND gone_at IS NULL',
    backend,
  );
  return new Map(rows.map(({ job, body }) => [job, body]));
}

/** Notes jobs that are gone already. Those of which we know something ourselves stay as they are. */
export function savePastJobs(
  database: Database,
  backend: BackendName,
  at: number,
  jobs: readonly ImportedJob[],
): void {
  database.run('INSERT INTO listings (backend, at) VALUES (?, ?) ON CONFLICT DO NOTHING', backend, at);
  for (const { job, firstSeenAt, goneAt } of jobs) {
    const { elapsedSeconds, ...rest } = job;
    database.run(
      SAVE_PAST_JOB,
      backend,
      job.job,
      job.user,
      job.submittedAt ?? firstSeenAt,
      firstSeenAt,
      goneAt,
      elapsedSeconds,
      toJson(rest),
    );
  }
}

/** Newest submission first. */
export function listOtherJobs(database: Database, filter: { limit: number; user?: string }): OtherJobRow[] {
  let rows = query
    .selectFrom('other_jobs')
    .innerJoin('listings', 'listings.backend', 'other_jobs.backend')
    .selectAll('other_jobs')
    .select('listings.at as listed_at');
  if (filter.user !== undefined) rows = rows.where('user', '=', filter.user);
  return database.select(rows.orderBy('sort_at', 'desc').limit(filter.limit)).map(toOtherJobRow);
}

export function deleteOtherJob(database: Database, backend: BackendName, job: string): boolean {
  return database.run('DELETE FROM other_jobs WHERE backend = ? AND job = ?', backend, job) > 0;
}

/** Gives back how many there were. */
export function clearEndedOtherJobs(database: Database): number {
  return database.run('DELETE FROM other_jobs WHERE gone_at IS NOT NULL');
}

function toOtherJobRow(row: Tables['other_jobs'] & { readonly listed_at: number }): OtherJobRow {
  const lastSeenAt = row.last_seen_at ?? row.listed_at;
  const body = fromJson<Omit<QueuedJob, 'elapsedSeconds'>>(row.body);
  const sinceChange = body.state === 'running' ? Math.floor((lastSeenAt - row.changed_at) / 1000) : 0;
  const elapsedSeconds = row.elapsed_seconds === null ? null : row.elapsed_seconds + sinceChange;
  return {
    backend: row.backend,
    job: { ...body, elapsedSeconds },
    firstSeenAt: row.first_seen_at,
    lastSeenAt,
    goneAt: row.gone_at,
  };
}
