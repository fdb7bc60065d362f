import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, test } from 'vitest';
import { jobId, recordName, runId } from '../../engine/ids.ts';
import type { Host } from '../../transport/host.ts';
import { localHost } from '../../transport/local.ts';
import { accountingScript, cancelScript, detailsScript, ENVIRONMENTS_SCRIPT, LOOK_UP } from './commands.ts';
import { inquireEndings } from './inquire.ts';
import { parseAccounting } from './parse-accounting.ts';
import { accountingAnswer, recorded } from './recorded.testdata.ts';
import { chooseEnvironment } from './site.ts';

/** The scripts are run by a real shell, with pretended programs of Grid Engine. */
let folder = '';
let host: Host;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sge-commands-'));
  host = localHost({ now: Date.now, environment: { ...process.env, PATH: `${folder}:${process.env.PATH}` } });
  return async () => {
    await host.close();
    await rm(folder, { recursive: true, force: true });
  };
});

async function pretend(name: string, body: string): Promise<void> {
  await writeFile(path.join(folder, name), `#!/bin/sh\n${body}\n`);
  await chmod(path.join(folder, name), 0o755);
}

const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
const run = (script: string) => host.run({ script, purpose: 'test', timeLimitMs: 20_000 });
const RUN = runId('a1b2c3d4');

describe('accounting', () => {
  test('is read as it was recorded, for the chosen jobs (qacct-owner.txt)', async () => {
    await pretend('qacct', `echo "$@" > ${folder}/asked; cat ${fixture('qacct-owner.txt')}`);
    const all = parseAccounting(accountingAnswer('qacct-owner.txt'));
    const read = parseAccounting((await run(accountingScript([RUN], []))).stdout);
    expect(read).toEqual(all);
    const ids = all.ok ? all.value.map(({ job }) => job) : [];
    const [first = jobId('')] = ids;
    const some = parseAccounting((await run(accountingScript([RUN], [first]))).stdout);
    expect(some.ok && some.value.map(({ job }) => job)).toEqual(
      ids.filter((job) => job.split('.')[0] === first.split('.')[0]),
    );
  });

  test('of Open Cluster Scheduler, which sums up behind the records', async () => {
    const record = (task: number) =>
      [
        'qname        all.q',
        'hostname     exec1',
        'owner        ada',
        'jobname      sim.a1b2c3d4.1',
        'jobnumber    8',
        `taskid       ${task}`,
        'submit_cmd_line qsub -terse -t 1-2',
        'start_time   2024-09-27 07:42:07.272221',
        'slots        1',
        `failed       ${task === 1 ? 0 : '100 : assumedly after job'}`,
        `exit_status  ${task === 1 ? 0 : 137}`,
      ].join('\n');
    const line = '='.repeat(62);
    const sum = `Total System Usage\n    WALLCLOCK         UTIME\n${line}\n           72        25.861`;
    await writeFile(path.join(folder, 'said'), `${line}\n${record(1)}\n${line}\n${record(2)}\n${sum}\n`);
    await pretend('qacct', `cat ${folder}/said`);
    expect(parseAccounting((await run(accountingScript([RUN], []))).stdout)).toMatchObject({
      value: [
        { job: '8.1', ending: { reason: 'completed', startedAt: Date.parse('2024-09-27T07:42:07.272Z') } },
        { job: '8.2', ending: { reason: 'signal', signal: 9 } },
      ],
    });
  });

  test('a record that breaks off tells of no end (err-master-down-qacct.txt)', async () => {
    await pretend('qacct', `cat ${fixture('err-master-down-qacct.txt')}`);
    expect(parseAccounting((await run(accountingScript([RUN], []))).stdout)).toEqual({ ok: true, value: [] });
  });

  test('that knows none of the jobs is an answer, one that fails is not', async () => {
    await pretend('qacct', 'echo "error: job name $4 not found" >&2; exit 1');
    expect(parseAccounting((await run(accountingScript([RUN], []))).stdout)).toEqual({ ok: true, value: [] });
    await pretend('qacct', 'echo "cannot open it" >&2; exit 1');
    const { stdout } = await run(accountingScript([RUN], []));
    expect(parseAccounting(stdout)).toMatchObject({ problem: { message: 'qacct failed: cannot open it' } });
  });
});

describe('deleting', () => {
  test.each([
    ['qdel.txt', 0],
    ['qdel-running.txt', 0],
    ['qdel-array-task.txt', 0],
    ['qdel-mixed.txt', 1],
    ['qdel-done.txt', 1],
    ['qdel-unknown.txt', 1],
  ])('%s is what was wanted', async (name, exitCode) => {
    await pretend('qdel', `cat ${fixture(name)}; exit ${exitCode}`);
    expect((await run(cancelScript([jobId('7')]))).exitCode).toBe(0);
  });

  test('a master that does not answer has deleted nothing (err-master-down-qdel.txt)', async () => {
    await pretend('qdel', `cat ${fixture('err-master-down-qdel.txt')}; exit 1`);
    expect(await run(cancelScript([jobId('7')]))).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('unable to send message to qmaster'),
    });
  });
});

describe('why jobs wait', () => {
  const said = async () => (await run(detailsScript(['16', '18']))).stdout;

  test('comes back in few lines (qstat-j-error.txt, qstat-j-pending.txt)', async () => {
    await pretend('qstat', `cat ${fixture('qstat-j-error.txt')} ${fixture('qstat-j-pending.txt')}`);
    expect(await said()).toMatch(
      /^job_number: +16\nerror reason .*\nscheduling info: .*\njob_number: +18\nscheduling info: +cannot run in PE .*\n$/,
    );
  });

  test('of hundreds of queues one is enough', async () => {
    const full = (name: number) => `queue instance "all.q@n${name}" dropped because it is full`;
    const lines = [...Array.from({ length: 300 }, (_, name) => full(name)), 'not enough slots'];
    await writeFile(
      path.join(folder, 'said'),
      `scheduling info:            ${lines.join(`\n${' '.repeat(28)}`)}\n`,
    );
    await pretend('qstat', `cat ${folder}/said`);
    expect((await said()).split('\n').map((line) => line.slice(28))).toEqual([
      full(0),
      'not enough slots',
      '',
    ]);
  });

  test('jobs that have ended meanwhile are no failure (qstat-j-ended.txt.stderr)', async () => {
    await pretend('qstat', `cat ${fixture('qstat-j-ended.txt.stderr')} >&2; exit 1`);
    expect(await run(detailsScript(['8']))).toMatchObject({ exitCode: 0, stdout: '' });
  });
});

test('a site without parallel environments has none, one that does not answer was not asked', async () => {
  await pretend('qconf', 'echo "no parallel environment defined" >&2; exit 1');
  expect(await run(ENVIRONMENTS_SCRIPT)).toMatchObject({ exitCode: 0, stdout: '' });
  await pretend('qconf', 'echo "error: commlib error: got select error (Connection refused)" >&2; exit 1');
  expect(await run(ENVIRONMENTS_SCRIPT)).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('commlib'),
  });
});

test('the parallel environments with their rules (qconf-spl.txt, qconf-sp.txt)', async () => {
  await pretend(
    'qconf',
    `[ $1 = -spl ] && exec cat ${fixture('qconf-spl.txt')}; cat ${fixture('qconf-sp.txt')}`,
  );
  const { stdout } = await run(ENVIRONMENTS_SCRIPT);
  expect(stdout).toBe('smp $pe_slots\n');
  expect(chooseEnvironment(stdout)).toBe('smp');
});

test('a token is looked up in the names of all our jobs', async () => {
  const named = recorded('qstat-r-xml.txt').replaceAll('>longrun<', '>Sim_1.a1b2c3d4.1<');
  await writeFile(path.join(folder, 'rows'), named);
  await pretend('qstat', `cat ${folder}/rows`);
  expect((await run(`${LOOK_UP}look_up a1b2c3d4.1\n`)).stdout).toBe('14\n');
  expect((await run(`${LOOK_UP}look_up a1b2c3d4.11\n`)).stdout).toBe('');
  await pretend('qstat', 'echo down >&2; exit 1');
  expect((await run(`${LOOK_UP}look_up a1b2c3d4.1\n`)).exitCode).toBe(1);
});

describe('how jobs ended', () => {
  async function inquire(job: string, submission: number) {
    const question = { job: jobId(job), record: recordName(`${RUN}.${submission}`), run: RUN };
    const answer = await inquireEndings(host, folder, [question]);
    if (!answer.ok) throw new Error(answer.problem.message);
    return answer.value;
  }

  /** What accounting says of job 8, under the name that carries this token. */
  async function account(name: string, token: string): Promise<void> {
    const text = recorded(name).replace(/^jobname .*$/m, `jobname      x.${token}`);
    await writeFile(path.join(folder, 'records'), text);
    await pretend('qacct', `cat ${folder}/records`);
    await pretend('qstat', `echo >> ${folder}/asked; echo '<job_info></job_info>'`);
  }

  test('accounting tells it', async () => {
    await account('qacct-j.txt', 'a1b2c3d4.1');
    expect(await inquire('8', 1)).toMatchObject({
      endings: [{ reason: 'exit', exitCode: 3, source: 'accounting' }],
      asked: ['record', 'accounting'],
    });
  });

  test('a record of another submission with the same id is about another job', async () => {
    await account('qacct-j.txt', 'a1b2c3d4.1');
    expect(await inquire('8', 2)).toMatchObject({ endings: [], asked: ['record', 'accounting', 'queue'] });
  });

  test('a start that failed is an end only when the job is gone from the queue', async () => {
    await account('qacct-j.txt', 'a1b2c3d4.1');
    const failed = (await recordsFile()).replace(
      /^failed .*$/m,
      'failed       26  : opening input/output file',
    );
    await writeFile(path.join(folder, 'records'), failed);
    const row = '<JB_job_number>8</JB_job_number><state>Eqw</state>';
    await pretend('qstat', `echo '<job_info><job_list>${row}</job_list></job_info>'`);
    expect((await inquire('8', 1)).endings).toEqual([]);
    await pretend('qstat', `echo '<job_info></job_info>'`);
    expect((await inquire('8', 1)).endings).toMatchObject([
      { reason: 'cancelled', raw: 'failed 26 : opening input/output file' },
    ]);
    await pretend('qstat', 'echo "error: commlib error" >&2; exit 1');
    expect(await inquire('8', 1)).toMatchObject({ endings: [], notAsked: [{ source: 'queue' }] });
  });

  async function recordsFile(): Promise<string> {
    return (await run(`cat ${folder}/records\n`)).stdout;
  }
});
