import type { FilterStatus } from '../wire/jobs.ts';
import type { ServerContext } from './context.ts';
import { listJobs } from './job-rows.ts';
import type { JobTableProps } from './parts/job-table.tsx';
import type { Preferences } from './preferences.ts';

export const MOST_JOBS = 200;
/** The overview shows the newest only. */
export const OVERVIEW_JOBS = 12;
/** What ended longer ago is left out of the live view (`compat.md` 13.1). */
const LIVE_VIEW_MS = 12 * 3600 * 1000;

/** The job table as that reader has chosen to see it. */
export function tableProps(context: ServerContext, preferences: Preferences, limit: number): JobTableProps {
  const filter = filterStatus(context, preferences);
  const now = context.now();
  const endedAfter = preferences.liveView ? now - LIVE_VIEW_MS : null;
  const jobs = listJobs(context.store, { user: filter.enabled ? filter.user : null, endedAfter, limit });
  return {
    jobs,
    limit,
    now,
    filter: { user: filter.user, isOn: filter.enabled, liveView: preferences.liveView },
  };
}

export function filterStatus(context: ServerContext, preferences: Preferences): FilterStatus {
  const user = context.settings.filterUser;
  return { enabled: user !== null && preferences.filterUser, user };
}
