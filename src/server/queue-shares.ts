import type { QueuedJob } from '../engine/evidence.ts';

/** Jobs and the CPUs that they have, or ask for. */
export interface JobSum {
  readonly jobs: number;
  readonly cpus: number;
}

export interface QueueShare {
  readonly running: JobSum;
  readonly waiting: JobSum;
}

/** What of a listing is one user's. */
export interface OwnShare extends QueueShare {
  /** Of these jobs, those that ScriptHut submitted. */
  readonly ours: number;
  /** Why jobs wait, in the scheduler's words, the commonest reason first. */
  readonly reasons: readonly (readonly [reason: string, jobs: number])[];
}

export function ownShare(jobs: readonly QueuedJob[], user: string): OwnShare {
  const own = jobs.filter((job) => job.user === user && job.state !== 'ended');
  const reasons = Map.groupBy(own.filter(isWaiting), ({ reason }) => reason);
  reasons.delete('');
  return {
    ...shareOf(own),
    ours: own.filter(({ token }) => token !== null).length,
    reasons: [...reasons]
      .map(([reason, { length }]) => [reason, length] as const)
      .toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)),
  };
}

/** What runs and waits in each partition. A job that may run in several of them counts in each. */
export function sharesByPartition(jobs: readonly QueuedJob[]): ReadonlyMap<string, QueueShare> {
  const named = jobs.flatMap((job) => job.partition.split(',').map((partition) => ({ partition, job })));
  const groups = Map.groupBy(named, ({ partition }) => partition);
  return new Map([...groups].map(([name, group]) => [name, shareOf(group.map(({ job }) => job))]));
}

function shareOf(jobs: readonly QueuedJob[]): QueueShare {
  const waiting = jobs.filter(isWaiting);
  const running = jobs.filter(({ state }) => state === 'running' || state === 'completing');
  return { running: sumOf(running), waiting: sumOf(waiting) };
}

function isWaiting({ state }: QueuedJob): boolean {
  return state === 'pending';
}

function sumOf(jobs: readonly QueuedJob[]): JobSum {
  return { jobs: jobs.length, cpus: jobs.reduce((sum, { cpus }) => sum + cpus, 0) };
}
