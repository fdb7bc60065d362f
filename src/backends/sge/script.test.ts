import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { taskId } from '../../engine/ids.ts';
import type { RunInfo } from '../../engine/run.ts';
import type { Task } from '../../engine/task.ts';
import { localHost } from '../../transport/local.ts';
import { quote } from '../../transport/quote.ts';
import { packScripts } from '../pack-scripts.ts';
import { sampleJob } from '../sample-job.testdata.ts';
import { recorded } from './recorded.testdata.ts';
import { prefixOf, type ScriptSettings, sgeArray, sgeScript } from './script.ts';

const SETTINGS: ScriptSettings = {
  root: '~/.cache/scripthut',
  queue: null,
  project: null,
  parallelEnvironment: null,
  memoryResource: 'h_vmem',
};

function directives(task: Partial<Task> = {}, settings: Partial<ScriptSettings> = {}): readonly string[] {
  const { text } = sgeScript(sampleJob(task), { ...SETTINGS, ...settings });
  return text.split('\n').filter((line) => line.startsWith('#$'));
}

const RESOURCES = sampleJob().task.resources;
const asked = (resources: Partial<Task['resources']>) =>
  directives({ resources: { ...RESOURCES, ...resources } });

describe('directives', () => {
  test('of the sample', () => {
    expect(directives({}, { parallelEnvironment: 'smp', queue: 'long.q', project: 'p1' })).toEqual([
      '#$ -S /bin/bash',
      '#$ -N Sim_1.a1b2c3d4.1',
      '#$ -q long.q',
      '#$ -P p1',
      '#$ -A lab',
      '#$ -pe smp 4',
      '#$ -l h_vmem=4G',
      '#$ -l h_rt=7200',
      '#$ -l gpu=1',
      '#$ -o /home/u/.scripthut/grid/logs/scripthut_a1b2c3d4_sim.1.out',
      '#$ -e /home/u/.scripthut/grid/logs/scripthut_a1b2c3d4_sim.1.err',
    ]);
  });

  test('a task that names no partition goes to any queue, one that does to that', () => {
    expect(asked({ partition: 'normal' }).some((line) => line.includes('-q'))).toBe(false);
    expect(asked({ partition: 'short.q' })).toContain('#$ -q short.q');
  });

  test.each([
    ['10G', 1, '#$ -l h_vmem=10G'],
    ['10G', 3, '#$ -l h_vmem=3414M'],
    ['500', 4, '#$ -l h_vmem=125M'],
    ['1T', 2, '#$ -l h_vmem=512G'],
    ['1K', 8, '#$ -l h_vmem=1M'],
  ])('memory is counted for each slot: %s for %i', (memory, cpus, line) => {
    expect(asked({ memory, cpus })).toContain(line);
  });

  test('what is no amount is not asked for', () => {
    const lines = asked({ memory: '0', timeLimit: 'unlimited', gres: null });
    expect(lines.some((line) => line.includes('-l'))).toBe(false);
    expect(asked({ gres: 'gpu,disk:5' })).toEqual(expect.arrayContaining(['#$ -l gpu=1', '#$ -l disk=5']));
  });

  test('a kind of a resource has no place, and that is said', () => {
    const job = sampleJob({ resources: { ...RESOURCES, gres: 'gpu:a100:2' } });
    const { text, warnings } = sgeScript(job, SETTINGS);
    expect(text).toContain('#$ -l gpu=2\n');
    expect(warnings.join()).toContain('gpu:a100:2');
  });

  test('begin otherwise where a line of the task begins like one', () => {
    const { text } = sgeScript(sampleJob({ command: 'cat <<X\n#$ -q evil.q\n#$_\nX' }), SETTINGS);
    expect(prefixOf(text)).toBe('#$__');
    expect(text).toContain('\n#$__ -N Sim_1.a1b2c3d4.1\n');
    expect(prefixOf(sgeScript(sampleJob(), SETTINGS).text)).toBe('#$');
  });

  test('an array has its tasks, and logs that its elements rename', () => {
    const jobs = ['a', 'b'].map((id) => sampleJob({ id: taskId(id), name: `Sim ${id}` }));
    const scripts = packScripts(jobs.map((job) => sgeScript(job, SETTINGS)));
    const { beginning, scriptBytes } = sgeArray(jobs, scripts, SETTINGS);
    const script = beginning.slice(0, scriptBytes);
    expect(script).toContain('\n#$ -t 1-2\n');
    expect(script).toContain('\n#$ -N Sim.a1b2c3d4.1\n');
    expect(script).toContain('\n#$ -o /home/u/.scripthut/grid/logs/scripthut_a1b2c3d4.1_$TASK_ID.out\n');
  });
});

describe('logs', () => {
  test('of paths that a directive cannot hold are opened by the job', () => {
    const job = sampleJob({ id: taskId('a:b, c') });
    const { text, outputPath } = sgeScript(job, SETTINGS);
    expect(outputPath).toBe('/home/u/.scripthut/grid/logs/scripthut_a1b2c3d4_a:b, c.out');
    expect(text).toContain('#$ -o /dev/null\n');
    expect(text).toContain(`exec > '${outputPath}' 2> '${outputPath.replace('.out', '.err')}'`);
  });

  test('with variables of Grid Engine are its to name', () => {
    const { text, warnings } = sgeScript(sampleJob({ outputFile: '~/x/$JOB_ID.log' }), SETTINGS);
    expect(text).toContain('#$ -o x/$JOB_ID.log\n');
    expect(warnings.join()).toContain('$JOB_ID.log');
  });
});

/** As a job was given them; the folder for its temporary files is not there. */
const VARIABLES = recorded('job-output.txt').match(/^(?!TMPDIR)\w+=.*$/gm) ?? [];

/** What the shell of a job does, with the variables that Grid Engine sets (job-output.txt; simulated). */
describe('a job', () => {
  const host = localHost({ now: Date.now });
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sge-script-'));
    await mkdir(path.join(folder, 'it,s logs'));
    return () => rm(folder, { recursive: true, force: true });
  });

  async function runJob(command: string, run: Partial<RunInfo> = {}) {
    const job = sampleJob({ command, workingDir: '/' }, { loginShell: false, ...run }, { init: '' });
    await writeFile(path.join(folder, 'script'), sgeScript(job, { ...SETTINGS, root: folder }).text);
    const words = ['env', ...VARIABLES, 'bash', path.join(folder, 'script')].map(quote).join(' ');
    const script = `${words}\n`;
    const outcome = await host.run({ script, purpose: 'test', timeLimitMs: 20_000 });
    const record = await readFile(path.join(folder, 'runs/a1b2c3d4/records/a1b2c3d4.1.end'), 'utf8');
    return { outcome, record };
  }

  test.each([0, 1, 3, 98, 99, 100, 139])(
    'ends with %i in its record, and for Grid Engine never with 99 or 100',
    async (code) => {
      const { outcome, record } = await runJob(`exit ${code}`);
      expect(record).toContain(`\ncode=${code}\n`);
      expect(record).toMatch(/^job=1\n/);
      expect(outcome.exitCode).toBe(code === 99 || code === 100 ? 1 : code);
    },
  );

  test('that is no array has no task number', async () => {
    const { outcome } = await runJob('echo "task ${SGE_TASK_ID-none}"');
    expect(outcome.stdout).toContain('\ntask none\n');
  });

  test('writes into logs whose folder has an odd name', async () => {
    const { outcome } = await runJob('echo here; echo there >&2', { logDir: path.join(folder, 'it,s logs') });
    expect(outcome.stdout).toBe('');
    const log = (suffix: string) =>
      readFile(path.join(folder, `it,s logs/scripthut_a1b2c3d4_sim.1.${suffix}`), 'utf8');
    expect(await log('out')).toContain('\nhere\n');
    expect(await log('err')).toBe('there\n');
  });
});
