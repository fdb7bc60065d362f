import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, startCluster } from './cluster.ts';
import { slurmOverSsh, task } from './documents.ts';
import { byItself, differences, documentOfItself, type Expected, jobsOf } from './failing-jobs.ts';
import { type Program, startProgram } from './program.ts';

let cluster: Cluster;
let program: Program;
let run: string;

beforeAll(async () => {
  cluster = await startCluster({ keepsAccounts: false });
  program = await startProgram(`backends:\n${slurmOverSsh(cluster)}`);
  run = await program.submit([
    ...documentOfItself(),
    { ...task('hungry', 'tail /dev/zero'), memory: '60M' },
    task('scancelled', 'sleep 300'),
  ]);
  const jobs = await jobsOf(program, run, ['scancelled']);
  await cluster.run('root', `scancel ${jobs.scancelled}`);
  await program.ended(run, 100_000);
}, 180_000);

afterAll(async () => {
  await program?.stop();
  await cluster?.stop();
});

describe('a real Slurm without accounting', () => {
  it('leaves every verdict right that the job itself, or the controller while it remembers, can give', async () => {
    const expectations: Record<string, Expected> = {
      ...Object.fromEntries(Object.entries(byItself).map(([id, [, expected]]) => [id, expected])),
      scancelled: { reason: 'cancelled', words: /cancelled/i },
      ...(cluster.memoryLimits
        ? { hungry: { reason: 'out-of-memory', words: /out of memory/i } as const }
        : {}),
    };
    expect(await differences(program, run, expectations)).toEqual([]);
  });
});
