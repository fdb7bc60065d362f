import { type SelectQueryBuilder, sql } from 'kysely';
import type { RunId } from '../engine/ids.ts';
import type { Database } from './database.ts';
import { toJson } from './json.ts';
import { toRunRow } from './runs.ts';
import type { DayActivity, RunQuery, RunRow } from './store.ts';
import { query, type Tables } from './tables.ts';

type Runs = SelectQueryBuilder<Tables, 'runs', Tables['runs']>;

/** Newest first. What no index holds is looked for along the one by time, until there are enough. */
export function listRuns(database: Database, wanted: RunQuery): RunRow[] {
  const page = matching(wanted).orderBy('created_at', 'desc').orderBy('number', 'desc').limit(wanted.limit);
  return database.select(page).map(toRunRow);
}

/** Whether one of these runs is as wanted, wherever it would stand in the list. */
export function isAnyListed(database: Database, wanted: RunQuery, runs: readonly RunId[]): boolean {
  const these = sql<boolean>`id IN (SELECT value FROM json_each(${toJson(runs)}))`;
  return database.select(matching(wanted).where(these).limit(1)).length > 0;
}

function matching(wanted: RunQuery): Runs {
  return withPlace(withOrigin(withState(query.selectFrom('runs').selectAll(), wanted), wanted), wanted);
}

function withState(all: Runs, { workflow, status, active, label }: RunQuery): Runs {
  let rows = all;
  if (workflow !== undefined) rows = rows.where('workflow', '=', workflow);
  if (status !== undefined) rows = rows.where('status', '=', status);
  if (active === true) rows = rows.where('ended_at', 'is', null);
  if (label !== undefined) {
    rows = rows
      .where(sql<boolean>`labels <> '[]'`)
      .where(sql<boolean>`EXISTS (SELECT 1 FROM json_each(labels) WHERE value = ${label})`);
  }
  return rows;
}

const SEARCHED = sql<string>`lower(concat_ws(char(10), id, workflow, labels, json_extract(info, '$.title'),
  json_extract(info, '$.git.commit'), json_extract(info, '$.git.branch')))`;

function withOrigin(all: Runs, { source, backend, by, text }: RunQuery): Runs {
  let rows = all;
  if (source !== undefined) rows = rows.where(sql`json_extract(info, '$.source.name')`, '=', source);
  if (backend !== undefined) rows = rows.where(sql`json_extract(info, '$.backend')`, '=', backend);
  if (by !== undefined) rows = rows.where(sql`json_extract(info, '$.by')`, '=', by);
  if (text !== undefined) rows = rows.where(sql<boolean>`instr(${SEARCHED}, lower(${text})) > 0`);
  return rows;
}

function withPlace(all: Runs, { before, from, until }: RunQuery): Runs {
  let rows = all;
  if (from !== undefined) rows = rows.where('created_at', '>=', from);
  if (until !== undefined) rows = rows.where('created_at', '<', until);
  if (before === undefined) return rows;
  const mark = query.selectFrom('runs').select(['created_at', 'number']).where('id', '=', before);
  return rows.where(({ eb, refTuple }) =>
    eb(refTuple('created_at', 'number'), '<', mark.$asTuple('created_at', 'number')),
  );
}

const FAILED =
  "SELECT * FROM runs WHERE status = 'failed' AND ended_at > ? ORDER BY ended_at DESC, number DESC LIMIT ?";

/** The last to fail first. */
export function listFailedRuns(database: Database, after: number, limit: number): RunRow[] {
  return database.all<Tables['runs']>(FAILED, after, limit).map(toRunRow);
}

const ACTIVITY = `
  SELECT created_at / 86400000 AS day, count(*) AS runs, sum(task_count) AS tasks, sum(status = 'failed') AS failed
  FROM runs WHERE created_at / 86400000 >= ? GROUP BY created_at / 86400000`;

/** Oldest first. Read from an index that holds all of it: milliseconds, also for ten thousand runs. */
export function activity(database: Database, fromDay: number): DayActivity[] {
  return database.all<DayActivity>(ACTIVITY, fromDay);
}
