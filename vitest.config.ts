import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'test/**/*.test.ts', 'test/**/*.test.tsx'],
    // The real cluster has a set-up of its own: test/cluster/vitest.config.ts.
    exclude: ['test/cluster/**', 'node_modules/**'],
    testTimeout: 20_000,
    pool: 'forks',
    // Most tests wait for processes: more of them than there are cores.
    maxWorkers: 4,
  },
});
