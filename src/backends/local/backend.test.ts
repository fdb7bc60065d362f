import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Ending } from '../../engine/evidence.ts';
import { type JobId, jobId, runId, taskId } from '../../engine/ids.ts';
import type { Host } from '../../transport/host.ts';
import { localHost } from '../../transport/local.ts';
import { quote } from '../../transport/quote.ts';
import { backendSuite } from '../backend.testsuite.ts';
import type { Backend, JobRequest } from '../backend.ts';
import { sampleJob } from '../sample-job.testdata.ts';
import { openLocal } from './backend.ts';
import type { LocalSettings } from './settings.ts';

const SETTINGS: LocalSettings = {
  type: 'local',
  name: 'this',
  loginShell: false,
  maxConcurrent: 4,
  cloneDir: '~',
};

function hostWithHome(home: string): Host {
  return localHost({ now: Date.now, environment: { ...process.env, HOME: home } });
}

function open(folder: string, host = hostWithHome(folder)): Backend {
  return openLocal(SETTINGS, host, { root: path.join(folder, 'data'), now: Date.now, killAfterSeconds: 1 });
}

describe('processes of this machine', () => {
  backendSuite(
    async () => {
      const folder = await mkdtemp(path.join(tmpdir(), "local it's "));
      const backend = open(folder);
      const close = async () => {
        await backend.close();
        await rm(folder, { recursive: true, force: true });
      };
      return { backend, close };
    },
    { partition: 'normal', patienceMs: 20_000 },
  );
});

describe('what becomes of a process', () => {
  let folder = '';
  let host: Host;
  let backend: Backend;
  let started: JobId[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'local-'));
    host = hostWithHome(folder);
    backend = open(folder, host);
    started = [];
  });
  afterEach(async () => {
    await backend.cancel(started);
    await until(async () => (await running(backend)).length === 0);
    await backend.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(command: string, more: { submission?: number; loginShell?: boolean } = {}) {
    const request = sampleJob(
      { id: taskId('t'), command, workingDir: '~' },
      { logDir: path.join(folder, 'logs'), loginShell: more.loginShell ?? false },
      { variables: [], init: '', submission: more.submission ?? 1 },
    );
    const jobs: JobId[] = [];
    await backend.submit([request], (_token, answer) => {
      if (answer.is === 'accepted') jobs.push(...answer.jobs);
    });
    started.push(...jobs);
    const [job] = jobs;
    if (job === undefined) throw new Error('not started');
    return { request, job, pid: Number.parseInt(job, 10) };
  }

  async function shell(script: string): Promise<string> {
    return (await host.run({ script, purpose: 'test', timeLimitMs: 10_000 })).stdout;
  }

  test('it outlives the server, and the next one finds it', async () => {
    const { request, job } = await start('sleep 600');
    await backend.close();
    host = hostWithHome(folder);
    backend = open(folder, host);
    expect(await running(backend)).toEqual([job]);
    expect(await endings(backend, request, job)).toEqual([]);
  });

  test('killed with all that belongs to it, it is lost: nobody can say more', async () => {
    const { request, job, pid } = await start('sleep 600');
    await shell(`kill -KILL -${pid}`);
    const [ending] = await until(async () => nonEmpty(await endings(backend, request, job)));
    expect(ending).toMatchObject({ source: 'queue', reason: 'lost', exitCode: null });
    expect(ending?.raw).not.toBe('');
  });

  test('when only its first process is killed, the rest still counts as running, and can be cancelled', async () => {
    const { request, job, pid } = await start('sleep 600; true');
    await until(async () => (await shell(`pgrep -g ${pid} sleep`)) !== '');
    await shell(`kill -KILL ${pid}`);
    await until(async () => (await running(backend)).length === 0);
    expect(await endings(backend, request, job)).toEqual([]);
    await backend.cancel([job]);
    await until(async () => nonEmpty(await endings(backend, request, job)));
  });

  test('one that ignores the request to end is killed', async () => {
    const { request, job } = await start("trap '' TERM; touch ready; sleep 600; sleep 600");
    await until(async () => (await shell(`ls ${folder}/ready 2>/dev/null`)) !== '');
    await backend.cancel([job]);
    const [ending] = await until(async () => nonEmpty(await endings(backend, request, job)));
    expect(ending).toMatchObject({ reason: 'cancelled' });
  });

  test('a process that has the number of an earlier job is left alone', async () => {
    const { job, pid } = await start('sleep 600');
    const earlier = jobId(`${pid}-1`);
    await backend.cancel([earlier]);
    expect(await running(backend)).toEqual([job]);
    expect(await shell(`kill -0 ${pid} && echo alive`)).toBe('alive\n');
    const question = { job: earlier, token: sampleJob().token, run: runId('a1b2c3d4') };
    expect(await backend.inquire([question])).toMatchObject({ value: [{ reason: 'lost' }] });
  });

  test('logs go beside the git repository of the first task, else below the home', async () => {
    await shell(`git init -q ${folder}/repo && mkdir ${folder}/repo/deep`);
    const request = { run: runId('a1b2c3d4'), workflow: 'w/../x y', dryRun: false };
    const logDirOf = (workingDir: string) => backend.prepareRun({ ...request, workingDir });
    const inside = path.join(folder, 'repo/.scripthut/w/_/x y/logs');
    expect(await logDirOf('~/repo/deep')).toEqual({ ok: true, value: { logDir: inside } });
    expect(await shell(`ls -d ${quote(inside)}`)).not.toBe('');
    const outside = path.join(folder, '.cache/scripthut/logs/w/_/x y');
    expect(await logDirOf('/nonexistent')).toEqual({ ok: true, value: { logDir: outside } });
  });

  test('a dry run makes nothing', async () => {
    const request = { run: runId('a1b2c3d4'), workflow: 'w', workingDir: '~', dryRun: true };
    const logDir = path.join(folder, '.cache/scripthut/logs');
    expect(await backend.prepareRun(request)).toEqual({ ok: true, value: { logDir } });
    expect(await shell(`ls -A ${folder}`)).toBe('');
  });

  test('a login shell is one for the command too', async () => {
    const { request, job } = await start('shopt -q login_shell && exit 7', { loginShell: true });
    const [ending] = await until(async () => nonEmpty(await endings(backend, request, job)));
    expect(ending).toMatchObject({ exitCode: 7 });
  });

  test('a ledger that was lost is made up for by what the job wrote', async () => {
    const { request, job } = await start('true');
    await until(async () => nonEmpty(await endings(backend, request, job)));
    await shell(`rm -r ${folder}/data/runs/*/ledger`);
    expect(await backend.find([request.token])).toEqual({
      ok: true,
      value: new Map([[request.token, [job]]]),
    });
  });

  test('a script that is run by hand writes no records', async () => {
    const { request, job } = await start('exit 3');
    await until(async () => nonEmpty(await endings(backend, request, job)));
    const records = `${folder}/data/runs/*/records`;
    await shell(`rm ${records}/*; bash ${folder}/data/runs/*/scripts/*`);
    expect(await shell(`ls ${records}`)).toBe('');
  });
});

async function running(backend: Backend): Promise<JobId[]> {
  const listing = await backend.list();
  if (!listing.ok) throw new Error(listing.problem.message);
  return listing.value.jobs.map(({ job }) => job);
}

async function endings(backend: Backend, { token, run }: JobRequest, job: JobId): Promise<readonly Ending[]> {
  const answer = await backend.inquire([{ job, token, run: run.id }]);
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.value;
}

function nonEmpty<T>(list: readonly T[]): readonly T[] | null {
  return list.length > 0 ? list : null;
}

/** Asks again until there is an answer; the test's time limit ends it otherwise. */
async function until<T>(ask: () => Promise<T | null | false>): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== false) return answer;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}
