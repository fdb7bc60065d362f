import { runId } from '../engine/ids.ts';
import type { RunStatus } from '../engine/run.ts';
import type { RunQuery } from '../store/store.ts';
import type { RunsFilter, RunsPage } from '../wire/filters.ts';

export const RUN_STATUSES: readonly RunStatus[] = ['pending', 'running', 'completed', 'failed', 'cancelled'];

/** Runs of one page of the list. */
export const MOST_RUNS = 100;

const DAY_MS = 86_400_000;

/** Which runs the address asks for: as it is written there, and as the store is asked. */
export interface AskedRuns {
  readonly filter: RunsFilter;
  readonly page: RunsPage;
  readonly query: RunQuery;
  /** Not simply the newest of all. */
  readonly isNarrowed: boolean;
}

/** What cannot be a value counts as not said, so that an address typed by hand still shows runs. */
export function askedRuns(words: Readonly<Record<string, string | undefined>>): AskedRuns {
  const filter = filterOf(words);
  const { before } = words;
  const { status, from, until, ...named } = filter;
  const known = RUN_STATUSES.find((each) => each === status);
  const query = {
    limit: MOST_RUNS,
    ...named,
    ...(before !== undefined && { before: runId(before) }),
    ...(known !== undefined && { status: known }),
    ...(from !== undefined && { from: startOf(from) }),
    ...(until !== undefined && { until: startOf(until) + DAY_MS }),
  };
  const page = before === undefined ? filter : { ...filter, before };
  return { filter, page, query, isNarrowed: Object.keys(query).length > 1 };
}

function filterOf(words: Readonly<Record<string, string | undefined>>): RunsFilter {
  const { status } = words;
  const said = (name: keyof RunsFilter): string | undefined => words[name]?.trim() || undefined;
  const day = (name: 'from' | 'until') => (Number.isNaN(startOf(said(name) ?? '')) ? undefined : said(name));
  const filter: Partial<Record<keyof RunsFilter, string | undefined>> = {
    status: RUN_STATUSES.find((each) => each === status),
    workflow: said('workflow'),
    label: said('label'),
    source: said('source'),
    backend: said('backend'),
    by: said('by'),
    text: said('text'),
    from: day('from'),
    until: day('until'),
  };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

/** Midnight of UTC, in milliseconds since 1970; not a number for what is no day. */
function startOf(day: string): number {
  return /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
}
