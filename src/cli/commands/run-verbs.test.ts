import { expect, test } from 'vitest';
import { ask, item, run, runWith, startFakeServer, summary, withStatus, withStream } from '../testing.ts';

const SUMMARY = summary([item('a', 'submitted'), item('b', 'pending')]);

test('run list prints the columns of the contract', async () => {
  const long = { ...SUMMARY, workflow_name: '模拟/a-very-long-workflow-name-indeed' };
  const { exitCode, out } = await ask('run list', { 'GET /api/v1/runs?limit=20': { runs: [long] } });
  const [heading, row] = out.split('\n');
  expect(heading).toBe(
    'ID         STATUS     PROGRESS   WORKFLOW                     BACKEND        CREATED',
  );
  expect(row).toMatch(
    /^a1b2c3d4 {3}running {4}0\/2 {8}模拟\/a-very-long-workflow-n… local {10}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/,
  );
  expect(exitCode).toBe(0);
});

test('run list says so when there are no runs', async () => {
  const { out } = await ask('run list --limit 3', { 'GET /api/v1/runs?limit=3': { runs: [] } });
  expect(out).toBe('No runs found.\n');
});

test('with --json every verb prints one document, indented by two, and nothing else', async () => {
  const answer = { runs: [SUMMARY] };
  const { out, err } = await ask('run list --json', { 'GET /api/v1/runs?limit=20': answer });
  expect(out).toBe(`${JSON.stringify(answer, null, 2)}\n`);
  expect(err).toBe('');
});

test('run view shows the head, the tasks, and why some failed', async () => {
  const detail = run(
    [
      item('a', 'completed', { job_id: '12', cpu_efficiency: 50, max_rss: '1.5G' }),
      item('b\u001b[2J', 'failed', {
        job_id: '13',
        error: 'Scheduler: Non-zero exit code',
        reason_words: 'exit code 3',
        scheduler_state: 'FAILED 3:0',
        attempt: 2,
      }),
    ],
    { status: 'failed', commit_hash: '0123abcd', why: 'One task failed.' },
  );
  const { exitCode, out } = await ask('run view a1b2c3d4', { 'GET /api/v1/runs/a1b2c3d4': detail });
  expect(exitCode).toBe(0);
  expect(out).toContain('Status:   failed\nBackend:  local\n');
  expect(out).toContain('By state: 1 completed, 1 failed\nCommit:   0123abcd\nWhy:      One task failed.\n');
  expect(out).toContain('TASK     STATUS     JOB          CPU%   MEM    WHY\n');
  expect(out).toContain('a        completed  12           50.0   1.5G\n');
  expect(out).toContain('  b\\x1b[2J: exit code 3 (scheduler: FAILED 3:0; attempt 2)\n');
});

test('run view of a large run shows its first tasks, what failed, and how to see more', async () => {
  const first = run([item('a', 'completed'), item('b', 'pending')], {
    task_count: 100_000,
    status_counts: { completed: 60_000, failed: 1, pending: 39_999 },
    next_after: 1,
  });
  const failed = run([item('z.7', 'failed', { job_id: '9', reason_words: 'exit code 3' })]);
  const { out, asked } = await ask('run view a1b2c3d4', {
    'GET /api/v1/runs/a1b2c3d4?limit=200': first,
    'GET /api/v1/runs/a1b2c3d4?status=failed&limit=100': failed,
  });
  expect(out).toContain('By state: 60000 completed, 1 failed, 39999 pending\n');
  expect(out).toContain(
    '… the first 2 are shown. All: scripthut run view a1b2c3d4 --all; some: --status failed',
  );
  expect(out).toContain('Failed:\n  z.7: exit code 3\nSee: scripthut run logs a1b2c3d4 z.7 --error\n');
  expect(asked).toHaveLength(2);
});

test.each([
  ['run view a1b2c3d4 --all', ''],
  ['run view a1b2c3d4 --json', ''],
  ['run view a1b2c3d4 --status running', '?status=running&limit=200'],
  ['run view a1b2c3d4 --status running --all', '?status=running'],
  ['run view a1b2c3d4 --limit 5', '?limit=5'],
])('%s asks for just that', async (words, query) => {
  const { exitCode, asked } = await ask(words, { 'GET /api/v1/runs/a1b2c3d4': run([item('a', 'running')]) });
  expect([exitCode, asked.map(({ path }) => path)]).toEqual([0, [`/api/v1/runs/a1b2c3d4${query}`]]);
});

test('run view knows the states', async () => {
  const { exitCode, err } = await ask('run view a1b2c3d4 --status faild', {});
  expect([exitCode, err]).toEqual([2, expect.stringContaining('dep_failed')]);
});

test('an unknown run is an error with the server’s words', async () => {
  const answers = {
    'GET /api/v1/runs/ffffffff': withStatus(404, { detail: 'no run ffffffff', code: 'not-found' }),
  };
  expect(await ask('run view ffffffff', answers)).toMatchObject({
    exitCode: 1,
    out: '',
    err: 'scripthut: no run ffffffff\n',
  });
});

test('run cancel asks once and says what happens', async () => {
  const { out, asked } = await ask('run cancel a1b2c3d4', {
    'POST /api/v1/runs/a1b2c3d4/cancel': { run_id: 'a1b2c3d4', cancelled: true },
  });
  expect(out).toContain('a1b2c3d4');
  expect(asked).toEqual([{ method: 'POST', path: '/api/v1/runs/a1b2c3d4/cancel', body: undefined }]);
});

test('run watch prints one line for each change, then how the run ended', async () => {
  const steps = [
    run([item('a', 'running'), item('b', 'pending')]),
    run([item('a', 'running'), item('b', 'pending')]),
    run([item('a', 'completed'), item('b', 'completed')], {
      status: 'completed',
      finished_at: '2026-02-19T14:31:10+00:00',
    }),
  ];
  const { exitCode, out } = await ask('run watch a1b2c3d4 --interval 0.01 --exit-status', {
    'GET /api/v1/runs/a1b2c3d4': () => steps.shift() ?? {},
  });
  expect(out).toBe(
    'a1b2c3d4 running: 0/2 done (1 running, 1 pending)\n' +
      'a1b2c3d4 completed: 2/2 done (2 completed)\n' +
      'Run a1b2c3d4 COMPLETED — 2/2 tasks succeeded in 1 min 10 s\n',
  );
  expect(exitCode).toBe(0);
});

const FAILED_RUN = run(
  [
    item('a', 'failed', { job_id: '7', reason_words: 'exit code 3' }),
    item('b', 'dep_failed'),
    item('c', 'completed'),
  ],
  { status: 'failed', finished_at: '2026-02-19T14:30:05+00:00' },
);

test('a watched run that failed names the tasks, the reasons and the log to read', async () => {
  const { exitCode, out, asked } = await ask('run watch a1b2c3d4 --exit-status', {
    'GET /api/v1/runs/a1b2c3d4': FAILED_RUN,
  });
  expect(asked.map(({ path }) => path)).toEqual([
    '/api/v1/runs/a1b2c3d4?items=none&groups=true',
    '/api/v1/runs/a1b2c3d4?status=failed&limit=1000',
  ]);
  expect(out).toContain('Run a1b2c3d4 FAILED — 1/3 tasks succeeded, 1 failed, 1 not run in 5 s\n');
  expect(out).toContain('  a: exit code 3\nSee: scripthut run logs a1b2c3d4 a --error\n');
  expect(exitCode).toBe(1);
});

test('run watch without --exit-status ends with 0 whatever the run did', async () => {
  const { exitCode } = await ask('run watch a1b2c3d4', { 'GET /api/v1/runs/a1b2c3d4': FAILED_RUN });
  expect(exitCode).toBe(0);
});

test('Ctrl-C ends a watch with 130', async () => {
  const interruption = new AbortController();
  const answers = {
    'GET /api/v1/runs/a1b2c3d4': () => {
      setImmediate(() => interruption.abort());
      return run([item('a', 'running')]);
    },
  };
  const { exitCode } = await ask('run watch a1b2c3d4', answers, { interrupted: interruption.signal });
  expect(exitCode).toBe(130);
});

test('a watch goes on when the server is away for a while', async () => {
  const detail = run([item('a', 'running')]);
  const ended = { ...detail, status: 'completed', finished_at: detail.created_at };
  let seen: () => void = () => {};
  const firstLook = new Promise<void>((resolve) => {
    seen = resolve;
  });
  const first = await startFakeServer({
    'GET /api/v1/runs/a1b2c3d4': () => {
      seen();
      return detail;
    },
  });
  const watching = runWith(['run', 'watch', 'a1b2c3d4', '--interval', '0.01', '--server', first.url]);
  await firstLook;
  await first.stop();
  const second = await startFakeServer(
    { 'GET /api/v1/runs/a1b2c3d4': ended },
    Number(new URL(first.url).port),
  );
  const { exitCode, out } = await watching;
  await second.stop();
  expect(out).toContain('Run a1b2c3d4 COMPLETED');
  expect(exitCode).toBe(0);
});

test.each([
  ['dep_failed', 'dependency failed: b', 'there is no log: dependency failed: b\n'],
  ['running', null, 'nothing yet: there is no file /logs/a.out\n'],
] as const)(
  'where there is no log of a task that is %s, run logs says why',
  async (status, reason_words, said) => {
    const log = { run_id: 'a1b2c3d4', task_id: 'a', type: 'output', content: null, path: '/logs/a.out' };
    const { out, err, exitCode } = await ask('run logs a1b2c3d4 a', {
      'GET /api/v1/runs/a1b2c3d4/tasks/a/logs?type=output': log,
      'GET /api/v1/runs/a1b2c3d4': run([item('a', status, { reason_words })]),
    });
    expect([exitCode, out, err]).toEqual([0, '', said]);
  },
);

test('run logs prints the log byte for byte when it does not go to a terminal', async () => {
  const log = { run_id: 'a1b2c3d4', task_id: 'a', type: 'error', content: 'x\u001b[2J\r\n', path: '/l' };
  const { out } = await ask('run logs a1b2c3d4 a --error --tail 5', {
    'GET /api/v1/runs/a1b2c3d4/tasks/a/logs?type=error&tail=5': log,
  });
  expect(out).toBe('x\u001b[2J\r\n');
});

test('on a terminal a log cannot clear the screen', async () => {
  const log = { run_id: 'a1b2c3d4', task_id: 'a', type: 'output', content: 'x\u001b[2J\n', path: '/l' };
  const answers = { 'GET /api/v1/runs/a1b2c3d4/tasks/a/logs?type=output': log };
  const { out } = await ask('run logs a1b2c3d4 a', answers, { isInteractive: true });
  expect(out).toBe('x\\x1b[2J\n');
});

const part = (from: number, text: string) =>
  `id: ${from + text.length}:7\nevent: part\ndata: ${JSON.stringify({ from, to: from + text.length, text })}\n\n`;

test('a followed log is printed as it grows; a stream that was cut goes on, until the task has ended', async () => {
  const streams = [`:\n\n${part(4, 'two\n')}`, `${part(8, 'three\n')}event: over\ndata: {}\n\n`];
  const { exitCode, out } = await ask('run logs a1b2c3d4 a --follow --tail 1 --interval 0.01', {
    'GET /runs/a1b2c3d4/tasks/a/log/follow?type=output&tail=1': () => withStream(streams.shift() ?? ''),
  });
  expect([exitCode, out]).toEqual([0, 'two\nthree\n']);
});

test('a log that cannot be followed says why', async () => {
  const follow = 'GET /runs/a1b2c3d4/tasks/a/log/follow?type=error';
  const trouble = withStream('event: problem\ndata: {"detail":"no way to mercury"}\n\n');
  const cut = await ask('run logs a1b2c3d4 a --error -f', { [follow]: trouble });
  expect([cut.exitCode, cut.err]).toEqual([1, expect.stringContaining('no way to mercury')]);
  const missing = await ask('run logs a1b2c3d4 a -f', {});
  expect([missing.exitCode, missing.err]).toEqual([1, expect.stringContaining('no such thing')]);
});

const ENVIRONMENT = {
  run_id: 'a1b2c3d4',
  task_id: 'a',
  vars: {
    SEED: { value: '1', ops: [{ source: 'task env_vars', op: 'set', contribution: '1' }] },
    LIBS: {
      value: '/a:/b\u001b[2J',
      ops: [
        { source: 'server env, rule 1', op: 'set', contribution: '/a' },
        { source: 'task env, rule 1', op: 'append', contribution: '/b\u001b[2J' },
      ],
    },
  },
  extra_init: 'module purge\nmodule load x',
  resolved: true,
  warnings: [],
  notes: ['left to the shell'],
};

test('run env shows each variable and where it comes from, and what is odd beside it', async () => {
  const answers = { 'GET /runs/a1b2c3d4/tasks/a/env': ENVIRONMENT };
  const { exitCode, out, err } = await ask('run env a1b2c3d4 a', answers);
  expect(out).toBe(
    [
      'SEED=1',
      '    task env_vars',
      'LIBS=/a:/b\\x1b[2J',
      '    set to /a by server env, rule 1',
      '    /b\\x1b[2J appended by task env, rule 1',
      '',
      'Shell lines:',
      '    module purge',
      '    module load x',
      '',
    ].join('\n'),
  );
  expect([exitCode, err]).toEqual([0, 'left to the shell\n']);
  const json = await ask('run env a1b2c3d4 a --json', answers);
  expect(JSON.parse(json.out)).toEqual(ENVIRONMENT);
});

test('run env of what is not there says so', async () => {
  const { exitCode, err } = await ask('run env a1b2c3d4 x', {});
  expect([exitCode, err]).toEqual([1, expect.stringContaining('no such thing')]);
});
