import { afterEach, beforeEach, expect, test } from 'vitest';
import { backendName } from '../../src/engine/ids.ts';
import { problem } from '../../src/engine/problem.ts';
import { paths } from '../../src/wire/paths.ts';
import { makeBackend, makePoliteness } from '../fakes/pretended-backends.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';
import { completedState, MERCURY, NOON, runningState } from '../fakes/pretended-world.ts';

let site: Site;
beforeEach(() => {
  site = openSite();
});
afterEach(() => {
  expect(site.reported).toEqual([]);
  site.close();
});

const HOSTILE = backendName('a"b\\c\n<script>alert(1)</script>');

async function textOf(path: string): Promise<string> {
  const response = await site.page(path);
  expect(response.status).toBe(200);
  return (await response.text())
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ (?=[.:,])/g, '');
}

async function metrics(): Promise<string[]> {
  const response = await site.ask(paths.metrics());
  expect(response.status).toBe(200);
  expect(response.headers.get('Content-Type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  return (await response.text()).split('\n');
}

test('the backends’ page says what each of them costs, and leads to the hours', async () => {
  const text = await textOf(paths.backends());
  expect(text).toContain(
    'What ScriptHut costs mercury In the last hour: 58 squeue, 12 sacct, 3 sbatch, 0 logins, 179 commands, 1.2 MB.',
  );
  expect(text).toContain('118 squeue, 12 sacct, 3 sbatch, 1 login, 240 commands, 2.4 MB.');
  expect(await (await site.page(paths.backends())).text()).toContain(paths.backendPoliteness(MERCURY));
});

test('the hours of a backend stand under each other, the newest first, and their sum below', async () => {
  const text = await textOf(paths.backendPoliteness(MERCURY));
  const headings = 'Hour from squeue sacct sbatch Logins Sessions Commands Sent Received';
  const hours = '14:00 UTC 58 12 3 0 0 179 350 KB 1.1 MB 13:00 UTC 60 0 0 1 3 61 59.6 KB 879 KB';
  expect(text).toContain(`${headings} ${hours} All since 13:06 UTC 118 12 3 1 3 240 409 KB 2.0 MB`);
});

test('a backend that was never asked has no table', async () => {
  const nothing = { calls: {}, logins: 0, sessions: 0, commands: 0, bytesSent: 0, bytesReceived: 0 };
  const politeness = makePoliteness({ since: NOON - 60_000, total: nothing, lastHour: nothing, hours: [] });
  site.orders.politenesses = new Map([[MERCURY, politeness]]);
  const html = await (await site.page(paths.backendPoliteness(MERCURY))).text();
  expect(html).toContain(': 0 logins, 0 commands, 0 B.');
  expect(html).not.toContain('In the last hour');
  expect(html).not.toContain('<table');
});

test('more hours than a day are in the API, and a day is on the page', async () => {
  const [hour] = makePoliteness().hours;
  const hours = Array.from({ length: 48 }, (_, n) => ({
    ...(hour ?? expect.fail()),
    startsAt: NOON - (48 - n) * 3_600_000,
  }));
  site.orders.politenesses = new Map([[MERCURY, makePoliteness({ hours })]]);
  const html = await (await site.page(paths.backendPoliteness(MERCURY))).text();
  expect(html.match(/<th scope="row">/g)).toHaveLength(24 + 1);
  const answer = await (await site.ask(paths.apiBackendPoliteness(MERCURY))).json();
  expect(answer.hours).toHaveLength(48);
});

test('the API tells the same in numbers', async () => {
  const response = await site.ask(paths.apiBackendPoliteness(MERCURY));
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    backend: 'mercury',
    since: '2026-02-19T13:06:40+00:00',
    last_hour: {
      scheduler_calls: { squeue: 58, sbatch: 3, sacct: 12 },
      ssh_logins: 0,
      sessions: 0,
      commands: 179,
      bytes_sent: 300_000,
      bytes_received: 958_291,
    },
    total: {
      scheduler_calls: { squeue: 118, sbatch: 3, sacct: 12 },
      ssh_logins: 1,
      sessions: 3,
      commands: 240,
      bytes_sent: 419_000,
      bytes_received: 2_100_000,
    },
    hours: [
      {
        hour: '2026-02-19T14:00:00+00:00',
        scheduler_calls: { squeue: 58, sbatch: 3, sacct: 12 },
        ssh_logins: 0,
        sessions: 0,
        commands: 179,
        bytes_sent: 358_000,
        bytes_received: 1_200_000,
      },
      {
        hour: '2026-02-19T13:00:00+00:00',
        scheduler_calls: { squeue: 60 },
        ssh_logins: 1,
        sessions: 3,
        commands: 61,
        bytes_sent: 61_000,
        bytes_received: 900_000,
      },
    ],
  });
});

test('an unknown backend is 404, in page and API', async () => {
  const unknown = backendName('nowhere');
  for (const path of [paths.backendPoliteness(unknown), paths.apiBackendPoliteness(unknown)]) {
    expect((await site.ask(path)).status, path).toBe(404);
  }
});

test('Prometheus gets every counter of every backend, and how they are', async () => {
  const away = makeBackend({
    name: backendName('anvil'),
    problem: problem('unreachable', 'no route'),
    lastPollAt: null,
    jobCount: 0,
  });
  site.orders.backendViews = [makeBackend(), away];
  const lines = await metrics();
  expect(lines.filter((line) => line.includes('backend="mercury"') && !line.includes('status='))).toEqual([
    'scripthut_scheduler_calls_total{backend="mercury",call="squeue"} 118',
    'scripthut_scheduler_calls_total{backend="mercury",call="sbatch"} 3',
    'scripthut_scheduler_calls_total{backend="mercury",call="sacct"} 12',
    'scripthut_ssh_logins_total{backend="mercury"} 1',
    'scripthut_sessions_total{backend="mercury"} 3',
    'scripthut_commands_total{backend="mercury"} 240',
    'scripthut_bytes_sent_total{backend="mercury"} 419000',
    'scripthut_bytes_received_total{backend="mercury"} 2100000',
    'scripthut_backend_up{backend="mercury"} 1',
    'scripthut_backend_last_poll_timestamp_seconds{backend="mercury"} 1771511398',
    'scripthut_backend_queue_jobs{backend="mercury"} 1204',
    'scripthut_backend_tasks_limit{backend="mercury"} 100',
  ]);
  expect(lines).toContain('scripthut_backend_up{backend="anvil"} 0');
  expect(lines.filter((line) => /last_poll.*anvil/.test(line))).toEqual([]);
  expect(lines).toContain('scripthut_build_info{version="1.2.3"} 1');
});

test('Prometheus gets the runs and tasks that have not ended', async () => {
  const run = site.world.addRun('a1b2c3d4', ['a', 'b', 'c']);
  site.world.setStates(run, { a: completedState('1'), b: runningState('2') });
  site.world.addRun('b1b2c3d4', ['x', 'y']);
  const ended = site.world.addRun('c1b2c3d4', ['z']);
  site.world.setStates(ended, { z: completedState('3') });
  const lines = await metrics();
  expect(lines.filter((line) => /^scripthut_(runs|tasks)\{/.test(line))).toEqual([
    'scripthut_runs{backend="mercury",status="pending"} 1',
    'scripthut_runs{backend="mercury",status="running"} 1',
    'scripthut_tasks{backend="mercury",status="pending"} 3',
    'scripthut_tasks{backend="mercury",status="submitted"} 0',
    'scripthut_tasks{backend="mercury",status="running"} 1',
    'scripthut_tasks{backend="mercury",status="settling"} 0',
  ]);
});

test('every metric is told of once, before its samples, and each line is one of the format', async () => {
  const lines = await metrics();
  expect(lines.pop()).toBe('');
  const told = lines.filter((line) => line.startsWith('# TYPE ')).map((line) => line.split(' ')[2] ?? '');
  expect(new Set(told).size).toBe(told.length);
  let current = '';
  for (const line of lines) {
    if (line.startsWith('# HELP ')) current = line.split(' ')[2] ?? '';
    expect(line).toMatch(new RegExp(`^(# (HELP|TYPE) ${current} .|${current}(\\{.*\\})? [0-9.e+]+$)`));
    if (line.startsWith('# TYPE ')) expect(line.endsWith(' counter')).toBe(current.endsWith('_total'));
  }
});

test('a backend may be called anything', async () => {
  site.orders.backendViews = [makeBackend({ name: HOSTILE })];
  site.orders.politenesses = new Map([[HOSTILE, makePoliteness()]]);
  expect(await metrics()).toContain(
    'scripthut_ssh_logins_total{backend="a\\"b\\\\c\\n<script>alert(1)</script>"} 1',
  );
  for (const path of [paths.backends(), paths.backendPoliteness(HOSTILE)]) {
    const html = await (await site.page(path)).text();
    expect(html).toContain('What ScriptHut costs');
    expect(html).not.toContain('<script>alert');
  }
  expect(await (await site.ask(paths.apiBackendPoliteness(HOSTILE))).json()).toMatchObject({
    backend: HOSTILE,
  });
});

test('the page of the backends is told of what is asked meanwhile', async () => {
  const stream = await site.ask(paths.jobsStream({ page: 'backends' }));
  const reader = stream.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  while (!text.includes('event: politeness-update')) text += decoder.decode((await reader?.read())?.value);
  await reader?.cancel();
  expect(text).toContain('What ScriptHut costs mercury');
});
