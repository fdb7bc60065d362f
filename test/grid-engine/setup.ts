import type { TestProject } from 'vitest/node';
import { startGrid, takeDownAbandoned } from './grid.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the Grid Engine that serves this run of the tests: `openGrid(inject('gridDir'))`. */
    gridDir: string;
  }
}

/** Starts one Grid Engine for all tests of the group and takes it down after them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await takeDownAbandoned();
  const grid = await startGrid();
  project.provide('gridDir', grid.dir);
  return () => grid.stop();
}
