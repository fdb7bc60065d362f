import { expect, test } from 'vitest';
import type { PolitenessAnswer } from '../../wire/politeness.ts';
import { ask, withStatus } from '../testing.ts';

const QUIET = {
  scheduler_calls: { squeue: 60 },
  ssh_logins: 0,
  sessions: 0,
  commands: 61,
  bytes_sent: 61_000,
  bytes_received: 900_000,
};
const BUSY = { ...QUIET, scheduler_calls: { squeue: 58, sbatch: 3 }, ssh_logins: 1, sessions: 3 };
const ANSWER: PolitenessAnswer = {
  backend: 'mercury',
  since: '2026-02-19T13:06:40+00:00',
  last_hour: BUSY,
  total: { ...BUSY, scheduler_calls: { squeue: 118, sbatch: 3 }, commands: 122 },
  hours: [
    { hour: '2026-02-19T14:00:00+00:00', ...BUSY },
    { hour: '2026-02-19T13:00:00+00:00', ...QUIET },
  ],
};
const GET = 'GET /api/v1/backends/mercury/politeness';

test('backend politeness prints a table, the newest hour first', async () => {
  const { exitCode, out, err } = await ask('backend politeness mercury', { [GET]: ANSWER });
  expect([exitCode, err]).toEqual([0, '']);
  const rows = out
    .split('\n')
    .slice(0, -1)
    .map((line) => line.slice(26).replaceAll(/ {2,}/g, '|'));
  expect(rows).toEqual([
    'squeue|sbatch|LOGINS|SESSIONS COMMANDS SENT|RECEIVED',
    '58|3|1|3|61|59.6 KB|879 KB',
    '58|3|1|3|61|59.6 KB|879 KB',
    '60|0|0|0|61|59.6 KB|879 KB',
    '118|3|1|3|122|59.6 KB|879 KB',
  ]);
  expect(out.split('\n').map((line) => line.slice(0, 15))).toEqual([
    'HOUR FROM      ',
    'last 60 minutes',
    expect.stringMatching(/^2026-02-\d\d \d\d:/),
    expect.stringMatching(/^2026-02-\d\d \d\d:/),
    expect.stringMatching(/^since 2026-02-/),
    '',
  ]);
});

test('backend politeness --json prints the answer as it came', async () => {
  const { out } = await ask('backend politeness mercury --json', { [GET]: ANSWER });
  expect(JSON.parse(out)).toEqual(ANSWER);
});

test('backend politeness of a backend that there is not says so', async () => {
  const detail = { detail: 'There is no backend mercury.', code: 'not-found' };
  const { exitCode, err } = await ask('backend politeness mercury', { [GET]: withStatus(404, detail) });
  expect([exitCode, err]).toEqual([1, 'scripthut: There is no backend mercury.\n']);
});
