import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { slurmOverSsh, task } from './documents.ts';
import { byItself, differences, documentOfItself, type Expected, jobsOf, killJob } from './failing-jobs.ts';
import { ownCluster } from './own-cluster.ts';
import { type Program, startProgram } from './program.ts';

const cluster = ownCluster();
let program: Program;
let run: string;

/** Runs until it is requeued; then it is done. https://slurm.schedmd.com/sbatch.html, "SLURM_RESTART_COUNT" */
const twice = '[ "${SLURM_RESTART_COUNT:-0}" -ge 1 ] || sleep 300';

const document = [
  { ...task('late', 'sleep 300'), time_limit: '1:00' },
  { ...task('stubborn', "trap 'exit 0' TERM; sleep 300 & wait"), time_limit: '1:00' },
  ...documentOfItself(),
  { ...task('hungry', 'tail /dev/zero'), memory: '60M' },
  task('killed', 'sleep 300'),
  task('scancelled', 'sleep 300'),
  { ...task('on-a-node', 'sleep 300'), partition: 'gpu', gres: 'gpu:1' },
  task('requeued', twice),
  { ...task('nowhere', 'true'), partition: 'nosuch' },
  { ...task('unwritable', 'true'), output_file: '/root/nope/out.txt' },
  task('waits', 'true', ['exit3']),
];

const expectations: Record<string, Expected> = {
  ...Object.fromEntries(Object.entries(byItself).map(([id, [, expected]]) => [id, expected])),
  late: { reason: 'timeout', words: /timeout|walltime/i },
  stubborn: { reason: 'timeout', words: /timeout|walltime/i },
  killed: { reason: 'signal', signal: 9, words: /signal 9/ },
  scancelled: { reason: 'cancelled', words: /cancelled/i },
  'on-a-node': { reason: 'node-failure', words: /node failure/i },
  requeued: { reason: 'completed', exitCode: 0 },
  nowhere: { reason: 'submission-refused', words: /submission refused/i },
  unwritable: { reason: 'submission-refused', words: /submission refused/i },
  ...(cluster.memoryLimits ? { hungry: { reason: 'out-of-memory', words: /out of memory/i } as const } : {}),
};

beforeAll(async () => {
  program = await startProgram(`backends:\n${slurmOverSsh(cluster)}`);
  run = await program.submit(document);
  const running = ['killed', 'scancelled', 'on-a-node', 'requeued'];
  const jobs = await jobsOf(program, run, running);
  await killJob(cluster, jobs.killed ?? '');
  await cluster.run('root', `scancel ${jobs.scancelled}`);
  await cluster.run('root', `scontrol requeuehold ${jobs.requeued}; scontrol release ${jobs.requeued}`);
  await cluster.run('root', `scontrol update jobid=${jobs['on-a-node']} requeue=0`);
  await cluster.stopDaemon('c4');
  await program.ended(run, 280_000);
}, 320_000);

afterAll(async () => {
  await cluster.startDaemon('c4');
  await program?.stop();
});

describe('a task that ends badly on a real Slurm', () => {
  it('is told with its reason, in JSON, on its page and on the command line', async () => {
    expect(await differences(program, run, expectations)).toEqual([]);
  });

  it('that was refused is told with the words of those who refused it', async () => {
    const page = async (id: string) => (await program.ask('GET', `/runs/${run}/tasks/${id}`)).text;
    expect(await page('nowhere')).toMatch(/invalid partition specified: nosuch/);
    expect(await page('unwritable')).toMatch(/cannot be made/);
  });

  it('blocks what waits for it, and that says so', async () => {
    const { items } = await program.run(run);
    const waits = items.find((item) => item.task.id === 'waits');
    expect(waits).toMatchObject({ status: 'dep_failed', error: "Dependency 'exit3' failed" });
  });

  it('that Slurm restarts itself is the same attempt going on', async () => {
    const { items } = await program.run(run);
    expect(items.find((item) => item.task.id === 'requeued')).toMatchObject({
      status: 'completed',
      attempt: 1,
    });
  });
});
