import type { Orphan } from '../conductor/orders.ts';
import type { JobName, OrphanJob, OrphansEnded } from '../wire/backends.ts';
import type { ServerContext } from './context.ts';
import { apiProblem } from './problems.tsx';
import { isoTimeOrNull } from './times.ts';

export function orphanJob({ backend, job }: Orphan): OrphanJob {
  return {
    backend,
    job_id: job.job,
    name: job.name,
    user: job.user,
    state: job.rawState,
    run_id: runOf(job.token),
    submitted_at: isoTimeOrNull(job.submittedAt),
    started_at: isoTimeOrNull(job.startedAt),
  };
}

/** The part of a token before its last dot. */
export function runOf(token: string | null): string | null {
  return token === null ? null : token.slice(0, token.lastIndexOf('.'));
}

/** Ends those of the named jobs that are orphans now; without names, all. What has found its run meanwhile is left alone. */
export async function endOrphans(
  { orders, report }: ServerContext,
  named: readonly JobName[] | null,
): Promise<OrphansEnded> {
  const wanted = orders.orphans().filter(({ backend, job }) => {
    return named === null || named.some((name) => name.backend === backend && name.job_id === job.job);
  });
  const ended: JobName[] = [];
  const failed: OrphansEnded['failed'][number][] = [];
  await Promise.all(
    wanted.map(async ({ backend, job }) => {
      const name = { backend, job_id: job.job };
      const done = await orders.cancelJobs(backend, [job.job]);
      if (done.ok) ended.push(name);
      else failed.push({ ...name, ...apiProblem(done.problem) });
    }),
  );
  // Nobody waits for the next listing, which shows what is left.
  for (const backend of new Set(wanted.map((orphan) => orphan.backend)))
    orders.pollNow(backend).catch(report);
  return { ended, failed };
}
