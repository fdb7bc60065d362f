import { runOfToken } from '../backends/job-files.ts';
import type { QueuedJob } from '../engine/evidence.ts';
import { type RunId, runId, submissionToken, type Token } from '../engine/ids.ts';
import type { World } from '../engine/world.ts';
import type { Store } from '../store/store.ts';

/**
 * Of a listing that has just been taken in: the jobs with a token of ours that no task waits for. Tokens of runs that
 * our log has never heard of belong to another installation and are left alone.
 */
export function findOrphans(world: World, store: Store, jobs: readonly QueuedJob[]): readonly QueuedJob[] {
  return jobs.filter(({ job, token, state }) => {
    if (token === null || state === 'completing' || state === 'ended') return false;
    const id = runId(runOfToken(token));
    const run = world.runs.get(id);
    if (run !== undefined && (run.jobs.has(job) || isOnItsWay(token, id, run.open.keys()))) return false;
    return store.eventsAfter(0, 1, id).length > 0;
  });
}

function isOnItsWay(token: Token, run: RunId, open: Iterable<number>): boolean {
  for (const submission of open) if (submissionToken(run, submission) === token) return true;
  return false;
}
