import type { Context } from 'hono';
import type { JobsFilter } from '../wire/filters.ts';
import type { FilterStatus } from '../wire/jobs.ts';
import type { ServerContext } from './context.ts';
import { JOB_STATES, type JobLine, jobLines, sortOf } from './job-lines.ts';
import { listJobs } from './job-rows.ts';
import type { JobColumn, Preferences } from './preferences.ts';

/** Lines of the table. */
export const MOST_JOBS = 200;
/** The overview shows the newest only. */
export const OVERVIEW_JOBS = 8;
/** So many of the newest jobs are searched, sorted and folded. */
const GATHERED = 2_000;
/** What ended longer ago is left out of the live view (`compat.md` 13.1). */
const LIVE_VIEW_MS = 12 * 3600 * 1000;

/** What is shown, to whom. */
export interface AskedJobs {
  readonly preferences: Preferences;
  readonly filter: JobsFilter;
  readonly limit: number;
}

/** What the table is made of. */
export interface JobTableProps {
  readonly lines: readonly JobLine[];
  /** So many lines further there are. */
  readonly left: number;
  /** Whether nothing was left out before it was searched. */
  readonly isSearchedWhole: boolean;
  /** Columns that the reader does not want. */
  readonly hidden: readonly JobColumn[];
  readonly backends: readonly string[];
  readonly filter: JobsFilter;
  readonly readerFilter: { readonly user: string | null; readonly isOn: boolean; readonly liveView: boolean };
  /** A few lines on a page of other things: without search and choice. */
  readonly isShort: boolean;
  readonly now: number;
}

/** The job table as that reader has chosen to see it. */
export function tableProps(context: ServerContext, { preferences, filter, limit }: AskedJobs): JobTableProps {
  const { user, enabled: isOn } = filterStatus(context, preferences);
  const now = context.now();
  const endedAfter = preferences.liveView ? now - LIVE_VIEW_MS : null;
  const rows = listJobs(context.store, { user: isOn ? user : null, endedAfter, limit: GATHERED });
  const lines = jobLines(rows, filter, now);
  return {
    lines: lines.slice(0, limit),
    left: lines.length - limit,
    isSearchedWhole: rows.length < GATHERED,
    hidden: preferences.hiddenColumns,
    backends: context.orders.backends().map(({ name }) => name),
    now,
    filter,
    isShort: limit === OVERVIEW_JOBS,
    readerFilter: { user, isOn, liveView: preferences.liveView },
  };
}

export function filterStatus(context: ServerContext, preferences: Preferences): FilterStatus {
  const user = context.settings.filterUser;
  return { enabled: user !== null && preferences.filterUser, user };
}

/** What the address says; where a form was sent from the page, the address of that. What cannot be counts as not said. */
export function askedFilter(c: Context): JobsFilter {
  const page = c.req.method === 'GET' ? null : URL.parse(c.req.header('Referer') ?? '');
  return jobsFilter(page === null ? new URL(c.req.url).searchParams : page.searchParams);
}

export function jobsFilter(query: URLSearchParams): JobsFilter {
  const words: Readonly<Record<string, string | undefined>> = Object.fromEntries(query);
  const { whose, state, sort } = words;
  const known = JOB_STATES.find((each) => each === state);
  const said = (name: 'text' | 'backend' | 'open') => words[name]?.trim() || undefined;
  const { by, isTurned } = sortOf(sort);
  const isDefault = by === 'submitted' && isTurned;
  return Object.fromEntries(
    Object.entries({
      text: said('text'),
      state: known,
      backend: said('backend'),
      whose: whose === 'ours' || whose === 'others' ? whose : undefined,
      sort: isDefault ? undefined : `${isTurned ? '-' : ''}${by}`,
      open: said('open'),
    } satisfies { [Name in keyof JobsFilter]: JobsFilter[Name] | undefined }).filter(
      ([, value]) => value !== undefined,
    ),
  );
}
