import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backends/backend.ts';
import type { Capacity } from '../../src/backends/capacity.ts';
import { openBackend } from '../../src/backends/open.ts';
import { present } from '../../src/engine/assert.ts';
import { NO_RULES } from '../../src/engine/env-rules.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { ownCluster } from './own-cluster.ts';
import { waitUntil } from './wait.ts';

const cluster = ownCluster();
const dir = mkdtempSync(join(tmpdir(), 'scripthut-capacity-'));
const backend = openOn(cluster);

afterAll(async () => {
  await cluster.run('root', `scancel --user=${cluster.ssh.user}; scontrol update nodename=c2 state=resume`);
  await cluster.run('root', `sacctmgr -iQ modify user ${cluster.ssh.user} set MaxJobs=-1 GrpTRES=cpu=-1`);
  await backend.close();
  rmSync(dir, { recursive: true });
});

function openOn(on: Cluster): Backend {
  const { host, port, user, keyPath, knownHosts } = on.ssh;
  const ssh = { host, port, user, keyPath, knownHosts, certPath: null, hostKeyCheck: true };
  const common = { name: 'testbed', loginShell: false, maxConcurrent: 9, cloneDir: '~', account: null };
  const settings = { type: 'slurm', ...common, smallestArray: 2, rules: NO_RULES, ssh } as const;
  return openBackend(settings, { dataDir: dir, now: Date.now });
}

async function capacity(withStanding = false, of = backend): Promise<Capacity> {
  const answer = await present(of.capacity, 'the capability')(withStanding);
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.value;
}

describe('what a real Slurm has free', () => {
  it('is told as sinfo tells it, while jobs run and a node is drained', async () => {
    const before = await capacity();
    expect(before).toMatchObject({
      user: cluster.ssh.user,
      whole: { nodes: { total: 4 }, gpus: { total: 2, free: 2 } },
      partitions: [{ name: 'normal' }, { name: 'gpu', nodes: { total: 1 }, gpus: { total: 2 } }],
      untold: [],
    });
    const wrap = '--wrap "sleep 300"';
    await cluster.run(
      'user',
      `sbatch -p gpu --gres=gpu:1 -c 3 --mem=300M ${wrap}; sbatch -p normal -w c1 -c 5 ${wrap}`,
    );
    await cluster.run('root', 'scontrol update nodename=c2 state=drain reason="State=IDLE CPUTot=1"');
    const during = await waitUntil('both jobs run and the node is drained', async () => {
      const now = await capacity();
      return now.whole.gpus?.free === 1 && now.whole.nodes?.idle === 1 && now;
    });
    // Allocated/idle/other/total.
    const said = await cluster.run('user', "sinfo --noheader --format='%R %C'");
    for (const { name, cpus } of [...during.partitions]) {
      const [, , idle = '', , total = ''] =
        new RegExp(`^${name} (\\d+)/(\\d+)/(\\d+)/(\\d+)$`, 'm').exec(said.stdout) ?? [];
      expect(cpus, said.stdout).toEqual({ total: Number(total), free: Number(idle) });
    }
    expect(during.whole.nodes).toEqual({ total: 4, idle: 1, away: 1 });
    const gpu = during.partitions.find(({ name }) => name === 'gpu');
    expect((gpu?.memory?.total ?? 0) - (gpu?.memory?.free ?? 0)).toBe(300 * 1024 ** 2);
  });

  it('comes with the limits of our account', async () => {
    await cluster.run('root', `sacctmgr -iQ modify user ${cluster.ssh.user} set MaxJobs=7 GrpTRES=cpu=40`);
    const { standing } = await capacity(true);
    expect(standing).toEqual({
      limits: [
        { of: 'user', what: 'running-jobs', most: 7, where: 'account proj' },
        { of: 'user', what: 'cpus', most: 40, where: 'account proj' },
      ],
      fairShares: [],
      untold: [],
    });
  });

  it('comes with our fair share where priorities are made of shares', async () => {
    const other = await startCluster({ settings: { PriorityType: 'priority/multifactor' } });
    const sharing = openOn(other);
    const { standing } = await capacity(true, sharing);
    await sharing.close();
    await other.stop();
    expect(standing?.fairShares).toMatchObject([{ account: 'proj', share: 1, usage: 0 }]);
  });

  it('is told without limits while accounting is down, and says so', async () => {
    await cluster.stopDaemon('slurmdbd');
    const { partitions, standing } = await capacity(true);
    await cluster.startDaemon('slurmdbd');
    expect(partitions.length).toBe(2);
    expect(standing).toMatchObject({
      limits: [],
      untold: expect.arrayContaining([expect.stringMatching(/^Limits of accounts are not told: ./)]),
    });
  });

  it('is a problem in the words of Slurm while the controller is down', async () => {
    await cluster.stopDaemon('slurmctld');
    const answer = await backend.capacity?.(false);
    await cluster.startDaemon('slurmctld');
    expect(answer).toMatchObject({
      ok: false,
      problem: { message: expect.stringMatching(/Partitions are not told: .*contact slurm controller/) },
    });
  });
});
