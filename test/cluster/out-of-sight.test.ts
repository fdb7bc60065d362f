import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openBackend } from '../../src/backends/open.ts';
import { NO_RULES } from '../../src/engine/env-rules.ts';
import { jobId, recordOf, runId, submissionToken } from '../../src/engine/ids.ts';
import { ownCluster } from './own-cluster.ts';
import { waitUntil } from './wait.ts';

const RUN = runId('a1b2c3d4');
const cluster = ownCluster();
const dir = mkdtempSync(join(tmpdir(), 'scripthut-out-of-sight-'));
const { host, port, user, keyPath, knownHosts } = cluster.ssh;
const ssh = { host, port, user, keyPath, knownHosts, certPath: null, hostKeyCheck: true };
const common = { name: 'testbed', loginShell: false, maxConcurrent: 9, cloneDir: '~', account: null };
const settings = { type: 'slurm', ...common, smallestArray: 2, rules: NO_RULES, ssh } as const;
const backend = openBackend(settings, { dataDir: dir, now: Date.now });

afterAll(async () => {
  await cluster.run('root', `scontrol update partitionname=gpu hidden=no; scancel --user=${user}`);
  await cluster.run('user', "sed -i '/SQUEUE_/d' ~/.bashrc");
  await backend.close();
  rmSync(dir, { recursive: true });
});

async function submit(options: string): Promise<string> {
  const { stdout } = await cluster.run('user', `sbatch --parsable --hold ${options} --wrap 'sleep 1'`);
  return stdout.trim();
}

it('jobs of ours in a hidden partition are listed and found, whatever our own settings leave out', async () => {
  await cluster.run('root', 'scontrol update partitionname=gpu hidden=yes');
  await cluster.run('user', 'echo export SQUEUE_STATES=running SQUEUE_PARTITION=normal >> ~/.bashrc');
  const token = submissionToken(RUN, 1);
  const id = await submit(`--partition=gpu --comment=${token}`);
  expect(await backend.list()).toMatchObject({
    ok: true,
    value: { jobs: expect.arrayContaining([expect.objectContaining({ job: id, token })]) },
  });
  expect(await backend.find([{ token, size: 1 }])).toEqual({ ok: true, value: new Map([[token, [id]]]) });
});

it('elements that were cancelled one by one before they began do not hide the rest', async () => {
  const id = await submit(`--partition=normal --array=1-90 --comment=${submissionToken(RUN, 2)}`);
  const single = Array.from({ length: 30 }, (_, at) => `${id}_${3 * at + 1}`);
  await cluster.run('user', `scancel ${single.join(' ')}`);
  await cluster.run('user', `scancel ${id}`);
  const questions = [1, 2, 89].map((element) => ({
    job: jobId(`${id}_${element}`),
    record: recordOf(submissionToken(RUN, 2), element),
    run: RUN,
  }));
  const said = await waitUntil('accounting knows the rest, and has forgotten those', async () => {
    const answer = await backend.inquire(questions);
    const ended = answer.ok ? answer.value.endings.filter(({ source }) => source === 'accounting') : [];
    return ended.length === 2 && { ended, answer };
  });
  expect(said.ended).toMatchObject([
    { job: `${id}_2`, reason: 'cancelled' },
    { job: `${id}_89`, reason: 'cancelled' },
  ]);
  expect(said.answer).toMatchObject({ value: { asked: ['record', 'accounting', 'queue'], notAsked: [] } });
});
