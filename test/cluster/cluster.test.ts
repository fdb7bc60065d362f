import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startCluster } from './cluster.ts';
import { ownCluster } from './own-cluster.ts';
import { mostAtOnce } from './records.ts';
import { slurmJobPids, takeDown } from './take-down.ts';
import { waitUntil } from './wait.ts';

const cluster = ownCluster();

describe('the test cluster', () => {
  it('runs a job and keeps its record, with the comment', async () => {
    const sent = await cluster.run('user', 'sbatch --parsable --comment=token.1 --wrap "exit 3"');
    const record = await waitUntil('accounting knows its end', async () =>
      (await cluster.records()).find(({ job, end }) => job === sent.stdout.trim() && end !== null),
    );
    expect(record).toMatchObject({
      state: 'FAILED',
      exitCode: '3:0',
      comment: 'token.1',
      user: cluster.ssh.user,
    });
  });

  it('is reached by ssh, with its own Slurm at the other end', async () => {
    const { host, port, user, keyPath, knownHosts } = cluster.ssh;
    const options = `-o BatchMode=yes -o UserKnownHostsFile=${knownHosts} -i ${keyPath} -p ${port}`;
    const ran = await cluster.run('root', `ssh -F none ${options} ${user}@${host} sinfo -h -o %P`);
    expect(ran.stdout.split('\n').toSorted()).toEqual(['', 'gpu', 'normal*']);
  });

  it.runIf(cluster.memoryLimits)('ends a job over its memory as OUT_OF_MEMORY', async () => {
    const sent = await cluster.run(
      'user',
      'sbatch --parsable --mem=50M --wrap "head -c 400M /dev/zero | tail -n 1 | wc -c"',
    );
    const state = await waitUntil('accounting knows its end', async () => {
      const record = (await cluster.records()).find(({ job }) => job === sent.stdout.trim());
      return record?.end !== null && record?.state;
    });
    expect(state).toBe('OUT_OF_MEMORY');
  });

  it('counts the requests that its controller served', async () => {
    await cluster.resetRequestCounts();
    await cluster.run('user', 'squeue; squeue; squeue');
    expect((await cluster.requestCounts()).get('REQUEST_JOB_INFO')).toBe(3);
  });

  it('stands beside another one, whose jobs and folder go when it is taken down', async () => {
    const other = await startCluster({ settings: { MinJobAge: '2' } });
    await other.run('user', 'sbatch --wrap "trap : TERM; sleep 300; sleep 300"');
    await waitUntil('its job runs', () => slurmJobPids(other.dir).length > 0);
    await other.stop();
    expect(existsSync(other.dir)).toBe(false);
    expect(slurmJobPids(other.dir)).toEqual([]);
    expect((await cluster.run('user', 'sinfo -h -o %a')).stdout).toContain('up');
  });

  it('takes nothing down that is no test cluster', async () => {
    await expect(takeDown('/var/lib/slurm')).rejects.toThrow('not the folder of a test cluster');
  });
});

describe('the most jobs at once', () => {
  it.each([
    [
      'one after the other',
      [
        [1, 2],
        [2, 3],
      ],
      1,
    ],
    [
      'overlapping',
      [
        [1, 3],
        [2, 4],
        [3, 5],
      ],
      2,
    ],
    [
      'not yet ended',
      [
        [1, null],
        [2, null],
      ],
      2,
    ],
    ['never started', [[null, null]], 0],
  ])('is right for jobs %s', (_, times, most) => {
    expect(mostAtOnce(times.map(([start = null, end = null]) => ({ start, end })))).toBe(most);
  });
});
