import { defineConfig } from 'vitest/config';

/** The tests that need a real Grid Engine: one serves all of them, so the files take turns. */
export default defineConfig({
  test: {
    include: ['test/grid-engine/**/*.test.ts'],
    globalSetup: ['test/grid-engine/setup.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
  },
});
