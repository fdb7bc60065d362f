import { expect, test } from 'vitest';
import type { ChannelSummary } from '../../wire/notifications.ts';
import { ask, item, summary, withStatus } from '../testing.ts';

const ME: ChannelSummary = {
  name: 'me',
  type: 'email',
  goes_to: 'ada@example.org by smtp.example.org',
  events: ['first_failure', 'end'],
  runs: 'all',
  problem: null,
  messages: [],
};

test('notification list shows to whom messages go, and on standard error what does not arrive', async () => {
  const lab = { ...ME, name: 'lab', problem: 'hooks.example.org answers with status 404' };
  const { exitCode, out, err } = await ask('notification list', {
    'GET /api/v1/notifications': { channels: [ME, lab] },
  });
  expect(exitCode).toBe(0);
  expect(out).toMatch(/^me +email +all +first_failure, end +- +ada@example.org by smtp.example.org$/m);
  expect(err).toBe('lab: hooks.example.org answers with status 404\n');
});

test('notification try sends a trial, or says why not', async () => {
  const sent = await ask('notification try me', {
    'POST /api/v1/notifications/me/try': { channel: 'me', sent: true },
  });
  expect([sent.exitCode, sent.out]).toEqual([0, "A trial was sent to 'me'\n"]);
  const refused = await ask('notification try me', {
    'POST /api/v1/notifications/me/try': withStatus(502, {
      detail: 'the mail server x: away',
      code: 'unreachable',
    }),
  });
  expect([refused.exitCode, refused.err]).toEqual([1, expect.stringContaining('the mail server x: away')]);
});

test('workflow run --notify asks for them, after it has looked whether they exist', async () => {
  const run = summary([item('a', 'submitted')]);
  const { exitCode, asked } = await ask('workflow run grid --notify me', {
    'GET /api/v1/notifications': { channels: [ME] },
    'POST /api/v1/workflows/grid/run': { ...run, warnings: [] },
    'POST /api/v1/runs/a1b2c3d4/notifications': { run_id: run.id, channels: [] },
  });
  expect(exitCode).toBe(0);
  expect(asked.at(-1)?.body).toEqual({ channel: 'me', wanted: true });
  const wrong = await ask('workflow run grid --notify mee', {
    'GET /api/v1/notifications': { channels: [ME] },
  });
  expect([wrong.exitCode, wrong.asked.length]).toEqual([2, 1]);
  expect(wrong.err).toContain("did you mean 'me'?");
});
