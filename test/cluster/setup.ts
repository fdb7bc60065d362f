import type { TestProject } from 'vitest/node';
import { startCluster } from './cluster.ts';
import { takeDownAbandoned } from './take-down.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the cluster that serves this run of the tests: `openCluster(inject('clusterDir'))`. */
    clusterDir: string;
  }
}

/** Starts one cluster for all tests of the group and takes it down after them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await takeDownAbandoned();
  const cluster = await startCluster();
  project.provide('clusterDir', cluster.dir);
  return () => cluster.stop();
}
