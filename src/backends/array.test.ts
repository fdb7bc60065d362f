import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { taskId } from '../engine/ids.ts';
import type { Task } from '../engine/task.ts';
import { localHost } from '../transport/local.ts';
import { quote } from '../transport/quote.ts';
import { ARRAY_FUNCTIONS, arrayName, packed, sendArrayWords } from './array.ts';
import { packScripts } from './pack-scripts.ts';
import { sampleJob } from './sample-job.testdata.ts';
import { slurmArray, slurmScript } from './slurm/script.ts';

const host = localHost({ now: Date.now });
afterAll(() => host.close());
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "array it's "));
  await mkdir(path.join(folder, 'logs'));
  return () => rm(folder, { recursive: true, force: true });
});

function jobs(tasks: readonly Partial<Task>[]) {
  return tasks.map((task) =>
    sampleJob({ workingDir: '/', ...task }, { loginShell: false, logDir: `${folder}/logs` }, { init: '' }),
  );
}

function arrayOf(requests: ReturnType<typeof jobs>, root = folder) {
  return slurmArray(requests, packScripts(requests.map((job) => slurmScript(job, root))), root);
}

async function shell(script: string): Promise<string> {
  const outcome = await host.run({ script, purpose: 'test', timeLimitMs: 30_000 });
  expect(outcome).toMatchObject({ exitCode: 0, stderr: '' });
  return outcome.stdout;
}

/** Sends the array to a command that keeps what it gets, and runs that as Slurm would run one element (simulated). */
async function runElement(requests: ReturnType<typeof jobs>, element: number): Promise<number | null> {
  const file = arrayOf(requests);
  const got = path.join(folder, 'got');
  await mkdir(path.join(folder, 'runs/a1b2c3d4/scripts'), { recursive: true });
  const send = sendArrayWords(file, `tee ${quote(got)}`);
  await shell(`${ARRAY_FUNCTIONS}${send} <<'END' > /dev/null\n${packed(file)}END\n`);
  const log = path.join(folder, 'logs', `scripthut_a1b2c3d4.1_${element}`);
  const variables = `SLURM_JOB_ID=70 SLURM_ARRAY_JOB_ID=7 SLURM_ARRAY_TASK_ID=${element}`;
  const script = `${variables} bash ${quote(got)} > ${quote(`${log}.out`)} 2> ${quote(`${log}.err`)}`;
  const outcome = await host.run({ script, purpose: 'test', timeLimitMs: 30_000 });
  return outcome.exitCode;
}

describe('an element of an array', () => {
  const awkward = [
    { id: taskId('a'), name: 'A 1', command: 'echo \'first of $HOME\' "`echo two`"\nexit 3' },
    { id: taskId(' b 日本/語 '), name: 'A 2', command: "cat <<'EOF'\nit's \\ $x 😀\nEOF" },
    { id: taskId('c'), name: 'A 3', command: 'echo "element $SLURM_ARRAY_TASK_ID of $SLURM_ARRAY_JOB_ID"' },
  ];

  test.each([
    [1, 3, 'scripthut_a1b2c3d4_a', 'first of $HOME'],
    [2, 0, 'scripthut_a1b2c3d4_ b 日本%2F語 ', "it's \\ $x 😀"],
    [3, 0, 'scripthut_a1b2c3d4_c', 'element 3 of 7'],
  ])('number %i runs its own script, with its own logs and records', async (element, code, log, text) => {
    expect(await runElement(jobs(awkward), element)).toBe(code);
    expect((await readdir(path.join(folder, 'logs'))).toSorted()).toEqual([
      'outputs',
      `${log}.err`,
      `${log}.out`,
    ]);
    expect(await readFile(path.join(folder, 'logs', `${log}.out`), 'utf8')).toContain(text);
    expect(await readFile(path.join(folder, 'logs', `${log}.err`), 'utf8')).toBe('');
    const records = path.join(folder, 'runs/a1b2c3d4/records');
    const name = `a1b2c3d4.1_${element}`;
    expect((await readdir(records)).toSorted()).toEqual([`${name}.end`, `${name}.start`]);
    expect(await readFile(path.join(records, `${name}.end`), 'utf8')).toMatch(`job=7_${element}\n`);
  });

  test('its script is byte for byte the one that is shown', async () => {
    const requests = jobs([
      ...awkward.slice(0, 2),
      { id: taskId('c'), name: 'A 3', command: 'cat "$0"; exit 0' },
    ]);
    await runElement(requests, 3);
    const log = await readFile(path.join(folder, 'logs', 'scripthut_a1b2c3d4_c.out'), 'utf8');
    const shown = requests.map((job) => slurmScript(job, folder).text);
    expect(log.includes(shown[2] ?? '?')).toBe(true);
  });

  test('nor do halves of characters, empty pieces and line ends that are shared go astray', async () => {
    const requests = jobs([
      { id: taskId('😀'), name: '', command: 'cat "$0" # 😀\n\n' },
      { id: taskId('😁'), name: 'b', command: 'cat "$0" # 😁\n\n' },
      { id: taskId('😀😁'), name: 'b', command: 'cat "$0" # \n\n' },
    ]);
    for (const [at, job] of requests.entries()) {
      expect(await runElement(requests, at + 1)).toBe(0);
      const log = await readFile(path.join(folder, 'logs', `scripthut_a1b2c3d4_${job.task.id}.out`), 'utf8');
      expect(log).toContain(slurmScript(job, folder).text);
    }
  });

  test('one whose file is not whole fails and says so', async () => {
    const requests = jobs(awkward);
    await runElement(requests, 1);
    await writeFile(arrayOf(requests).path, 'cut off\n');
    const variables = 'SLURM_JOB_ID=70 SLURM_ARRAY_JOB_ID=7 SLURM_ARRAY_TASK_ID=2';
    const script = `${variables} bash ${quote(path.join(folder, 'got'))}`;
    const outcome = await host.run({ script, purpose: 'test', timeLimitMs: 30_000 });
    expect(outcome.exitCode).toBe(1);
    expect(outcome.stderr).toContain('could not be put together');
  });

  test('run by hand, outside a job, it does nothing', async () => {
    await runElement(jobs(awkward), 1);
    expect(await shell(`bash ${quote(path.join(folder, 'got'))}`)).toBe('');
  });
});

test('what is sent is the file, and small where the tasks are alike', () => {
  const many = jobs(
    Array.from({ length: 1000 }, (_, at) => ({ id: taskId(`t.${at}`), command: `run ${at}` })),
  );
  const file = arrayOf(many, '/root');
  const sent = packed(file);
  const content = gunzipSync(Buffer.from(sent, 'base64')).toString();
  expect(content).toBe(file.beginning + gunzipSync(file.own).toString());
  const whole = many.map((job) => slurmScript(job, '/root').text).join('');
  expect(content.length * 10).toBeLessThan(whole.length);
  expect(sent.length * 100).toBeLessThan(whole.length);
});

test.each([
  [['Simulation 1', 'Simulation 2', 'Simulation 10'], 'Simulation'],
  [['sim-10', 'sim-11'], 'sim'],
  [['Fit (seed 1)', 'Fit (seed 2)'], 'Fit (seed'],
  [['a', 'b'], 'grid'],
  [['same', 'same'], 'same'],
  [['😀1', '😁2'], 'grid'],
])('tasks named %j make an array named %s', (names, expected) => {
  expect(arrayName(jobs(names.map((name) => ({ name }))))).toBe(expected);
});
