import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { PolitenessAnswer } from '../../src/wire/politeness.ts';
import type { RunDetail } from '../../src/wire/runs.ts';
import { type Program, startProgram } from '../cluster/program.ts';
import { waitUntil } from '../cluster/wait.ts';
import { openGrid } from './grid.ts';

const grid = openGrid(inject('gridDir'));
let program: Program;

beforeAll(async () => {
  const { host, port, user, keyPath, knownHosts } = grid.ssh;
  const ssh = `{host: ${host}, port: ${port}, user: ${user}, key_path: ${keyPath}, known_hosts: ${knownHosts}}`;
  program = await startProgram(`backends:\n  - {name: testbed, type: sge, ssh: ${ssh}}`);
});

afterAll(async () => {
  await program?.stop();
});

/** A task as an author writes it (`compat.md` 3.2). */
function task(id: string, command: string, more: object = {}) {
  return { id, name: id, command, memory: '200M', time_limit: '10:00', ...more };
}

const item = (run: RunDetail, id: string) => run.items.find((one) => one.task.id === id);

async function lines(file: string): Promise<string[]> {
  const { stdout } = await grid.run('user', `cat ${file}`);
  return stdout.split('\n').filter((line) => line !== '');
}

async function queuedJobs(): Promise<string> {
  return (await grid.run('user', 'qstat')).stdout;
}

async function submitCalls(): Promise<number> {
  const answer = await program.ask('GET', '/api/v1/backends/testbed/politeness');
  return (answer.body as PolitenessAnswer).total.scheduler_calls.qsub ?? 0;
}

describe('a run on a real Grid Engine over SSH', () => {
  it('does a diamond in its order, a task with several slots among them, and shows it on its page', async () => {
    const say = (id: string) => `echo ${id} >> ~/diamond; echo "$NSLOTS slots"`;
    const id = await program.submit([
      task('join', say('join'), { deps: ['left', 'right'] }),
      task('left', say('left'), { deps: ['top'], cpus: 4 }),
      task('right', say('right'), { deps: ['top'] }),
      task('top', say('top')),
    ]);
    const run = await program.ended(id);
    expect(run.status).toBe('completed');
    const order = await lines('~/diamond');
    expect(order.toSorted()).toEqual(['join', 'left', 'right', 'top']);
    expect([order.at(0), order.at(-1)]).toEqual(['top', 'join']);
    expect((await program.cli('run', 'logs', id, 'left')).stdout).toContain('4 slots');
    const page = await program.ask('GET', `/runs/${id}`);
    expect(page.status).toBe(200);
    for (const name of order) expect(page.text).toContain(name);
  });

  it('says why tasks fail: exit code and time limit, with their logs', async () => {
    const id = await program.submit([
      task('bad', 'echo about to fail >&2; exit 3'),
      task('after-bad', 'true', { deps: ['bad'] }),
      task('again', 'echo x >> ~/again; exit 99'),
      task('slow', 'sleep 300', { time_limit: '0:03' }),
    ]);
    const run = await program.ended(id);
    expect(run.status).toBe('failed');
    expect(item(run, 'bad')).toMatchObject({ status: 'failed', exit_code: 3 });
    expect(item(run, 'after-bad')).toMatchObject({ status: 'dep_failed' });
    // Grid Engine by itself would start it again and again.
    expect(item(run, 'again')).toMatchObject({ status: 'failed', exit_code: 99 });
    expect(await lines('~/again')).toEqual(['x']);
    expect(item(run, 'slow')?.reason).toBe('timeout');
    const page = (await program.ask('GET', `/runs/${id}`)).text;
    for (const words of ['exit code 3', 'timeout']) expect(page).toContain(words);
    expect((await program.cli('run', 'logs', id, 'bad', '--error')).stdout).toContain('about to fail');
  });

  it('sends a hundred equal tasks in one call, and each has its own log', async () => {
    const before = await submitCalls();
    const id = await program.submit(
      Array.from({ length: 100 }, (_, at) => task(`part.${at}`, `echo "part ${at} is here"`)),
    );
    const run = await program.ended(id);
    expect(run.status_counts.completed).toBe(100);
    expect(await submitCalls()).toBe(before + 1);
    for (const at of [0, 57, 99])
      expect((await program.cli('run', 'logs', id, `part.${at}`)).stdout).toContain(`part ${at} is here`);
  });

  it('shows why a job is in error and does not begin, and ends it', async () => {
    const id = await program.submit([task('no-log', 'true', { output_file: '/etc/no-log.out' })]);
    const reason = /can't open output file "\/etc\/no-log\.out": Permission denied/;
    const waiting = await program.runUntil(id, 'tells the reason', (run) =>
      reason.test(item(run, 'no-log')?.pending_reason ?? ''),
    );
    expect(item(waiting, 'no-log')?.status).toBe('submitted');
    expect((await program.ask('GET', `/runs/${id}`)).text).toContain('Permission denied');
    expect(await program.cli('run', 'cancel', id)).toMatchObject({ exitCode: 0 });
    expect((await program.ended(id)).status).toBe('cancelled');
  });

  it('shows why a job waits that can never begin', async () => {
    const id = await program.submit([task('large', 'true', { cpus: 999 })]);
    const waiting = await program.runUntil(id, 'tells the reason', (run) =>
      /cannot run in PE "smp"/.test(item(run, 'large')?.pending_reason ?? ''),
    );
    expect(item(waiting, 'large')?.status).toBe('submitted');
    expect(await program.cli('run', 'cancel', id)).toMatchObject({ exitCode: 0 });
    await waitUntil('it is gone from the queue', async () => (await queuedJobs()) === '');
  });

  it('is gone from the queue when it was cancelled, elements of an array too', async () => {
    const parts = Array.from({ length: 12 }, (_, at) => task(`sleep.${at}`, 'sleep 300'));
    const id = await program.submit([...parts, task('after', 'true', { deps: ['sleep.*'] })]);
    await program.runUntil(id, 'runs', ({ status_counts: counts }) => counts.running === 12);
    expect(await program.cli('run', 'cancel', id)).toMatchObject({ exitCode: 0 });
    const run = await program.ended(id);
    expect(run.status).toBe('cancelled');
    expect(item(run, 'sleep.3')?.reason).toBe('cancelled');
    await waitUntil('its jobs are gone from the queue', async () => (await queuedJobs()) === '');
  });
});

describe('a sudden end', () => {
  it('of the server: jobs go on, none is started twice, and their ends are found', async () => {
    const parts = Array.from({ length: 10 }, (_, at) => task(`part.${at}`, `sleep 3; echo ${at} >> ~/once`));
    const id = await program.submit([
      ...parts,
      task('sum', 'sort -n ~/once | tr "\\n" " "', { deps: ['part.*'] }),
    ]);
    await program.runUntil(id, 'runs', ({ status_counts: counts }) => (counts.running ?? 0) > 0);
    await program.kill();
    await waitUntil('all jobs have ended', async () => (await lines('~/once')).length === 10);
    await program.start();
    expect((await program.ended(id)).status).toBe('completed');
    expect((await program.cli('run', 'logs', id, 'sum')).stdout).toContain('0 1 2 3 4 5 6 7 8 9');
  });

  it('of the master: nobody is called gone, and all goes on when it is back', async () => {
    const id = await program.submit([
      task('first', 'sleep 2; echo first >> ~/master'),
      task('second', 'echo second >> ~/master', { deps: ['first'] }),
    ]);
    await program.runUntil(id, 'runs', (run) => item(run, 'first')?.status === 'running');
    await grid.stopMaster();
    try {
      const silent = await program.runUntil(id, 'has seen the end of the first task', (run) =>
        /completed/.test(item(run, 'first')?.status ?? ''),
      );
      expect(item(silent, 'second')?.status).toMatch(/pending|submitted/);
    } finally {
      await grid.startMaster();
    }
    const run = await program.ended(id);
    expect(run.items.map(({ error }) => error)).toEqual([null, null]);
    expect(run.status).toBe('completed');
    expect(await lines('~/master')).toEqual(['first', 'second']);
  });
});
