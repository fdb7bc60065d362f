import { afterEach, beforeEach, expect, test } from 'vitest';
import { backendName, token } from '../../src/engine/ids.ts';
import { problem } from '../../src/engine/problem.ts';
import { makeJob } from '../../src/store/store.testdata.ts';
import { paths } from '../../src/wire/paths.ts';
import { makeBackend, makeCapacity } from '../fakes/pretended-backends.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';
import { MERCURY, NOON } from '../fakes/pretended-world.ts';

let site: Site;
beforeEach(() => {
  site = openSite();
  site.orders.capacities.picture = makeCapacity();
  site.orders.queued = [
    makeJob('1', { token: token('a1b2c3d4.1') }),
    makeJob('2', { state: 'pending', reason: 'Priority', cpus: 8 }),
    makeJob('3', { user: 'emmy', partition: 'gpu' }),
  ];
});
afterEach(() => {
  expect(site.reported).toEqual([]);
  site.close();
});

async function textOf(path = paths.backend(MERCURY)): Promise<string> {
  const response = await site.page(path);
  expect(response.status).toBe(200);
  return (await response.text())
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ (?=[.:,])/g, '');
}

test('the page says first what is free, then by partition', async () => {
  const text = await textOf();
  expect(text).toContain(
    '1,312 of 6,208 CPUs are free, 3 of 64 GPUs, 21 of 180 nodes idle, 6 away. Told 20 s ago.',
  );
  expect(text).toContain(
    'normal open, the default 1,104 of 4,096 21 of 128 2 away 11.5 TB of 32.0 TB none 3 d 1 running 1 waiting',
  );
  expect(text).toContain('gpu open 208 of 1,024 0 of 16 5.3 TB of 16.0 TB 3 of 64 1 d 1 running 0 waiting');
  expect(text).toContain('old-westmere closed 0 of 64 0 of 4 4 away');
});

test('and then what of it is ours, what we may have, and what we cost', async () => {
  const text = await textOf();
  expect(text).toContain('Jobs of ada 1 runs on 4 CPUs, under 0.1% of all; 1 waits for 8 CPUs.');
  expect(text).toContain('1 job of these came from ScriptHut. Why they wait Priority 1 job');
  expect(text).toContain('ScriptHut 100 tasks at a time, 12 now account pi-faculty 200 jobs at a time');
  expect(text).toContain(
    'Fair share account pi-faculty factor 0.43 of 1: used 3.1% of late, with a share of 2.5%',
  );
  expect(text).toContain('391 TB of 1.8 PB free');
  expect(text).toContain('In the last hour: 58 squeue');
});

test('a backend that has told nothing yet says that it is being asked', async () => {
  site.orders.capacities.picture = { capacity: null, at: null, standing: null, problem: null };
  const text = await textOf();
  expect(text).toContain('What it has free is being asked…');
  expect(text).toContain('What ScriptHut costs it');
});

test('one that fails says so in a sentence, keeps what it told before, and the rest of the page stays', async () => {
  const failure = problem('command-failed', 'mercury: Partitions are not told: <b>down</b>');
  site.orders.capacities.picture = { ...makeCapacity(), problem: failure };
  const text = await textOf();
  expect(text).toContain(
    'The last question was not answered. mercury: Partitions are not told: &lt;b&gt;down',
  );
  expect(text).toContain('1,312 of 6,208 CPUs are free');
  site.orders.capacities.picture = { capacity: null, at: null, standing: null, problem: failure };
  expect(await textOf()).toContain('It does not tell what it has free. mercury: Partitions are not told');
  expect(await textOf()).toContain('What ScriptHut costs it');
  expect((await site.ask(paths.apiBackendCapacity(MERCURY))).status).toBe(502);
});

test('a backend without contact says once why', async () => {
  const failure = problem('unreachable', 'mercury: nothing answers on that port');
  site.orders.backendViews = [makeBackend({ problem: failure, stale: true })];
  site.orders.capacities.picture = { capacity: null, at: null, standing: null, problem: failure };
  const text = await textOf();
  expect(text.split('nothing answers on that port').length - 1).toBe(1 + CHIP);
});

/** The chip at the top of each page says it too. */
const CHIP = 1;

test('what is not told is said, and names of others are only text', async () => {
  const told = makeCapacity();
  const [first] = told.capacity.partitions;
  const partitions = [
    { ...(first ?? expect.fail()), name: '<script>x', cpus: null, nodes: null, memory: null },
  ];
  const capacity = { ...told.capacity, user: '<i>ada', partitions, untold: ['Nodes are not told: <b>'] };
  const standing = { limits: [], fairShares: [], untold: ['Fair shares are not told: no sshare'] };
  site.orders.capacities.picture = { ...told, capacity, standing };
  const html = await (await site.page(paths.backend(MERCURY))).text();
  expect(html).not.toMatch(/<script>x|<i>ada|<b>/);
  const text = await textOf();
  expect(text).toContain('Nodes are not told: &lt;b&gt;');
  expect(text).toContain('Fair shares are not told: no sshare');
  expect(text).toContain('&lt;script&gt;x open, the default not told not told 3 d');
});

test('a single machine has no table, and no scheduler’s limits', async () => {
  const told = makeCapacity();
  const whole = {
    nodes: null,
    gpus: null,
    cpus: { total: 8, free: 6 },
    memory: { total: 2 ** 34, free: 2 ** 33 },
  };
  const standing = { limits: [], fairShares: [], untold: [] };
  site.orders.capacities.picture = {
    ...told,
    standing,
    capacity: { ...told.capacity, whole, partitions: [], load: 1.5 },
  };
  const text = await textOf();
  expect(text).toContain(
    '6 of 8 CPUs are not asked for by jobs, 8.0 GB of 16.0 GB of memory free, load 1.5.',
  );
  expect(text).not.toMatch(/names no others|Longest job/);
});

test('the backend is asked when its page is opened, and watched while its stream is read', async () => {
  expect(site.orders.capacities.looks).toBe(0);
  await site.page(paths.backends());
  expect(site.orders.capacities.looks).toBe(0);
  await site.page(paths.backend(MERCURY));
  expect([site.orders.capacities.looks, site.orders.capacities.watchers]).toEqual([1, 0]);
  const stream = await site.ask(paths.backendEvents(MERCURY));
  const reader = stream.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  while (!text.includes('event: backend-update')) text += decoder.decode((await reader?.read())?.value);
  expect(text).toContain('1,312 of 6,208 CPUs');
  expect(site.orders.capacities.watchers).toBe(1);
  await reader?.cancel();
  expect(site.orders.capacities.watchers).toBe(0);
});

test('the API tells the same in numbers', async () => {
  const answer = await (await site.ask(paths.apiBackendCapacity(MERCURY))).json();
  expect(answer).toMatchObject({
    backend: 'mercury',
    at: '2026-02-19T14:29:40+00:00',
    error: null,
    user: 'ada',
    whole: {
      nodes: { total: 180, idle: 21, away: 6 },
      cpus: { total: 6_208, free: 1_312 },
      gpus: { free: 3 },
    },
    load: null,
    own: { running: { jobs: 1, cpus: 4 }, waiting: { jobs: 1, cpus: 8 } },
    fair_shares: [{ account: 'pi-faculty', share: 0.025, usage: 0.031, factor: 0.43 }],
    disk: { path: '/scratch/ada/clones', total_bytes: 2e15, available_bytes: 4.3e14 },
    untold: [],
  });
  expect(answer.limits[0]).toEqual({
    of: 'user',
    what: 'running-jobs',
    most: 200,
    where: 'account pi-faculty',
  });
  expect(answer.partitions[1]).toEqual({
    name: 'gpu',
    is_default: false,
    takes_jobs: true,
    starts_jobs: true,
    max_seconds: 86_400,
    nodes: { total: 16, idle: 0, away: 0 },
    cpus: { total: 1_024, free: 208 },
    memory_bytes: { total: 16 * 1024 ** 4, free: 5.25 * 1024 ** 4 },
    gpus: { total: 64, free: 3 },
    running: { jobs: 1, cpus: 4 },
    waiting: { jobs: 0, cpus: 0 },
  });
});

test('an unknown backend is 404, and one may be called anything', async () => {
  const unknown = backendName('nowhere');
  for (const path of [
    paths.backend(unknown),
    paths.backendEvents(unknown),
    paths.apiBackendCapacity(unknown),
  ])
    expect((await site.ask(path)).status, path).toBe(404);
  const hostile = backendName('a"b\\c/<script>alert(1)</script>');
  site.orders.backendViews = [makeBackend({ name: hostile, lastPollAt: NOON - 90_000_000 })];
  const html = await (await site.page(paths.backend(hostile))).text();
  expect(html).toContain('6,208');
  expect(html).not.toContain('<script>alert');
});
