import type { TestProject } from 'vitest/node';
import { type Cluster, startCluster } from './cluster.ts';
import { takeDownAbandoned } from './take-down.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folders of the clusters that serve this run of the tests, one for each worker (`own-cluster.ts`). */
    clusterDirs: readonly string[];
  }
}

/** Starts a cluster for each worker and takes them down after all tests of the group. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await takeDownAbandoned();
  const clusters: Cluster[] = [];
  const stop = async () => {
    for (const cluster of clusters) await cluster.stop();
  };
  try {
    for (let worker = 0; worker < project.config.maxWorkers; worker += 1) clusters.push(await startCluster());
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide(
    'clusterDirs',
    clusters.map(({ dir }) => dir),
  );
  return stop;
}
