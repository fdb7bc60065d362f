import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { localHost } from '../transport/local.ts';
import { quote } from '../transport/quote.ts';
import { parseRecord } from './records.ts';
import { sampleJob } from './sample-job.testdata.ts';
import { slurmScript } from './slurm/script.ts';

const host = localHost({ now: Date.now });
afterAll(() => host.close());

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'witness-'));
  return () => rm(folder, { recursive: true, force: true });
});

/** Runs a job's script as job 12 of Slurm, with these control groups in the place of the machine's; gives back its end record. */
async function endWithin(groups: string, files: Readonly<Record<string, string>>) {
  const job = sampleJob({ command: 'true', workingDir: '/' }, { loginShell: false }, { init: '' });
  const text = slurmScript(job, folder)
    .text.replaceAll('/proc/self/cgroup', `${folder}/groups`)
    .replaceAll('/sys/fs/cgroup', `${folder}/sys`);
  await writeFile(path.join(folder, 'groups'), groups);
  await writeFile(path.join(folder, 'script'), text);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, 'sys', name)), { recursive: true });
    await writeFile(path.join(folder, 'sys', name), content);
  }
  const script = `SLURM_JOB_ID=12 bash ${quote(path.join(folder, 'script'))}\n`;
  const outcome = await host.run({ script, purpose: 'test', timeLimitMs: 20_000 });
  expect(outcome).toMatchObject({ exitCode: 0, stderr: '' });
  const record = await readFile(path.join(folder, 'runs/a1b2c3d4/records/a1b2c3d4.1.end'), 'utf8');
  return parseRecord(record)?.end ?? null;
}

const CPU_STAT = 'usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\n';

describe('simulated control groups', () => {
  test('peak memory and processor time of the job itself, in version 2', async () => {
    const job = 'system.slice/slurmstepd.scope/job_12';
    const groups = `0::/${job}/step_batch/user/task_0\n`;
    const files = {
      [`${job}/memory.peak`]: '123456789\n',
      [`${job}/cpu.stat`]: CPU_STAT,
      [`${job}/memory.events`]: 'oom 1\noom_kill 2\noom_group_kill 0\n',
    };
    expect(await endWithin(groups, files)).toMatchObject({
      maxRssBytes: 123_456_789,
      cpuSeconds: 2.5,
      memoryKills: 2,
    });
  });

  test('the same in version 1, where each kind has its own folder', async () => {
    const groups =
      '9:memory:/slurm/uid_1000/job_12/step_batch/task_0\n4:cpuacct,cpu:/slurm/uid_1000/job_12\n1:name=systemd:/x\n';
    const files = {
      'memory/slurm/uid_1000/job_12/memory.max_usage_in_bytes': '4096\n',
      'cpuacct/slurm/uid_1000/job_12/cpuacct.usage': '1500000000\n',
      'memory/slurm/uid_1000/job_12/step_batch/task_0/memory.oom_control': 'under_oom 0\noom_kill 1\n',
      'cpuacct/slurm/uid_1000/job_12/cpu.stat': 'nr_periods 0\nnr_throttled 0\n',
    };
    expect(await endWithin(groups, files)).toMatchObject({
      maxRssBytes: 4096,
      cpuSeconds: 1.5,
      memoryKills: 1,
    });
  });

  test.each([
    ['of the session', '0::/user.slice/user-1000.slice/session-3.scope\n', 'user.slice'],
    ['of another job', '0::/slurm/job_123/step_batch\n', 'slurm/job_123'],
    ['of the whole machine', '0::/\n', '.'],
    ['that are not there', '0::/slurm/job_12\n', 'elsewhere'],
  ])('figures %s are none of the job', async (_, groups, place) => {
    const end = await endWithin(groups, { [`${place}/memory.peak`]: '1\n', [`${place}/cpu.stat`]: CPU_STAT });
    expect(end?.maxRssBytes).toBeNull();
    expect(end?.cpuSeconds).toBeLessThan(2.5);
  });
});
