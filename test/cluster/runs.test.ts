import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunDetail, RunStarted, RunsAnswer } from '../../src/wire/runs.ts';
import { sideEffects, slurmOverSsh, task } from './documents.ts';
import { ownCluster } from './own-cluster.ts';
import { type Program, startProgram } from './program.ts';
import { waitUntil } from './wait.ts';

const cluster = ownCluster();
let program: Program;

beforeAll(async () => {
  const backends = `backends:\n${slurmOverSsh(cluster)}\n  - name: here\n    type: slurm`;
  program = await startProgram(backends, { SLURM_CONF: cluster.slurmConf });
});

afterAll(async () => {
  await program?.stop();
});

const statuses = (run: RunDetail) => Object.fromEntries(run.items.map((item) => [item.task.id, item.status]));

describe('a run on a real Slurm over SSH', () => {
  it('does a diamond in its order', async () => {
    const say = (id: string) => `echo ${id} >> ~/diamond`;
    const id = await program.submit([
      task('join', say('join'), ['left', 'right']),
      task('left', say('left'), ['top']),
      task('right', say('right'), ['top']),
      task('top', say('top')),
    ]);
    const run = await program.ended(id);
    expect(run.status).toBe('completed');
    const order = await sideEffects(cluster, '~/diamond');
    expect(order.toSorted()).toEqual(['join', 'left', 'right', 'top']);
    expect([order.at(0), order.at(-1)]).toEqual(['top', 'join']);
    expect(run.items.every((item) => item.exit_code === 0 && item.job_id !== null)).toBe(true);
    const page = await program.ask('GET', `/runs/${id}`);
    expect(page.status).toBe(200);
    for (const name of order) expect(page.text).toContain(name);
  });

  it('gathers what a pattern names, given as a file to the command line', async () => {
    const parts = Array.from({ length: 5 }, (_, index) => task(`part.${index}`, `echo ${index} >> ~/parts`));
    const document = { tasks: [...parts, task('sum', 'sort ~/parts | tr -d "\\n"', ['part.*'])] };
    const ran = await program.cli(...(await workflowRun(document)), '--watch');
    expect(ran).toMatchObject({ exitCode: 0 });
    const log = await program.cli('run', 'logs', (await newestRun()).id, 'sum');
    expect(log.stdout).toContain('01234');
  });

  it('goes on in the branches that did not fail', async () => {
    const document = [
      task('bad', 'echo about to fail >&2; exit 3'),
      task('after-bad', 'true', ['bad']),
      task('far-after-bad', 'true', ['after-bad']),
      task('good', 'true'),
      task('after-good', 'true', ['good']),
    ];
    const ran = await program.cli(...(await workflowRun(document)), '--watch');
    expect(ran.exitCode).toBe(1);
    expect(ran.stdout + ran.stderr).toContain('bad');
    const run = await newestRun();
    expect(run.status).toBe('failed');
    expect(statuses(run)).toEqual({
      bad: 'failed',
      'after-bad': 'dep_failed',
      'far-after-bad': 'dep_failed',
      good: 'completed',
      'after-good': 'completed',
    });
    expect(run.items.find((item) => item.task.id === 'bad')).toMatchObject({ exit_code: 3 });
    expect((await program.cli('run', 'logs', run.id, 'bad', '--error')).stdout).toContain('about to fail');
  });

  it('is gone from the queue when it was cancelled', async () => {
    const tasks = ['a', 'b', 'c', 'd'].map((id) => task(id, 'sleep 300'));
    const id = await program.submit([...tasks, task('e', 'true', ['a'])]);
    const before = await program.runUntil(id, 'runs', ({ status_counts: counts }) => counts.running === 4);
    expect(await program.cli('run', 'cancel', id)).toMatchObject({ exitCode: 0 });
    const run = await program.ended(id);
    expect(run.status).toBe('cancelled');
    const jobs = before.items.flatMap(({ job_id }) => job_id ?? []);
    expect(jobs).toHaveLength(4);
    await waitUntil('its jobs are gone from the queue', async () => {
      const queue = (await cluster.run('user', 'squeue -h -o %i')).stdout.split('\n');
      return jobs.every((job) => !queue.includes(job));
    });
  });
});

describe('a run on a real Slurm of this machine', () => {
  it('needs no SSH', async () => {
    const ran = await program.cli('task', 'run', 'echo "on $(hostname)"', '--backend', 'here', '--json');
    const run = await program.ended((JSON.parse(ran.stdout) as RunStarted).id);
    expect([run.backend_name, run.status]).toEqual(['here', 'completed']);
  });
});

describe('the job table', () => {
  it('shows a job that somebody else submitted', async () => {
    const sent = await cluster.run('user', 'sbatch --parsable --job-name=visitor --wrap "sleep 300"');
    const table = await waitUntil('the visitor is in the job table', async () => {
      const { text } = await program.ask('GET', '/jobs');
      return text.includes('visitor') && text;
    });
    expect(table).toContain(sent.stdout.trim());
    await cluster.run('user', `scancel ${sent.stdout.trim()}`);
  });
});

/** The command line that submits this document. */
async function workflowRun(document: unknown): Promise<string[]> {
  const file = join(program.dir, 'document.json');
  await writeFile(file, JSON.stringify(document));
  return ['workflow', 'run', file, '--backend', 'testbed'];
}

/** The run that was created last. */
async function newestRun(): Promise<RunDetail> {
  const list = await program.cli('run', 'list', '--json');
  const [newest] = (JSON.parse(list.stdout) as RunsAnswer).runs;
  return await program.run(newest?.id ?? 'none');
}
