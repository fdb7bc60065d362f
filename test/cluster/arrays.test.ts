import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sideEffects, slurmOverSsh, task } from './documents.ts';
import { ownCluster } from './own-cluster.ts';
import { type Program, startProgram } from './program.ts';

const cluster = ownCluster();
let program: Program;

beforeAll(async () => {
  program = await startProgram(`backends:\n${slurmOverSsh(cluster)}\n    max_concurrent: 200`);
});

afterAll(async () => {
  await program?.stop();
});

/** So many tasks that ask for the same, each noting itself in a file. */
function alike(count: number, file: string, command: (index: number) => string) {
  return Array.from({ length: count }, (_, index) =>
    task(`sim.${index}`, `echo sim.${index} >> ${file}; ${command(index)}`),
  );
}

async function submissions(work: () => Promise<void>): Promise<number> {
  const count = async () => (await cluster.requestCounts()).get('REQUEST_SUBMIT_BATCH_JOB') ?? 0;
  const before = await count();
  await work();
  return (await count()) - before;
}

describe('tasks that ask for the same', () => {
  it('go out in one call of the scheduler, and are tasks in every other respect', async () => {
    const fails = (index: number) => (index === 30 ? 'exit 6' : 'true');
    const document = [...alike(120, '~/alike', fails), task('sum', 'true', ['sim.1*'])];
    let id = '';
    const calls = await submissions(async () => {
      id = await program.submit(document);
      await program.ended(id, 120_000);
    });
    expect(calls).toBe(2);
    const run = await program.run(id);
    expect(run.status_counts).toEqual({ completed: 120, failed: 1 });
    const failed = run.items.find(({ task: { id } }) => id === 'sim.30');
    expect(failed).toMatchObject({
      status: 'failed',
      exit_code: 6,
      job_id: expect.stringMatching(/^\d+_31$/),
    });
    const done = await sideEffects(cluster, '~/alike');
    expect(done.toSorted()).toEqual(
      document
        .slice(0, 120)
        .map(({ id }) => id)
        .toSorted(),
    );
    const log = await program.cli('run', 'logs', id, 'sim.77');
    expect(log.stdout).toContain('=== ScriptHut Task: sim.77 ===');
  }, 150_000);

  it('are done once more as an array of those that failed', async () => {
    const document = alike(40, '~/twice', (index) => (index < 15 ? '[ -e ~/mended ]' : 'true'));
    const id = await program.submit(document);
    expect((await program.ended(id)).status_counts).toEqual({ completed: 25, failed: 15 });
    const calls = await submissions(async () => {
      await cluster.run('user', 'touch ~/mended');
      expect((await program.cli('run', 'rerun', id, '--failed')).exitCode).toBe(0);
      await program.ended(id);
    });
    expect(calls).toBe(1);
    expect((await program.run(id)).status).toBe('completed');
    const done = await sideEffects(cluster, '~/twice');
    expect(done).toHaveLength(55);
  }, 150_000);

  it('are cancelled together, those that wait and those that run', async () => {
    // Eight of them fill the cluster.
    const long = alike(60, '~/long', () => 'sleep 600').map((one) => ({ ...one, cpus: 32 }));
    const id = await program.submit(long);
    await program.runUntil(id, 'has begun', ({ status_counts: { running = 0 } }) => running > 4);
    const waiting = (await program.run(id)).status_counts.submitted ?? 0;
    expect(waiting).toBeGreaterThan(0);
    await program.cli('run', 'cancel', id);
    const run = await program.ended(id, 120_000);
    expect(run.status).toBe('cancelled');
    const { stdout } = await cluster.run('user', 'squeue --noheader --me --states=PD,R --name=sim');
    expect(stdout).toBe('');
  }, 180_000);
});
