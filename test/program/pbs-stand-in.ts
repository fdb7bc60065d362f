import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backendSuite } from '../../src/backends/backend.testsuite.ts';
import { openPbs } from '../../src/backends/pbs/backend.ts';
import { localHost } from '../../src/transport/local.ts';
import type { Health } from '../../src/wire/backends.ts';
import type { RunDetail } from '../../src/wire/runs.ts';
import { task } from '../cluster/documents.ts';
import { mustRun } from '../cluster/processes.ts';
import { type Program, startProgram } from '../cluster/program.ts';
import { waitUntil } from '../cluster/wait.ts';
import type { DialectName } from '../fakes/pbs/dialects.ts';
import { type PretendedPbs, startPretendedPbs } from '../fakes/pbs/pretended-pbs.ts';
import { PLAIN_SCHEDULER } from '../fakes/plain-scheduler.ts';

// No PBS is near: clients and server are the stand-in's, the jobs are processes of this machine, the rest is real.

const LIMIT_MS = 180_000;
const CPUS = 8;
const ARRAY_SIZE = 300;
const SETTINGS = { ...PLAIN_SCHEDULER, type: 'pbs', queue: null, resourceStyle: null } as const;

/** What holds of every backend, and whole runs of the program (which must have been built), on a stand-in. */
export function onStandIn(dialect: DialectName, remembers: boolean): void {
  const name = `a stand-in for ${dialect} that ${remembers ? 'remembers' : 'forgets'} ended jobs`;
  describe(`a backend on ${name}`, () => {
    backendSuite(() => openBackend(dialect, remembers), { partition: 'normal', patienceMs: 60_000 });
  });
  describe(`runs on ${name}`, () => {
    let pbs: PretendedPbs;
    let program: Program;
    beforeAll(async () => {
      const queues = { normal: {}, short: { maxQueued: 2 } };
      pbs = await startPretendedPbs({ dialect, remembers, cpus: CPUS, queues });
      const backends = 'backends:\n  - {name: testbed, type: pbs, array_min: 20, max_concurrent: 400}';
      program = await startProgram(backends, { PATH: `${pbs.bin}:${process.env.PATH}` });
    }, LIMIT_MS);
    afterAll(async () => {
      await program?.stop();
      await pbs?.stop();
    });
    const site = { pbs: () => pbs, program: () => program };
    restart(site);
    const cancelled = cancelling(site);
    ordinaryRuns(site);
    trouble(site);
    limits(site);
    cancelled();
  });
}

async function openBackend(dialect: DialectName, remembers: boolean) {
  const home = await mkdtemp(join(tmpdir(), 'pbs-suite-'));
  const pbs = await startPretendedPbs({ dialect, remembers, queues: { normal: {} } });
  const environment = { PATH: `${pbs.bin}:${process.env.PATH}`, HOME: home, LANG: 'C.UTF-8' };
  const backend = openPbs(SETTINGS, localHost({ environment, now: Date.now }));
  const close = async () => {
    await backend.close();
    await pbs.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  return { backend, close };
}

interface Site {
  readonly pbs: () => PretendedPbs;
  readonly program: () => Program;
}

const statuses = (run: RunDetail) => Object.fromEntries(run.items.map((item) => [item.task.id, item.status]));

function ordinaryRuns({ pbs, program }: Site): void {
  test('a diamond is done in its order', { timeout: LIMIT_MS }, async () => {
    const say = (id: string) => `echo ${id} >> ~/diamond`;
    const id = await program().submit([
      task('join', say('join'), ['left', 'right']),
      task('left', say('left'), ['top']),
      task('right', say('right'), ['top']),
      task('top', say('top')),
    ]);
    const run = await program().ended(id);
    expect(run.status).toBe('completed');
    const order = (await readFile(join(program().dir, 'diamond'), 'utf8')).trim().split('\n');
    expect(order.toSorted()).toEqual(['join', 'left', 'right', 'top']);
    expect([order.at(0), order.at(-1)]).toEqual(['top', 'join']);
    expect(run.items.every((item) => item.exit_code === 0 && item.job_id !== null)).toBe(true);
    const page = await program().ask('GET', `/runs/${id}`);
    expect(page.status).toBe(200);
    for (const name of order) expect(page.text).toContain(name);
  });

  test('a failed task says why, and what needs it is not run', { timeout: LIMIT_MS }, async () => {
    const file = join(program().dir, 'document.json');
    const document = [
      task('bad', 'echo about to fail >&2; exit 3'),
      task('after-bad', 'true', ['bad']),
      task('good', 'true'),
    ];
    await writeFile(file, JSON.stringify(document));
    const ran = await program().cli('workflow', 'run', file, '--backend', 'testbed', '--watch');
    expect(ran.exitCode).toBe(1);
    const list = JSON.parse((await program().cli('run', 'list', '--json')).stdout);
    const run = await program().run(list.runs[0].id);
    expect(statuses(run)).toEqual({ bad: 'failed', 'after-bad': 'dep_failed', good: 'completed' });
    expect(run.items.find((item) => item.task.id === 'bad')).toMatchObject({ exit_code: 3 });
    await waitUntil('the log is there', async () => {
      const log = await program().cli('run', 'logs', run.id, 'bad', '--error');
      return log.stdout.includes('about to fail');
    });
  });

  test('of an array each task has its own end', { timeout: LIMIT_MS }, async () => {
    const tasks = Array.from({ length: ARRAY_SIZE }, (_, index) =>
      task(`part.${index}`, index % 20 === 7 ? 'exit 3' : `echo done > ~/part.${index}`),
    );
    const before = pbs().queue.log.size;
    const id = await program().submit([...tasks, task('sum', 'true', ['part.7'])]);
    const run = await program().ended(id, LIMIT_MS);
    expect(pbs().queue.log.size - before).toBe(ARRAY_SIZE);
    for (const item of run.items.slice(0, ARRAY_SIZE)) {
      const isBad = Number(item.task.id.slice(5)) % 20 === 7;
      expect(item).toMatchObject(
        isBad ? { status: 'failed', exit_code: 3 } : { status: 'completed', exit_code: 0 },
      );
    }
    expect(statuses(run).sum).toBe('dep_failed');
    expect(await readFile(join(program().dir, `part.${ARRAY_SIZE - 1}`), 'utf8')).toBe('done\n');
  });
}

function restart({ program }: Site): void {
  test('a run goes on after the server of the program was killed', { timeout: LIMIT_MS }, async () => {
    const links = [1, 2, 3, 4].map((link) =>
      task(`link.${link}`, `echo ${link} >> ~/chain; sleep 1`, link === 1 ? [] : [`link.${link - 1}`]),
    );
    const id = await program().submit(links);
    await program().runUntil(id, 'is half done', ({ status_counts: counts }) => counts.completed === 2);
    await program().kill();
    await program().start();
    expect((await program().ended(id)).status).toBe('completed');
    expect(await readFile(join(program().dir, 'chain'), 'utf8')).toBe('1\n2\n3\n4\n');
  });
}

/** Gives back the test of how it ended: of jobs that never ran, a server that forgets says nothing, and they are given a minute. */
function cancelling({ pbs, program }: Site): () => void {
  let id = '';
  test('queued and running jobs are cancelled', { timeout: LIMIT_MS }, async () => {
    const tasks = Array.from({ length: CPUS + 2 }, (_, index) => task(`t${index}`, 'sleep 300'));
    id = await program().submit(tasks);
    await program().runUntil(id, 'fills the node', ({ status_counts: counts }) => counts.running === CPUS);
    expect(await program().cli('run', 'cancel', id)).toMatchObject({ exitCode: 0 });
    await waitUntil('no job is left', () => pbs().queue.jobs.every(({ state }) => state === 'ended'));
  });
  return () =>
    test('a run that was cancelled has ended, whatever happened meanwhile', {
      timeout: LIMIT_MS,
    }, async () => {
      const run = await program().ended(id, LIMIT_MS);
      expect(run.status).toBe('cancelled');
      expect(run.items.every(({ status }) => status === 'failed')).toBe(true);
    });
}

type BackendHealth = Health['backends'][string] | undefined;

/** Has the queue listed at once, as a person would, and waits until it was. */
async function pollNow(
  program: Program,
  isDone: (before: BackendHealth, now: BackendHealth) => boolean,
): Promise<void> {
  const health = async () => ((await program.ask('GET', '/health')).body as Health).backends.testbed;
  const before = await health();
  await waitUntil('the queue was asked for', async () => {
    // One that is under way is joined, and may have its listing already.
    expect((await program.ask('POST', '/poll')).status).toBe(200);
    return isDone(before, await health());
  });
}

const isNewer = (before: BackendHealth, now: BackendHealth) =>
  now?.error === null && now.last_poll !== before?.last_poll;
const hasFailed = (_: BackendHealth, now: BackendHealth) => now?.error != null;

function trouble({ pbs, program }: Site): void {
  test('a job over its time limit is told to be that', { timeout: LIMIT_MS }, async () => {
    const id = await program().submit([{ ...task('long', 'sleep 300'), time_limit: '0:00:02' }]);
    const run = await program().ended(id);
    expect(run.items[0]).toMatchObject({ status: 'failed', error: expect.stringMatching(/time/i) });
  });

  test('nothing is lost while PBS does not answer', { timeout: LIMIT_MS }, async () => {
    const id = await program().submit([task('first', 'sleep 2'), task('second', 'true', ['first'])]);
    await program().runUntil(id, 'runs', ({ status_counts: counts }) => counts.running === 1);
    try {
      pbs().quirks.isDown = true;
      await waitUntil('the job has ended', () => pbs().queue.jobs.every(({ state }) => state === 'ended'));
      await pollNow(program(), hasFailed);
      expect((await program().run(id)).finished_at).toBeNull();
    } finally {
      pbs().quirks.isDown = false;
    }
    await pollNow(program(), isNewer);
    expect(statuses(await program().ended(id))).toEqual({ first: 'completed', second: 'completed' });
  });

  test('jobs of others are in the job table, unless the server hides them', {
    timeout: LIMIT_MS,
  }, async () => {
    const env = { PATH: `${pbs().bin}:/usr/bin:/bin`, HOME: program().dir, PRETENDED_USER: 'visitor' };
    const identity = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, cwd: program().dir, env };
    pbs().quirks.hidesOthers = true;
    await mustRun(identity, '/bin/sh', ['-c', 'echo sleep 300 | qsub -h -N theirs']);
    const isShown = async () => (await program().ask('GET', '/jobs')).text.includes('theirs');
    // The first listing may have been asked for before.
    for (const _ of [1, 2]) await pollNow(program(), isNewer);
    expect(await isShown()).toBe(false);
    pbs().quirks.hidesOthers = false;
    await pollNow(program(), isNewer);
    await waitUntil('the job is in the table', isShown);
  });

  test('a qstat that takes its time holds up no task', { timeout: LIMIT_MS }, async () => {
    pbs().quirks.qstatDelayMs = 4000;
    const id = await program().submit([task('first', 'true'), task('second', 'true', ['first'])]);
    const run = await program().ended(id, LIMIT_MS);
    pbs().quirks.qstatDelayMs = 0;
    expect(statuses(run)).toEqual({ first: 'completed', second: 'completed' });
  });
}

function limits({ program }: Site): void {
  test('a queue that does not exist is told with the words of qsub', { timeout: LIMIT_MS }, async () => {
    const run = await program().ended(
      await program().submit([{ ...task('lost', 'true'), partition: 'nowhere' }]),
    );
    expect(run.items[0]).toMatchObject({ status: 'failed', error: expect.stringMatching(/unknown queue/i) });
  });

  test('a queue that takes no more is waited for', { timeout: LIMIT_MS }, async () => {
    const tasks = Array.from({ length: 5 }, (_, index) => ({
      ...task(`t${index}`, 'sleep 0.5'),
      partition: 'short',
    }));
    expect((await program().ended(await program().submit(tasks), LIMIT_MS)).status).toBe('completed');
  });
}
