import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { taskId } from '../../engine/ids.ts';
import { localHost } from '../../transport/local.ts';
import { quote } from '../../transport/quote.ts';
import { packScripts } from '../pack-scripts.ts';
import { sampleJob } from '../sample-job.testdata.ts';
import { slurmScript } from '../slurm/script.ts';
import { recorded } from './recorded.testdata.ts';
import { pbsArray, pbsScript, type ScriptRules } from './script.ts';

const ROOT = '~/.cache/scripthut';
const rules: ScriptRules = { root: ROOT, queue: null, style: () => 'nodes' };

/** `compat.md` 18.2, with a name that PBS takes. */
const HEADER = `#!/bin/bash
#PBS -N Sim_1
#PBS -q batch
#PBS -A lab
#PBS -l nodes=1:ppn=4:gpus=1,mem=16gb,walltime=2:00:00
#PBS -o /home/u/.scripthut/grid/logs/scripthut_a1b2c3d4_sim.1.out
#PBS -e /home/u/.scripthut/grid/logs/scripthut_a1b2c3d4_sim.1.err
#PBS -V

`;

test('the worked example of compat.md 18.2, and behind it what Slurm gets too', () => {
  const job = sampleJob({}, { loginShell: false });
  const { text, parts, outputPath, warnings } = pbsScript(job, { ...rules, queue: 'batch' });
  expect(text.startsWith(HEADER)).toBe(true);
  expect(text).toBe(parts.join(''));
  const body = (script: string) => script.slice(script.indexOf('echo "=== ScriptHut Task'));
  expect(body(text)).toBe(body(slurmScript(job, ROOT).text));
  expect(outputPath).toBe('/home/u/.scripthut/grid/logs/scripthut_a1b2c3d4_sim.1.out');
  expect(warnings).toEqual([]);
});

function directives(text: string): string[] {
  const header = text.slice(0, text.indexOf('\nif '));
  return header.split('\n').filter((line) => line.startsWith('#PBS'));
}

test('the record of a job says how long it might take', () => {
  const resources = { ...sampleJob().task.resources, timeLimit: '1-00:00:30' };
  expect(pbsScript(sampleJob({ resources }), rules).text).toContain(' cpus=4 limit=86430 "$@"');
});

test('without a queue of the backend the partition is the queue; without an account there is no line', () => {
  const lines = directives(pbsScript(sampleJob({}, { account: null }), rules).text);
  expect(lines[1]).toBe('#PBS -q normal');
  expect(lines.join('\n')).not.toContain('-A');
});

test('select, as OpenPBS has it', () => {
  const lines = directives(pbsScript(sampleJob(), { ...rules, style: () => 'select' }).text);
  expect(lines[3]).toBe('#PBS -l select=1:ncpus=4:ngpus=1:mem=16gb -l walltime=2:00:00');
});

test('no value can bring in a directive or an option', () => {
  const evil = 'x\n#PBS -q other\n -r y "z" \'q\' \\';
  const resources = { partition: evil, cpus: 1, memory: evil, timeLimit: evil, gres: null };
  const { text } = pbsScript(sampleJob({ name: evil, resources }, { account: evil }), rules);
  const lines = directives(text);
  expect(lines).toHaveLength(7);
  expect(lines[0]).toMatch(/^#PBS -N [A-Za-z0-9.+_-]+$/);
  for (const line of lines.slice(1, 3)) expect(line).toMatch(/^#PBS -[qA] (?:"[^"]*"|'[^']*')$/);
  expect(lines[3]).toMatch(/^#PBS -l \S+$/);
});

test('Windows line ends, which qsub refuses, become plain newlines, and people are told', () => {
  const { text, parts, warnings } = pbsScript(sampleJob({ command: 'echo a\r\necho b\r\n' }), rules);
  expect(text).not.toContain('\r');
  expect(text).toContain('\necho a\necho b\n');
  expect(text).toBe(parts.join(''));
  expect(warnings).toEqual([expect.stringContaining('CR LF')]);
});

test.each([
  ["it's", { outputFile: "/logs/it's.out" }],
  ['a blank', { outputFile: '/logs/of mine' }],
  ['no ASCII', { id: taskId('日本') }],
  ['a relative path with a colon', { errorFile: 'a:b' }],
])('a log whose path qsub does not take (%s) is opened by the job', (_, task) => {
  const { text, outputPath, errorPath } = pbsScript(sampleJob(task), rules);
  const folder = '.cache/scripthut/runs/a1b2c3d4/scripts/a1b2c3d4.1';
  expect(directives(text).slice(4, 6)).toEqual([`#PBS -o ${folder}.out`, `#PBS -e ${folder}.err`]);
  expect(text).toMatch(/\nexec > .* 2> .*\n/);
  expect([outputPath, errorPath].join()).toContain(Object.values(task)[0]);
});

test('an array has the pattern of the index in the names of its logs', () => {
  const jobs = ['a', 'b'].map((id) => sampleJob({ id: taskId(id), name: `Fit ${id}` }));
  const scripts = packScripts(jobs.map((job) => pbsScript(job, rules)));
  const { beginning, scriptBytes } = pbsArray(jobs, scripts, rules);
  const text = beginning.slice(0, scriptBytes);
  expect(text).toContain('#PBS -N Fit\n');
  expect(text).toContain('#PBS -o /home/u/.scripthut/grid/logs/scripthut_a1b2c3d4.1_^array_index^.out\n');
  expect(text).toContain('PBS_ARRAY_INDEX=${PBS_ARRAY_INDEX:-${PBS_ARRAYID-}}\nn=${PBS_ARRAY_INDEX-}');
});

test('in the environment that a job was given (openpbs/job-environment.out) it leaves its record, under its id', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pbs-script-'));
  const variables = recorded('openpbs/job-environment.out').match(/^[A-Z_]+=.*$/gm) ?? [];
  expect(variables).toContain('PBS_JOBID=540.pbshead');
  const job = sampleJob(
    { command: 'echo "$PBS_JOBID $PBS_ENVIRONMENT"; exit 3', workingDir: '/' },
    { loginShell: false },
    { init: '' },
  );
  await writeFile(join(folder, 'script'), pbsScript(job, { ...rules, root: folder }).text);
  const host = localHost({ now: Date.now });
  const words = ['env', '-i', ...variables, 'bash', join(folder, 'script')].map(quote).join(' ');
  const outcome = await host.run({ script: `${words}\n`, purpose: 'test', timeLimitMs: 20_000 });
  expect(outcome).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('540.pbshead PBS_BATCH\n') });
  const record = await readFile(join(folder, 'runs/a1b2c3d4/records/a1b2c3d4.1.end'), 'utf8');
  expect(record).toMatch(/^job=540\n/);
  expect(record).toContain('\ncode=3\n');
  await host.close();
  await rm(folder, { recursive: true });
});
