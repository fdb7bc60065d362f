import process from 'node:process';
import { inject } from 'vitest';
import { type Cluster, openCluster } from './cluster.ts';

/** The cluster of the worker that runs this file: nobody else uses it meanwhile. */
export function ownCluster(): Cluster {
  const worker = Number(process.env.VITEST_POOL_ID);
  const dir = inject('clusterDirs')[worker - 1];
  if (dir === undefined) throw new Error(`there is no cluster for worker ${worker}`);
  return openCluster(dir);
}
