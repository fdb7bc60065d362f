import { defineConfig } from 'vitest/config';
import { systemGroups } from './scripts/test-groups.ts';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'test/**/*.test.ts', 'test/**/*.test.tsx'],
    // Real schedulers have a set-up of their own: test/cluster/vitest.config.ts and others.
    exclude: [...systemGroups().map(({ folder }) => `test/${folder}/**`), 'node_modules/**'],
    testTimeout: 20_000,
    // What is waited for may come late: the machine may be busy.
    expect: { poll: { timeout: 10_000 } },
    pool: 'forks',
    // Most tests wait for processes: more of them than there are cores.
    maxWorkers: 4,
  },
});
