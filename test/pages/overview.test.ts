import { afterEach, beforeEach, expect, test } from 'vitest';
import { backendName, type RunId, runId } from '../../src/engine/ids.ts';
import { problem } from '../../src/engine/problem.ts';
import { paths } from '../../src/wire/paths.ts';
import { makeBackend } from '../fakes/pretended-backends.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';
import {
  completedState,
  exitedState,
  failedState,
  NOON,
  queuedState,
  runningState,
} from '../fakes/pretended-world.ts';

let site: Site;
let now = NOON;

beforeEach(() => {
  now = NOON;
  site = openSite({ now: () => now });
});

afterEach(() => {
  site.close();
  expect(site.reported).toEqual([]);
});

const HOUR = 3_600_000;

/** Looks at the overview with the cookies of the looks before. */
class Reader {
  #cookies = new Map<string, string>();

  async look(path = paths.home(), method = 'GET'): Promise<string> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await site.page(path, { method, headers: { Cookie: cookie } });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      this.#cookies.set(name, value);
    }
    return answer.text();
  }
}

function addFailed(id: string, at: number): RunId {
  const run = site.world.addRun(id, ['a', 'b', 'c'], { workflow: `work of ${id}`, createdAt: at - HOUR });
  const states = { a: exitedState(3, '1'), b: failedState('out-of-memory', ''), c: exitedState(3, '2') };
  site.world.setStates(run, states, at);
  return run;
}

const failures = (page: string) => [...page.matchAll(/id="trouble-(\w+)"/g)].map((match) => match[1]);

test('what failed since the last visit is told with its causes, until the reader says so or comes back later', async () => {
  addFailed('11111111', NOON - 30 * HOUR);
  const reader = new Reader();
  expect(failures(await reader.look())).toEqual([]);
  addFailed('22222222', NOON + 1);
  now = NOON + 5 * 60_000;
  const page = await reader.look();
  expect(failures(page)).toEqual(['22222222']);
  expect(page).toContain('3 of 3 failed');
  expect(page).toContain('exit code 3 (2), out of memory (1)');
  expect(page).toContain('1 run failed; nothing of ours is running.');
  // Loading it again within the same visit does not hide it.
  now += 10 * 60_000;
  expect(failures(await reader.look())).toEqual(['22222222']);
  // Another reader has a memory of their own.
  expect(failures(await new Reader().look())).toEqual(['22222222']);
  await reader.look(paths.seen(), 'POST');
  expect(failures(await reader.look())).toEqual([]);
  addFailed('33333333', now + 1);
  now += 2 * HOUR;
  expect(failures(await reader.look())).toEqual(['33333333']);
});

test('a run that goes on with failures is among them, and those that go on say what they wait for', async () => {
  const run = site.world.addRun('a1b2c3d4', ['a', 'b', 'c']);
  site.world.setStates(run, { a: failedState('timeout', ''), b: runningState('7'), c: queuedState('8') });
  const page = await new Reader().look();
  expect(failures(page)).toEqual([run]);
  expect(page).toContain('1 run going, one with failures.');
  expect(page).toContain('Some tasks failed; what does not need them goes on.');
});

test('all is well when it is', async () => {
  expect(await new Reader().look()).toContain('All quiet: nothing is running.');
  const run = site.world.addRun('a1b2c3d4', ['a']);
  site.world.setStates(run, { a: runningState('7') });
  expect(await new Reader().look()).toContain('All well: 1 run going.');
});

test('each backend is told with its contact, its load, and how much it was asked', async () => {
  const gone = problem('no-answer', 'ssh: connect: Connection timed out');
  const away = makeBackend({
    name: backendName('anvil'),
    connection: { is: 'broken', since: NOON - 240_000, problem: gone, retryAt: NOON + 1_000 },
    problem: gone,
    stale: true,
    figures: null,
  });
  site.orders.backendViews = [makeBackend(), away];
  const page = await new Reader().look();
  const health = page.slice(page.indexOf('id="backend-table"'));
  expect(health).toContain('12 of at most 100');
  expect(health).toContain('1,320 of 5,184');
  expect(health).toContain('73 calls, 0 logins');
  expect(health).toContain('No contact with anvil');
  expect(page).toContain('<h1 id="overview-words">No contact with anvil; nothing of ours is running.</h1>');
});

test('the year is told in words and by months', async () => {
  const run = site.world.addRun('a1b2c3d4', ['a', 'b'], { createdAt: NOON - 24 * HOUR });
  site.world.setStates(run, { a: completedState('7'), b: completedState('8') });
  addFailed('22222222', NOON);
  const page = await new Reader().look();
  expect(page).toContain('2 runs of 5 tasks on 2 days, 1 failed; most on Thu 19 Feb 2026 (3 tasks).');
  expect(page).toContain('<title>Wed, 18 Feb 2026: 1 run, 2 tasks</title>');
  expect(page).toContain(
    `href="${paths.runs({ from: '2026-02-01', until: '2026-02-28' }).replace('&', '&amp;')}"`,
  );
});

test('a thousand runs do not make the overview long', async () => {
  for (let index = 0; index < 1_000; index += 1) {
    const run = runId((0x10000000 + index).toString(16));
    site.world.addRun(run, ['a'], { createdAt: NOON - index * 8 * HOUR });
    if (index % 2 === 0) site.world.setStates(run, { a: exitedState(1, '1') }, NOON - 60_000);
  }
  const reader = new Reader();
  await reader.look();
  const page = await reader.look();
  expect(page).toContain('many runs failed');
  expect(failures(page)).toHaveLength(8);
  expect(page.length).toBeLessThan(120_000);
});

test('of a backend that was never reached nobody says how long its queue is', async () => {
  const away = {
    lastPollAt: null,
    jobCount: 0,
    stale: true,
    problem: problem('unreachable', 'no way there'),
  };
  site.orders.backendViews = [makeBackend({ ...away, name: backendName('anvil') })];
  for (const path of [paths.home(), paths.backends()]) {
    const page = await (await site.page(path)).text();
    expect(page, path).toContain('not told');
    expect(page.replaceAll(/<[^>]+>/g, ' '), path).not.toMatch(/0 jobs|Jobs in queue\s+0/);
  }
});

test('where there is no run yet, the command names a backend that there is', async () => {
  site.orders.backendViews = [makeBackend({ name: backendName('anvil'), stale: true }), makeBackend()];
  for (const path of [paths.home(), paths.runs()])
    expect(await (await site.page(path)).text(), path).toContain('my-tasks.json --backend mercury --watch');
  site.orders.backendViews = [];
  expect(await (await site.page(paths.runs())).text()).toContain('--backend NAME');
});
