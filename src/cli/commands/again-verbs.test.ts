import { expect, test } from 'vitest';
import { ask, item, run, summary, withStatus, withStream } from '../testing.ts';

const STARTED = { ...summary([item('a', 'pending'), item('b', 'completed')]), warnings: [] };
const RERUN = 'POST /api/v1/runs/a1b2c3d4/rerun';

test.each([
  ['', { mode: 'in_place', tasks: 'all' }],
  [' --failed', { mode: 'in_place', tasks: 'failed' }],
  [' --from sim.a', { mode: 'in_place', from: 'sim.a' }],
  [' --new', { mode: 'new' }],
])('run rerun%s asks for exactly that', async (flags, body) => {
  const { exitCode, out, asked } = await ask(`run rerun a1b2c3d4${flags}`, { [RERUN]: STARTED });
  expect(asked).toEqual([{ method: 'POST', path: '/api/v1/runs/a1b2c3d4/rerun', body }]);
  expect(out).toContain('Run a1b2c3d4 on local (diamond)\n');
  expect(exitCode).toBe(0);
});

test('run rerun does not choose between flags that contradict each other', async () => {
  const { exitCode, err, asked } = await ask('run rerun a1b2c3d4 --failed --new', {});
  expect([exitCode, asked]).toEqual([2, []]);
  expect(err).toContain('--failed, --from and --new');
});

test('run rerun of a run that goes on says what to do first', async () => {
  const detail = { detail: 'Run a1b2c3d4 has not ended', code: 'conflict', hint: 'Cancel it first.' };
  const { exitCode, err } = await ask('run rerun a1b2c3d4', { [RERUN]: withStatus(409, detail) });
  expect([exitCode, err]).toEqual([1, 'scripthut: Run a1b2c3d4 has not ended\n  Cancel it first.\n']);
});

test('run delete says which runs are gone and which stay, and fails when one stays', async () => {
  const failed = [{ run_id: 'bbbbbbbb', detail: 'Run bbbbbbbb has not ended', code: 'conflict' }];
  const { exitCode, out, err, asked } = await ask('run delete aaaaaaaa bbbbbbbb', {
    'POST /api/v1/runs/delete': { deleted: ['aaaaaaaa'], failed },
  });
  expect(asked.map(({ body }) => body)).toEqual([{ run_ids: ['aaaaaaaa', 'bbbbbbbb'] }]);
  expect([exitCode, out, err]).toEqual([1, 'Deleted: aaaaaaaa\n', 'bbbbbbbb: Run bbbbbbbb has not ended\n']);
});

test('run logs shows an earlier attempt', async () => {
  const log = {
    run_id: 'a1b2c3d4',
    task_id: 'a',
    type: 'output',
    attempt: 1,
    content: 'first\n',
    path: '/l',
  };
  const { out } = await ask('run logs a1b2c3d4 a --attempt 1', {
    'GET /api/v1/runs/a1b2c3d4/tasks/a/logs?type=output&attempt=1': log,
  });
  expect(out).toBe('first\n');
});

test('an earlier attempt can be followed too; that nothing more is written there ends it', async () => {
  const events = 'event: part\ndata: {"from":0,"to":6,"text":"first\\n"}\n\nevent: over\ndata: {}\n\n';
  const { exitCode, out } = await ask('run logs a1b2c3d4 a --attempt 1 --follow', {
    'GET /runs/a1b2c3d4/tasks/a/log/follow?type=output&attempt=1': withStream(events),
  });
  expect([exitCode, out]).toEqual([0, 'first\n']);
});

const ORPHAN = {
  backend: 'mercury',
  job_id: '77',
  name: 'left over',
  user: 'ada',
  state: 'RUNNING',
  run_id: 'dead0000',
  submitted_at: null,
  started_at: null,
};

test('backend orphans lists what is left over, and ends nothing', async () => {
  const { out, asked } = await ask('backend orphans', { 'GET /api/v1/orphans': { orphans: [ORPHAN] } });
  expect(out).toContain('mercury          77           RUNNING      dead0000   left over\n');
  expect(asked).toHaveLength(1);
});

test('backend orphans --end ends exactly those that it lists', async () => {
  const name = { backend: 'mercury', job_id: '77' };
  const { exitCode, out, asked } = await ask('backend orphans --end', {
    'GET /api/v1/orphans': { orphans: [ORPHAN] },
    'POST /api/v1/orphans/end': { ended: [name], failed: [] },
  });
  expect(asked.map(({ body }) => body)).toEqual([undefined, { jobs: [name] }]);
  expect([exitCode, out.endsWith('1 of 1 asked to end\n')]).toEqual([0, true]);
});

const STALE = { backend: 'mercury', since: '2026-02-19T14:02:00+00:00', jobs: 12, error: 'Timed out' };
const SINCE =
  /no contact with mercury since 2026-02-\d\d \d\d:\d\d; its 12 jobs are taken to be still running \(Timed out\)/;

test('run view and run watch say since when the picture is old', async () => {
  const going = run([item('a', 'running')], { stale: STALE });
  const over = { ...going, status: 'completed', stale: null, finished_at: going.created_at };
  const view = await ask('run view a1b2c3d4', { 'GET /api/v1/runs/a1b2c3d4': going });
  expect(view.out).toMatch(SINCE);
  const steps = [going, going, over];
  const watch = await ask('run watch a1b2c3d4 --interval 0.01', {
    'GET /api/v1/runs/a1b2c3d4': () => steps.shift() ?? over,
  });
  expect(watch.err).toMatch(SINCE);
  expect(watch.err.match(/no contact/g)).toHaveLength(1);
  expect(watch.err).toContain('local answers again\n');
});

test('backend list says since when a backend has not been heard of', async () => {
  const mercury = {
    name: 'mercury',
    type: 'slurm',
    connected: false,
    max_concurrent: 100,
    host: 'ada@mercury',
    active: 12,
    job_count: 80,
    last_poll: STALE.since,
    error: STALE.error,
    stale: true,
  };
  const { err } = await ask('backend list', { 'GET /api/v1/backends': { backends: [mercury] } });
  expect(err).toMatch(SINCE);
});
