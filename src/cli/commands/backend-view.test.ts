import { expect, test } from 'vitest';
import type { CapacityAnswer } from '../../wire/capacity.ts';
import { ask, withStatus } from '../testing.ts';

const GB = 1024 ** 3;
const NONE = { jobs: 0, cpus: 0 };
const ANSWER: CapacityAnswer = {
  backend: 'mercury',
  at: '2026-02-19T14:29:40+00:00',
  error: null,
  user: 'ada',
  whole: {
    nodes: { total: 4, idle: 1, away: 1 },
    cpus: { total: 256, free: 64 },
    memory_bytes: null,
    gpus: null,
  },
  load: null,
  partitions: [
    {
      name: 'normal',
      is_default: true,
      takes_jobs: true,
      starts_jobs: true,
      max_seconds: 259_200,
      nodes: { total: 4, idle: 1, away: 1 },
      cpus: { total: 256, free: 64 },
      memory_bytes: { total: 250 * GB, free: 175 * GB },
      gpus: { total: 2, free: 1 },
      running: { jobs: 3, cpus: 128 },
      waiting: { jobs: 2, cpus: 61 },
    },
    {
      name: 'old',
      is_default: false,
      takes_jobs: false,
      starts_jobs: false,
      max_seconds: null,
      nodes: null,
      cpus: null,
      memory_bytes: null,
      gpus: null,
      running: NONE,
      waiting: NONE,
    },
  ],
  own: { running: { jobs: 3, cpus: 128 }, waiting: NONE },
  limits: [{ of: 'user', what: 'running-jobs', most: 7, where: 'account proj' }],
  fair_shares: [{ account: 'proj', share: 0.5, usage: 0.25, factor: 0.71 }],
  disk: { path: '/scratch/ada', total_bytes: 252 * GB, available_bytes: 76 * GB },
  untold: ['Limits of QOS are not told: no contact'],
};
const GET = 'GET /api/v1/backends/mercury/capacity';

test('backend view says what is free, what is ours, and what we may have', async () => {
  const { exitCode, out, err } = await ask('backend view mercury', { [GET]: ANSWER });
  expect([exitCode, err]).toEqual([0, '']);
  const lines = out.split('\n').map((line) => line.trimEnd().replaceAll(/ {2,}/g, '|'));
  expect(lines).toEqual([
    expect.stringMatching(/^64 of 256 CPUs are free, 1 of 4 nodes idle, 1 away\. Told 2026-02-\d\d \d\d:/),
    '',
    'PARTITION|STATE|CPUS FREE|NODES IDLE|MEMORY FREE|GPUS FREE|LONGEST|RUNNING|WAITING',
    'normal*|open|64 of 256|1 of 4|175 GB of 250 GB|1 of 2|3 d|3|2',
    'old|closed|-|-|-|-|no limit|0|0',
    '',
    'Jobs of ada: 3 run on 128 CPUs, 50% of all; none waits.',
    'Limit, account proj: 7 jobs at a time',
    'Fair share, account proj: factor 0.71 of 1: used 25% of late, with a share of 50%',
    'Disk: 76.0 GB of 252 GB free where /scratch/ada is',
    'Limits of QOS are not told: no contact',
    '',
  ]);
});

test('backend view says when the newest question was not answered', async () => {
  const { out, err } = await ask('backend view mercury', { [GET]: { ...ANSWER, error: 'no route' } });
  expect(out).toContain('64 of 256 CPUs');
  expect(err).toBe('The last question was not answered: no route\n');
});

test('backend view --json prints the answer as it came', async () => {
  const { out } = await ask('backend view mercury --json', { [GET]: ANSWER });
  expect(JSON.parse(out)).toEqual(ANSWER);
});

test('backend view of a backend that does not tell says why', async () => {
  const detail = { detail: 'mercury: Partitions are not told: down', code: 'command-failed' };
  const { exitCode, err } = await ask('backend view mercury', { [GET]: withStatus(502, detail) });
  expect([exitCode, err]).toEqual([1, 'scripthut: mercury: Partitions are not told: down\n']);
});
