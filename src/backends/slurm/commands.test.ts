import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { jobId, recordName, runId } from '../../engine/ids.ts';
import type { Host } from '../../transport/host.ts';
import { localHost } from '../../transport/local.ts';
import { UNIT } from '../separators.ts';
import { commentsInAccountingScript } from './commands.ts';
import { inquireEndings } from './inquire.ts';
import { parseComments } from './parse-comments.ts';
import { recorded } from './recorded.testdata.ts';

let folder = '';
let host: Host;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'commands-'));
  host = localHost({ now: Date.now, environment: { ...process.env, PATH: `${folder}:${process.env.PATH}` } });
  return async () => {
    await host.close();
    await rm(folder, { recursive: true, force: true });
  };
});

/** Puts a program of this name before the real ones. */
async function pretend(name: string, body: string): Promise<void> {
  await writeFile(path.join(folder, name), `#!/bin/sh\n${body}\n`);
  await chmod(path.join(folder, name), 0o755);
}

async function inquire(...jobs: (number | string)[]) {
  const run = runId('a1b2c3d4');
  const questions = jobs.map((job) => ({
    job: jobId(String(job)),
    record: recordName(`${run}.${job}`),
    run,
  }));
  const answer = await inquireEndings(host, folder, questions);
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.value;
}

function row(...fields: string[]): string {
  return `printf '%s\\n' '${fields.join(UNIT)}'`;
}

const JOB = 'JobName=x UserId=ada(1000) GroupId=ada(1000) JobState=TIMEOUT Reason=TimeLimit ExitCode=0:15';

describe('with pretended commands of Slurm', () => {
  test('who cancelled is looked up, and the controller is asked for what accounting does not know', async () => {
    await pretend('sacct', row('1', '', '00:00:10', '1', '', '', '', 'CANCELLED by 0', '0:0', 'c1'));
    await pretend('scontrol', `echo "JobId=$4 ${JOB}"`);
    const { endings, asked, notAsked } = await inquire(1, 2);
    expect(endings).toMatchObject([
      { job: '1', source: 'accounting', reason: 'cancelled', raw: 'CANCELLED by 0 (root)' },
      { job: '2', source: 'queue', reason: 'timeout', signal: 15 },
    ]);
    expect({ asked, notAsked }).toEqual({ asked: ['record', 'accounting', 'queue'], notAsked: [] });
  });

  test('a job that the controller has forgotten does not hide the others', async () => {
    await pretend('sacct', 'echo Slurm accounting storage is disabled >&2; exit 1');
    await writeFile(path.join(folder, 'said'), recorded('scontrol-show-unknown-job.txt.stderr'));
    const forgotten = `cat ${folder}/said >&2; exit 1`;
    await pretend('scontrol', `[ "$4" != 1 ] || { ${forgotten}; }\necho "JobId=$4 ${JOB}"`);
    const { endings, asked, notAsked } = await inquire(1, 2);
    expect(endings.map(({ job }) => job)).toEqual(['2']);
    expect(asked).toEqual(['record', 'queue']);
    expect(notAsked).toMatchObject([{ source: 'accounting', problem: { code: 'unsupported' } }]);
  });

  test('an element that the controller has forgotten while it knows its array does not hide the others', async () => {
    await pretend('sacct', 'exit 0');
    // 19.05 to 25.05: an element that was cancelled before it began leaves its array at once.
    await pretend(
      'scontrol',
      `case $4 in 7_*) echo "Job $4 not found"; exit 1 ;; esac\necho "JobId=$4 ${JOB}"`,
    );
    const { endings, asked, notAsked } = await inquire('7_1', '2');
    expect(endings.map(({ job }) => job)).toEqual(['2']);
    expect({ asked, notAsked }).toEqual({ asked: ['record', 'accounting', 'queue'], notAsked: [] });
  });

  test('a scontrol that is not there has forgotten nothing', async () => {
    await pretend('sacct', 'exit 0');
    await pretend('scontrol', 'echo "bash: scontrol: command not found" >&2; exit 127');
    expect((await inquire('7_1')).notAsked).toMatchObject([{ source: 'queue' }]);
  });

  test('an accounting that complains, and succeeds all the same, has said nothing', async () => {
    await pretend('sacct', 'echo "sacct: error: slurmdbd: Unknown error 1021" >&2');
    await pretend('scontrol', 'echo "slurm_load_jobs error: Invalid job id specified" >&2; exit 1');
    expect((await inquire(1)).notAsked).toMatchObject([
      { source: 'accounting', problem: { code: 'command-failed', message: expect.stringContaining('1021') } },
    ]);
  });

  test('where accounting answers for a few days only, it is asked for those', async () => {
    const find = () =>
      host.run({ script: commentsInAccountingScript('MARK'), purpose: 'test', timeLimitMs: 5_000 });
    // MaxQueryTimeRange of slurmdbd.conf.
    const tooWide = 'echo "sacct: error: Too wide of a date range in query" >&2; exit 11';
    const found = row('7', 'a1b2c3d4.1');
    await pretend('sacct', `case "$*" in *now-60days*) ${tooWide} ;; *) ${found} ;; esac`);
    expect(parseComments((await find()).stdout, 'MARK')?.get('a1b2c3d4.1')).toBe('7');
    await pretend('sacct', `echo "sacct: error: Connection refused" >&2; exit 1`);
    expect(await find()).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringContaining('refused'),
    });
  });

  test('a controller that does not answer is asked once, not for each job', async () => {
    await pretend('sacct', 'exit 0');
    await pretend(
      'scontrol',
      `echo asked >> ${folder}/asked; echo Unable to contact slurm controller >&2; exit 1`,
    );
    const { notAsked } = await inquire(1, 2, 3);
    expect(notAsked).toMatchObject([
      { source: 'queue', problem: { message: expect.stringContaining('Unable to contact') } },
    ]);
    const count = await host.run({
      script: `wc -l < ${folder}/asked\n`,
      purpose: 'test',
      timeLimitMs: 5_000,
    });
    expect(count.stdout.trim()).toBe('1');
  });
});
