// @module-tag slow
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { jobId, recordOf, runId } from '../../engine/ids.ts';
import { quote } from '../../transport/quote.ts';
import { backendSuite } from '../backend.testsuite.ts';
import { sampleJob } from '../sample-job.testdata.ts';
import { openAt, openPlayground, type Playground, until } from './playground.testdata.ts';

describe('processes of this machine', () => {
  backendSuite(
    async () => {
      const folder = await mkdtemp(path.join(tmpdir(), "local it's "));
      const backend = openAt(folder);
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
  let jobs: Playground;
  beforeEach(async () => {
    jobs = await openPlayground();
    return () => jobs.close();
  });

  test('it outlives the server, and the next one finds it', async () => {
    const { request, job } = await jobs.start('sleep 600');
    await jobs.reopen();
    expect(await jobs.running()).toEqual([job]);
    expect(await jobs.endings(request, job)).toEqual([]);
  });

  test('killed with all that belongs to it, it is lost: nobody can say more', async () => {
    const { request, job, pid } = await jobs.start('sleep 600');
    await jobs.shell(`kill -KILL -${pid}`);
    const ending = await jobs.endOf(request, job);
    expect(ending).toMatchObject({ source: 'queue', reason: 'lost', exitCode: null });
    expect(ending.raw).not.toBe('');
    const question = { job, record: recordOf(request.token, null), run: request.run.id };
    expect(await jobs.backend.inquire([question])).toMatchObject({
      value: { asked: ['record', 'queue'], notAsked: [] },
    });
  });

  test('when only its first process is killed, the rest still counts as running, and can be cancelled', async () => {
    const { request, job, pid } = await jobs.start('sleep 600; true');
    await until(async () => (await jobs.shell(`pgrep -g ${pid} sleep`)) !== '');
    await jobs.shell(`kill -KILL ${pid}`);
    await until(async () => (await jobs.running()).length === 0);
    expect(await jobs.endings(request, job)).toEqual([]);
    await jobs.backend.cancel([job]);
    await jobs.endOf(request, job);
  });

  test('one that ignores the request to end is killed', async () => {
    const { request, job } = await jobs.start("trap '' TERM; touch ready; sleep 600; sleep 600");
    await until(async () => (await jobs.shell(`ls ${jobs.folder}/ready 2>/dev/null`)) !== '');
    await jobs.backend.cancel([job]);
    const ending = await jobs.endOf(request, job);
    expect(ending).toMatchObject({ reason: 'cancelled' });
  });

  test('a process that has the number of an earlier job is left alone', async () => {
    const { job, pid } = await jobs.start('sleep 600');
    const earlier = jobId(`${pid}-1`);
    await jobs.backend.cancel([earlier]);
    expect(await jobs.running()).toEqual([job]);
    expect(await jobs.shell(`kill -0 ${pid} && echo alive`)).toBe('alive\n');
    const question = { job: earlier, record: recordOf(sampleJob().token, null), run: runId('a1b2c3d4') };
    expect(await jobs.backend.inquire([question])).toMatchObject({
      value: { endings: [{ reason: 'lost' }] },
    });
  });

  test('logs go beside the git repository of the first task, else below the home', async () => {
    await jobs.shell(`git init -q ${jobs.folder}/repo && mkdir ${jobs.folder}/repo/deep`);
    const request = { run: runId('a1b2c3d4'), workflow: 'w/../x y', dryRun: false };
    const logDirOf = (workingDir: string) => jobs.backend.prepareRun({ ...request, workingDir });
    const inside = path.join(jobs.folder, 'repo/.scripthut/w/_/x y/logs');
    expect(await logDirOf('~/repo/deep')).toEqual({ ok: true, value: { logDir: inside } });
    expect(await jobs.shell(`ls -d ${quote(inside)}`)).not.toBe('');
    const outside = path.join(jobs.folder, '.cache/scripthut/logs/w/_/x y');
    expect(await logDirOf('/nonexistent')).toEqual({ ok: true, value: { logDir: outside } });
  });

  test('a dry run makes nothing', async () => {
    const request = { run: runId('a1b2c3d4'), workflow: 'w', workingDir: '~', dryRun: true };
    const logDir = path.join(jobs.folder, '.cache/scripthut/logs');
    expect(await jobs.backend.prepareRun(request)).toEqual({ ok: true, value: { logDir } });
    expect(await jobs.shell(`ls -A ${jobs.folder}`)).toBe('');
  });

  test('a login shell is one for the command too', async () => {
    const { request, job } = await jobs.start('shopt -q login_shell && exit 7', { loginShell: true });
    const ending = await jobs.endOf(request, job);
    expect(ending).toMatchObject({ exitCode: 7 });
  });

  test('a ledger that was lost is made up for by what the job wrote', async () => {
    const { request, job } = await jobs.start('true');
    await jobs.endOf(request, job);
    await jobs.shell(`rm -r ${jobs.folder}/data/runs/*/ledger`);
    expect(await jobs.backend.find([{ token: request.token, size: 1 }])).toEqual({
      ok: true,
      value: new Map([[request.token, [job]]]),
    });
  });

  test('a script that is run by hand writes no records', async () => {
    const { request, job } = await jobs.start('exit 3');
    await jobs.endOf(request, job);
    const records = `${jobs.folder}/data/runs/*/records`;
    await jobs.shell(`rm ${records}/*; bash ${jobs.folder}/data/runs/*/scripts/*`);
    expect(await jobs.shell(`ls ${records}`)).toBe('');
  });
});
