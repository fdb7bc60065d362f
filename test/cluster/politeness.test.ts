import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PolitenessAnswer } from '../../src/wire/politeness.ts';
import { slurmOverSsh, task } from './documents.ts';
import { ownCluster } from './own-cluster.ts';
import { type Program, startProgram } from './program.ts';
import { waitUntil } from './wait.ts';

const cluster = ownCluster();
let program: Program;

beforeAll(async () => {
  await cluster.resetRequestCounts();
  program = await startProgram(`backends:\n${slurmOverSsh(cluster)}`);
});

afterAll(async () => {
  await program?.stop();
});

async function counted(): Promise<PolitenessAnswer['total']> {
  const { body } = await program.ask('GET', '/api/v1/backends/testbed/politeness');
  return (body as PolitenessAnswer).total;
}

/** What slurmctld says that it was asked, by the program that asks so. */
async function served(): Promise<Readonly<Record<string, number>>> {
  const counts = await cluster.requestCounts();
  const of = (request: string): number => counts.get(request) ?? 0;
  return {
    sbatch: of('REQUEST_SUBMIT_BATCH_JOB'),
    squeue: of('REQUEST_JOB_INFO'),
    scancel: of('REQUEST_KILL_JOB'),
    sinfo: of('REQUEST_NODE_INFO'),
  };
}

describe('what is counted on a real Slurm over SSH', () => {
  it('is what its controller says that it was asked, with one login', async () => {
    const first = await program.submit([
      task('top', 'true'),
      task('left', 'true', ['top']),
      task('right', 'false', ['top']),
    ]);
    const second = await program.submit([task('long', 'sleep 600')]);
    await program.ended(first);
    await program.runUntil(second, 'runs', ({ status_counts }) => status_counts.running === 1);
    await program.ask('POST', `/api/v1/runs/${second}/cancel`);
    await program.ended(second);
    // A command that is under way is counted when it is answered.
    const both = await waitUntil('both say the same', async () => {
      const { scheduler_calls: calls } = await counted();
      const { sbatch = 0, squeue = 0, scancel = 0, sinfo = 0 } = calls;
      const ours = { sbatch, squeue, scancel, sinfo };
      const theirs = await served();
      return JSON.stringify(ours) === JSON.stringify(theirs) && ours;
    });
    expect(both.sbatch).toBeGreaterThan(0);
    expect(both.sbatch, 'at most one for each task').toBeLessThanOrEqual(4);
    expect(both.scancel).toBeGreaterThan(0);
    expect((await counted()).ssh_logins).toBe(1);
  });

  it('says so when a connection was made again', async () => {
    await cluster.cutConnections();
    await waitUntil('there is a second login', async () => (await counted()).ssh_logins === 2);
  });

  it('is printed by the command line, and told to Prometheus', async () => {
    const { stdout } = await program.cli('backend', 'politeness', 'testbed');
    expect(stdout).toMatch(/^HOUR FROM .*squeue.*LOGINS.*\nlast 60 minutes /);
    const { text } = await program.ask('GET', '/metrics');
    const { sbatch } = (await counted()).scheduler_calls;
    expect(text).toContain(`scripthut_scheduler_calls_total{backend="testbed",call="sbatch"} ${sbatch}\n`);
    expect(text).toContain('scripthut_ssh_logins_total{backend="testbed"} 2\n');
  });
});
