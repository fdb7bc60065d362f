import { defineConfig } from 'vitest/config';

/** The tests that need a real Slurm: each worker has a cluster of its own, so that its files may stop what they like. */
export default defineConfig({
  test: {
    include: ['test/cluster/**/*.test.ts'],
    globalSetup: ['test/cluster/setup.ts'],
    // Most of the time they wait for Slurm.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    pool: 'forks',
  },
});
