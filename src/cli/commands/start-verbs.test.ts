import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ListedBackend } from '../../wire/backends.ts';
import type { PreviewAnswer } from '../../wire/previews.ts';
import { ask, item, run, runWith, summary, withStatus } from '../testing.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scripthut-cli-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function fileWith(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

const DOCUMENT = JSON.stringify([{ id: 'a', name: 'A', command: 'true' }]);
const LOCAL: ListedBackend = {
  name: 'local',
  type: 'local',
  connected: true,
  max_concurrent: 4,
  host: 'this machine',
  active: 1,
  job_count: 3,
  last_poll: null,
  error: null,
  stale: false,
};
const SUMMARY = summary([item('a', 'submitted'), item('b', 'pending')]);
const FAILED_RUN = run([item('a', 'failed', { error: 'exit code 3' })], {
  status: 'failed',
  finished_at: '2026-02-19T14:30:05+00:00',
});

test('workflow run with a file sends its text, named after the file, to the only backend', async () => {
  const file = await fileWith('grid.json', DOCUMENT);
  const { exitCode, out, err, asked } = await ask(`workflow run ${file}`, {
    'GET /api/v1/backends': { backends: [LOCAL] },
    'POST /api/v1/runs': { ...SUMMARY, warnings: ['tasks[0]: unknown key'] },
  });
  expect(out).toBe(
    'Run a1b2c3d4 on local (diamond)\n1/2 dispatched, 1 pending\nStates: 1 submitted, 1 pending\n',
  );
  expect(err).toBe('warning: tasks[0]: unknown key\n');
  expect(exitCode).toBe(0);
  expect(asked[1]?.body).toEqual({ document: DOCUMENT, backend: 'local', workflow_name: 'grid' });
});

test('workflow run --dry-run lists the tasks that a document makes, and asks nothing', async () => {
  const file = await fileWith(
    'grid.yaml',
    'title: Grid\ntasks:\n- {id: sim, name: Sim, command: x, cpu: 3, matrix: {s: [1, 2]}}\n- {id: sum, name: Sum, command: y, deps: [sim]}\n',
  );
  const { exitCode, out, err, asked } = await ask(`workflow run ${file} --dry-run`, {});
  expect(out.split('\n')).toEqual([
    'TASK    PARTITION    CPUS  MEMORY   TIME         AFTER                NAME',
    'sim.s-1 normal       1     4G       1:00:00      -                    Sim (s 1)',
    'sim.s-2 normal       1     4G       1:00:00      -                    Sim (s 2)',
    'sum     normal       1     4G       1:00:00      2 tasks              Sum',
    '',
    'Grid: 3 tasks; nothing has been sent',
    '',
  ]);
  expect(err).toContain("Task key 'cpu' is not known");
  expect([exitCode, asked]).toEqual([0, []]);
  const json = await ask(`workflow run ${file} --dry-run --json`, {});
  expect(JSON.parse(json.out)).toMatchObject({
    title: 'Grid',
    tasks: [{ id: 'sim.s-1', retry: null }, {}, {}],
  });
});

test('a fault in a document is told with file, line and column, and nothing is asked of the server', async () => {
  const file = await fileWith('bad.json', '[\n  {"id": "a", "name": "A"}\n]\n');
  const { exitCode, out, err, asked } = await ask(`workflow run ${file} --backend local`, {});
  expect(err).toContain(`${file}:2:3`);
  expect(err).toContain('command');
  expect([exitCode, out, asked]).toEqual([1, '', []]);
});

test('a pattern that matches nothing and a circle are found before anything is asked', async () => {
  const tasks = [
    { id: 'a', name: 'A', command: 'true', deps: ['b'] },
    { id: 'b', name: 'B', command: 'true', deps: ['a'] },
  ];
  const circle = await fileWith('circle.json', JSON.stringify(tasks));
  const first = await ask(`workflow run ${circle} --backend local`, {});
  expect(first.err).toContain(`${circle}:1:48: Circular dependency detected: a -> b -> a`);
  const lost = await fileWith('lost.json', JSON.stringify([{ ...tasks[0], deps: ['x.*'] }]));
  const second = await ask(`workflow run ${lost} --backend local`, {});
  expect(second.err).toContain(`${lost}:1:`);
  expect(second.err).toContain("Task 'a': wildcard dep 'x.*' matches no tasks");
  expect([first.asked, second.asked]).toEqual([[], []]);
});

test('a document needs a backend by name when there are several', async () => {
  const file = await fileWith('grid.json', DOCUMENT);
  const { exitCode, err } = await ask(`workflow run ${file}`, {
    'GET /api/v1/backends': { backends: [LOCAL, { ...LOCAL, name: 'mercury' }] },
  });
  expect(err).toContain('--backend');
  expect(err).toContain('local, mercury');
  expect(exitCode).toBe(2);
});

test('workflow run with a name starts the configured workflow and can watch it', async () => {
  const { exitCode, out } = await ask('workflow run grid --backend mercury --watch', {
    'POST /api/v1/workflows/grid/run?backend=mercury': { ...SUMMARY, warnings: [] },
    'GET /api/v1/runs/a1b2c3d4': FAILED_RUN,
  });
  expect(out).toContain('Run a1b2c3d4 FAILED');
  expect(exitCode).toBe(1);
});

test('with --json and --watch there is one document: the run at its end', async () => {
  const { out } = await ask('workflow run grid --watch --json', {
    'POST /api/v1/workflows/grid/run': { ...SUMMARY, warnings: [] },
    'GET /api/v1/runs/a1b2c3d4': FAILED_RUN,
  });
  expect(JSON.parse(out)).toEqual(FAILED_RUN);
});

test('an unknown workflow is an error with the server’s words', async () => {
  const { exitCode, err } = await ask('workflow run nope', {
    'POST /api/v1/workflows/nope/run': withStatus(404, { detail: "There is no workflow called 'nope'" }),
  });
  expect([exitCode, err]).toEqual([1, "scripthut: There is no workflow called 'nope'\n"]);
});

test('task run sends one task with its flags', async () => {
  const words = 'task run hostname --backend mercury --id t1 --cpus 4 --time 0:10:00 --env A=1 --env B=x=y';
  const { exitCode, asked } = await ask(words, { 'POST /api/v1/tasks/run': { ...SUMMARY, warnings: [] } });
  expect(exitCode).toBe(0);
  expect(asked[0]?.body).toEqual({
    backend: 'mercury',
    task: {
      command: 'hostname',
      id: 't1',
      name: 't1',
      cpus: 4,
      time_limit: '0:10:00',
      env_vars: { A: '1', B: 'x=y' },
    },
  });
});

const PREVIEW: PreviewAnswer = {
  workflow_name: 'grid',
  title: 'Grid\u001b[2J search',
  backend_name: 'local',
  log_dir: '/home/ada/logs',
  task_count: 2_000,
  tasks: ['a', 'b'].map((id) => ({
    id,
    script: `#!/bin/bash\n# ${id}\n`,
    output_path: '/o',
    error_path: '/e',
    warnings: [],
  })),
  kinds: [
    {
      task_id: 'a',
      tasks: 1_990,
      submissions: 2,
      rehearsal: { accepted: true, starts_at: null, said: 'Job 7 to start' },
    },
    { task_id: 'b', tasks: 10, submissions: 10, rehearsal: null },
  ],
  warnings: ['tasks[0].comand is not known'],
  cost: {
    currency: 'USD',
    spent: 0,
    costed_tasks: 0,
    uncosted_tasks: 2_000,
    forecast: { total: 4.4, tasks: 2_000, is_upper_bound: true },
  },
};

test('workflow run --dry-run of a file tells what would be submitted and what it would cost', async () => {
  const file = await fileWith('grid.json', DOCUMENT);
  const { exitCode, out, err, asked } = await ask(`workflow run ${file} --backend local --dry-run`, {
    'POST /api/v1/runs/preview': PREVIEW,
  });
  expect(exitCode).toBe(0);
  expect(out.split('\n')).toEqual([
    'Grid\\x1b[2J search: 2000 tasks on local; nothing has been sent',
    'Logs: /home/ada/logs',
    'Cost: est. at most $4.40, by the time limits',
    'a and 1989 like it: as 2 job arrays; the scheduler would take it: Job 7 to start',
    'b and 9 like it: one by one',
    '',
    'Script of a:',
    '#!/bin/bash',
    '# a',
    '(and 1999 more; see --json)',
    '',
  ]);
  expect(err).toBe('warning: tasks[0].comand is not known\n');
  expect(asked.map(({ body }) => body)).toEqual([
    { document: DOCUMENT, backend: 'local', workflow_name: 'grid' },
  ]);
});

test('workflow run --dry-run of a configured workflow asks for its preview', async () => {
  const { out, asked } = await ask('workflow run grid --dry-run --json', {
    'GET /workflows/grid/dry-run': PREVIEW,
  });
  expect(JSON.parse(out)).toEqual(PREVIEW);
  expect(asked.length).toBe(1);
});

test('workflow run --dry-run tells faults of the file before anybody is asked', async () => {
  const file = await fileWith('faulty.json', '[{"id": "a", "name": "A", "command": 5}]');
  const { exitCode, err, asked } = await ask(`workflow run ${file} --backend local --dry-run`, {});
  expect([exitCode, asked]).toEqual([1, []]);
  expect(err).toContain('faulty.json:1:');
});

test('task run --dry-run prints what would be sent and asks nothing', async () => {
  const input = JSON.stringify({ id: 'x', command: 'true', env_vars: { A: '1' } });
  const { out, asked } = await ask(
    'task run --backend b --from-stdin --dry-run --env B=2 --run-name r',
    {},
    { input },
  );
  expect(JSON.parse(out)).toEqual({
    backend: 'b',
    run_name: 'r',
    task: { id: 'x', name: 'x', command: 'true', env_vars: { A: '1', B: '2' } },
  });
  expect(asked).toEqual([]);
});

test('a variable of the command line wins over the rules in the file', async () => {
  const input = JSON.stringify({ command: 'true', env: [{ set: { B: '1' } }] });
  const { out } = await ask('task run --backend b --from-stdin --dry-run --env B=2', {}, { input });
  expect(JSON.parse(out).task).toMatchObject({
    env_vars: { B: '2' },
    env: [{ set: { B: '1' } }, { set: { B: '2' } }],
  });
});

test('task run takes a script from a file, and only one source of the command', async () => {
  const file = await fileWith('job.sh', 'echo one\necho two\n');
  const { out } = await ask(`task run --backend b --inline-script ${file} --dry-run`, {});
  expect(JSON.parse(out).task.command).toBe('echo one\necho two\n');
  const both = await ask(`task run hostname --backend b --inline-script ${file}`, {});
  expect(both.exitCode).toBe(2);
});

test('backend list shows each backend, and what is wrong with it on standard error', async () => {
  const broken = {
    ...LOCAL,
    name: 'mercury',
    type: 'slurm',
    connected: false,
    error: 'cannot reach mercury\nslurm: \u001b[2J?',
  };
  const { exitCode, out, err } = await ask('backend list', {
    'GET /api/v1/backends': { backends: [LOCAL, broken] },
  });
  expect(out).toContain('NAME             TYPE   CONNECTED ACTIVE    JOBS   HOST\n');
  expect(out).toContain('local            local  yes       1/4       3      this machine\n');
  expect(err).toBe('mercury: cannot reach mercury\nslurm: \\x1b[2J?\n');
  expect(exitCode).toBe(0);
});

test('what answers without being ScriptHut is said to be something else', async () => {
  const html = await import('node:http').then(({ createServer }) =>
    createServer((_request, response) => void response.end('<html>')),
  );
  await new Promise<void>((resolve) => html.listen(0, '127.0.0.1', resolve));
  const address = html.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const { exitCode, err } = await runWith(['run', 'list', '--server', `127.0.0.1:${port}`]);
  expect(err).toContain('is not a ScriptHut server');
  expect(exitCode).toBe(1);
  html.close();
});
