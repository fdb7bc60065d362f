import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import { backendSuite } from '../../src/backends/backend.testsuite.ts';
import { openBackend } from '../../src/backends/open.ts';
import type { SshSettings } from '../../src/backends/settings.ts';
import { plainName } from '../../src/backends/sge/job-names.ts';
import { NO_RULES } from '../../src/engine/env-rules.ts';
import { openGrid } from './grid.ts';

const grid = openGrid(inject('gridDir'));
const options = { partition: 'all.q', patienceMs: 60_000, listedName: plainName };
const dir = mkdtempSync(join(tmpdir(), 'scripthut-backend-'));

// Bash reads it also where sshd runs a single command, and Debian's own lines end it then: it stands before them.
beforeAll(async () => {
  await grid.run('user', "echo >> ~/.bashrc; sed -i '1i export TZ=Pacific/Marquesas' ~/.bashrc");
  return () => grid.run('user', "sed -i '/^export TZ=/d' ~/.bashrc");
});
afterAll(() => rmSync(dir, { recursive: true }));

function open(ssh: SshSettings | null) {
  const settings = {
    type: 'sge',
    name: 'testbed',
    loginShell: false,
    maxConcurrent: 100,
    cloneDir: '~',
    account: null,
    smallestArray: 2,
    rules: NO_RULES,
    queue: null,
    project: null,
    parallelEnvironment: null,
    memoryResource: 'h_vmem',
  } as const;
  const backend = openBackend({ ...settings, ssh }, { dataDir: dir, now: Date.now });
  return Promise.resolve({ backend, close: () => backend.close() });
}

describe('Grid Engine over SSH', () => {
  const { host, port, user, keyPath, knownHosts } = grid.ssh;
  backendSuite(() => open({ host, port, user, keyPath, knownHosts, certPath: null, hostKeyCheck: true }), {
    ...options,
    zoneOffset: '-0930',
  });
});
