import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, vi } from 'vitest';
import { backendSuite } from '../../src/backends/backend.testsuite.ts';
import { openBackend } from '../../src/backends/open.ts';
import type { SshSettings } from '../../src/backends/settings.ts';
import { NO_RULES } from '../../src/engine/env-rules.ts';
import { ownCluster } from './own-cluster.ts';

const cluster = ownCluster();
const options = { partition: 'normal', patienceMs: 60_000 };
const dir = mkdtempSync(join(tmpdir(), 'scripthut-backend-'));

afterAll(() => rmSync(dir, { recursive: true }));

function open(ssh: SshSettings | null) {
  const common = {
    name: 'testbed',
    loginShell: false,
    maxConcurrent: 100,
    cloneDir: '~',
    account: null,
    smallestArray: 2,
    rules: NO_RULES,
  };
  const backend = openBackend({ type: 'slurm', ...common, ssh }, { dataDir: dir, now: Date.now });
  return Promise.resolve({ backend, close: () => backend.close() });
}

describe('Slurm over SSH', () => {
  const { host, port, user, keyPath, knownHosts } = cluster.ssh;
  backendSuite(
    () => open({ host, port, user, keyPath, knownHosts, certPath: null, hostKeyCheck: true }),
    options,
  );
});

describe('Slurm on this machine', () => {
  beforeAll(() => {
    vi.stubEnv('SLURM_CONF', cluster.slurmConf);
    // Logs go below the home directory, and root's own is none of ours.
    vi.stubEnv('HOME', dir);
    vi.stubEnv('TZ', 'Pacific/Marquesas');
    return () => vi.unstubAllEnvs();
  });
  backendSuite(() => open(null), { ...options, zoneOffset: '-0930' });
});
