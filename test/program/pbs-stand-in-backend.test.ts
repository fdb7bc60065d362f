import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { backendSuite } from '../../src/backends/backend.testsuite.ts';
import { openPbs } from '../../src/backends/pbs/backend.ts';
import { localHost } from '../../src/transport/local.ts';
import { startPretendedPbs } from '../fakes/pbs/pretended-pbs.ts';
import { PLAIN_SCHEDULER } from '../fakes/plain-scheduler.ts';

// No PBS is near: the clients and the server are the stand-in's, the jobs are processes of this machine.

const SETTINGS = { ...PLAIN_SCHEDULER, type: 'pbs', queue: null, resourceStyle: null } as const;

for (const [dialect, remembers] of [
  ['openpbs', true],
  ['openpbs', false],
  ['torque', true],
  ['torque', false],
] as const)
  describe(`PBS on a stand-in for ${dialect} that ${remembers ? 'remembers' : 'forgets'} ended jobs`, () => {
    const open = async () => {
      const home = await mkdtemp(join(tmpdir(), 'pbs-suite-'));
      const pbs = await startPretendedPbs({ dialect, remembers, queues: { normal: {} } });
      const environment = { PATH: `${pbs.bin}:${process.env.PATH}`, HOME: home, LANG: 'C.UTF-8' };
      const backend = openPbs(SETTINGS, localHost({ environment, now: Date.now }));
      const close = async () => {
        await backend.close();
        await pbs.stop();
        await rm(home, { recursive: true, force: true, maxRetries: 5 });
      };
      return { backend, close };
    };
    backendSuite(open, { partition: 'normal', patienceMs: 60_000 });
  });
