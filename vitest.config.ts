import { defineConfig } from 'vitest/config';
import { systemGroups } from './scripts/test-groups.ts';

/**
 * Rooms whose tests change nothing of the process that runs them (environment, working folder, modules, clock), so that
 * files share one: what they import is loaded once for all of them.
 */
const TOGETHER =
  'src/{engine,text,workflows,wire,server,store,conductor,pricing,notices,config}/**/*.test.{ts,tsx}';

// Real schedulers have a set-up of their own: test/cluster/vitest.config.ts and others.
const elsewhere = [...systemGroups().map(({ folder }) => `test/${folder}/**`), 'node_modules/**'];

export default defineConfig({
  test: {
    testTimeout: 20_000,
    // What is waited for may come late: the machine may be busy.
    expect: { poll: { timeout: 10_000 } },
    tags: [
      { name: 'slow', description: 'Starts many processes or tries much; left out of `npm run check:fast`.' },
    ],
    pool: 'forks',
    // Most tests wait for processes: more of them than there are cores.
    maxWorkers: 4,
    projects: [
      { extends: true, test: { name: 'together', include: [TOGETHER], isolate: false } },
      {
        extends: true,
        test: {
          name: 'apart',
          include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.{ts,tsx}'],
          exclude: [TOGETHER, ...elsewhere],
        },
      },
    ],
  },
});
