import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TaskState } from '../../src/engine/state.ts';
import { makeJob } from '../../src/store/store.testdata.ts';
import { paths } from '../../src/wire/paths.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';
import { completedState, MERCURY, NOON, queuedState, runningState } from '../fakes/pretended-world.ts';

let site: Site;

beforeEach(() => {
  site = openSite();
});

afterEach(() => {
  site.close();
  expect(site.reported).toEqual([]);
});

/** An array of five: two run, two wait, one has ended; and a task that went alone. */
function addArray(): void {
  const run = site.world.addRun('a1b2c3d4', ['e1', 'e2', 'e3', 'e4', 'e5', 'alone'], { title: 'Grid <b>' });
  const element = (state: TaskState, number: number) =>
    ({ ...state, submission: 7, element: number }) as TaskState;
  site.world.setStates(run, {
    e1: element(runningState('9_1'), 1),
    e2: element(runningState('9_2'), 2),
    e3: element(queuedState('9_3'), 3),
    e4: element(queuedState('9_4'), 4),
    alone: runningState('10'),
  });
  site.world.setStates(run, { e5: element(queuedState('9_5'), 5) });
  site.world.setStates(run, { e5: element(completedState('9_5'), 5) });
  site.world.store.saveOtherJobs(MERCURY, NOON, [makeJob('11', { name: '<i>jupyter</i>', user: 'bob' })]);
}

async function lines(path: string): Promise<readonly (string | undefined)[]> {
  const page = await (await site.page(path)).text();
  return [...page.matchAll(/<tr id="((?:job|array)-[^"]+)"/g)].map((match) => match[1]).toSorted();
}

test('arrays are folded with their counts, and opened by their address', async () => {
  addArray();
  const folded = ['array-a1b2c3d4.7', 'job-mercury-10', 'job-mercury-11'];
  expect(await lines(paths.jobs())).toEqual(folded);
  const page = await (await site.page(paths.jobs())).text();
  expect(page).toContain('Array of 5 jobs');
  expect(page).toContain('2 running');
  expect(page).toContain('data-count="4"');
  expect(await lines(paths.jobs({ open: 'a1b2c3d4.7' }))).toHaveLength(7);
  expect(await lines(paths.jobs({ text: '9_5' }))).toEqual(['job-mercury-9_5']);
  expect(await lines(paths.jobs({ whose: 'others' }))).toEqual(['job-mercury-11']);
});

test('the chosen jobs are cancelled in one call, when their number has been confirmed', async () => {
  addArray();
  const body = new URLSearchParams([
    ['arrays', 'a1b2c3d4.7'],
    ['jobs', 'mercury/11'],
    ['jobs', 'nonsense'],
  ]);
  const asked = await (await site.page(paths.jobsCancel(), { method: 'POST', body })).text();
  expect(asked).toContain('<h1>Cancel 5 jobs?</h1>');
  expect(site.orders.taken).toEqual([]);
  body.set('confirmed', 'yes');
  expect((await site.page(paths.jobsCancel(), { method: 'POST', body })).status).toBe(303);
  expect(site.orders.taken).toEqual(['cancel job 11 9_3 9_4 9_1 9_2 on mercury']);
  const none = await site.page(paths.jobsCancel(), { method: 'POST', body: new URLSearchParams() });
  expect(none.status).toBe(422);
  const unknown = new URLSearchParams({ jobs: 'nowhere/1', confirmed: 'yes' });
  expect((await site.page(paths.jobsCancel(), { method: 'POST', body: unknown })).status).toBe(404);
});

test('columns are remembered by the browser, and the address stays as it was', async () => {
  addArray();
  const shown = new URLSearchParams([
    ['columns', 'note'],
    ['columns', 'ran'],
  ]);
  const headers = { 'HX-Request': 'true', Referer: `http://localhost${paths.jobs({ text: 'alone' })}` };
  const changed = await site.ask(paths.jobsColumns(), { method: 'POST', body: shown, headers });
  const table = await changed.text();
  expect(table).not.toContain('>Asked for</th>');
  expect(table).toContain('job-mercury-10');
  expect(table).not.toContain('job-mercury-11');
  const cookie = changed.headers.get('Set-Cookie')?.split(';')[0] ?? '';
  const again = await (await site.page(paths.jobs(), { headers: { Cookie: cookie } })).text();
  expect(again).not.toContain('>Asked for</th>');
  expect(again).toContain('>Where or why</th>');
});

test('headings say what the table is sorted by', async () => {
  addArray();
  const page = await (await site.page(paths.jobs({ sort: 'name' }))).text();
  expect(page).toContain('aria-sort="ascending"');
  expect(page).toContain(`href="${paths.jobs({ sort: '-name' })}"`);
});
