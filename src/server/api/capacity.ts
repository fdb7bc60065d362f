import { Hono } from 'hono';
import type { Capacity, CapacityPicture, Partition } from '../../conductor/orders.ts';
import type { QueuedJob } from '../../engine/evidence.ts';
import { problem } from '../../engine/problem.ts';
import type { CapacityAnswer, PartitionAnswer, QueueShareAnswer, RoomAnswer } from '../../wire/capacity.ts';
import type { ServerContext } from '../context.ts';
import { backendInPath } from '../lookup.ts';
import { Refusal } from '../problems.tsx';
import { ownShare, type QueueShare, sharesByPartition } from '../queue-shares.ts';
import { isoTime } from '../times.ts';

/** What a backend has free. Asks it, unless that was done within the last minute. */
export function apiCapacityRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/api/v1/backends/:backend/capacity', async (c) => {
    const backend = backendInPath(c, context);
    const { orders } = context;
    const picture = await orders.capacities.look(backend);
    const { capacity, at } = picture;
    if (capacity === null || at === null) throw new Refusal(picture.problem ?? unknown(backend));
    return c.json(capacityAnswer(backend, at, { ...picture, capacity }, orders.queue(backend)));
  });
  return app;
}

function unknown(backend: string) {
  return problem('no-answer', `${backend} has not told what it has free.`);
}

type Told = CapacityPicture & { readonly capacity: Capacity };

function capacityAnswer(
  backend: string,
  at: number,
  { capacity, standing, problem: failure }: Told,
  jobs: readonly QueuedJob[],
): CapacityAnswer {
  const { user, whole, load, partitions, disk, untold } = capacity;
  const shares = sharesByPartition(jobs);
  return {
    backend,
    at: isoTime(at),
    error: failure?.message ?? null,
    user,
    whole: roomAnswer(whole),
    load,
    partitions: partitions.map((partition) => partitionAnswer(partition, shares.get(partition.name))),
    own: shareAnswer(ownShare(jobs, user)),
    limits: standing?.limits ?? [],
    fair_shares: standing?.fairShares ?? [],
    disk: disk && { path: disk.path, total_bytes: disk.totalBytes, available_bytes: disk.availableBytes },
    untold: [...untold, ...(standing?.untold ?? [])],
  };
}

function partitionAnswer(partition: Partition, share: QueueShare | undefined): PartitionAnswer {
  const { name, isDefault, takesJobs, startsJobs, maxSeconds } = partition;
  return {
    name,
    is_default: isDefault,
    takes_jobs: takesJobs,
    starts_jobs: startsJobs,
    max_seconds: maxSeconds,
    ...roomAnswer(partition),
    ...shareAnswer(share),
  };
}

function roomAnswer({ nodes, cpus, memory, gpus }: Capacity['whole']): RoomAnswer {
  return { nodes, cpus, memory_bytes: memory, gpus };
}

const NOTHING = { jobs: 0, cpus: 0 };

function shareAnswer(share: QueueShare | undefined): QueueShareAnswer {
  return { running: share?.running ?? NOTHING, waiting: share?.waiting ?? NOTHING };
}
