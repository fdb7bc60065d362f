import { afterEach, beforeEach, expect, test } from 'vitest';
import { runId } from '../../src/engine/ids.ts';
import { paths } from '../../src/wire/paths.ts';
import type { RunDetail } from '../../src/wire/runs.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';
import { completedState, exitedState, NOON } from '../fakes/pretended-world.ts';

let site: Site;

beforeEach(() => {
  site = openSite();
});

afterEach(() => {
  site.close();
  expect(site.reported).toEqual([]);
});

const DAY = 86_400_000;
const A = runId('a1b2c3d4');
const B = runId('b2c3d4e5');

function addRuns(): void {
  const source = { kind: 'source', name: 'lab', file: 'grid.json' } as const;
  const git = { repository: 'r', branch: 'main', commit: '3f2a91c0123456789abcdef0123456789abcdef0' };
  site.world.addRun(A, ['a', 'b'], { workflow: 'lab/grid', source, git, labels: ['paper <1>'], by: 'ada' });
  site.world.addRun(B, ['a'], { workflow: 'diamond', createdAt: NOON - 3 * DAY });
  site.world.setStates(A, { a: completedState('1'), b: exitedState(3, '2') });
  site.world.setStates(B, { a: completedState('3') });
}

async function listed(filter: Parameters<typeof paths.runs>[0]): Promise<readonly (string | undefined)[]> {
  const page = await (await site.page(paths.runs(filter))).text();
  return [...page.matchAll(/<tr id="run-(\w+)"/g)].map((match) => match[1]);
}

test('the address says which runs are listed', async () => {
  addRuns();
  expect(await listed({})).toEqual([A, B]);
  expect(await listed({ label: 'paper <1>' })).toEqual([A]);
  expect(await listed({ source: 'lab', by: 'ada', backend: 'mercury' })).toEqual([A]);
  expect(await listed({ text: '3F2A91' })).toEqual([A]);
  expect(await listed({ status: 'completed' })).toEqual([B]);
  expect(await listed({ from: '2026-02-16', until: '2026-02-16' })).toEqual([B]);
  expect(await listed({ until: '2026-02-15' })).toEqual([]);
  // What cannot be a value counts as not said.
  expect(await listed({ status: 'great', from: 'yesterday' })).toEqual([A, B]);
});

test('each run tells its labels, commit and who started it; each filter can be taken back', async () => {
  addRuns();
  const page = await (await site.page(paths.runs({ label: 'paper <1>', status: 'failed' }))).text();
  expect(page).toContain('paper &lt;1&gt;');
  expect(page).toContain('by ada');
  expect(page).toContain('3f2a91c<');
  expect(page).toContain(`href="${paths.runs({ status: 'failed' })}"`);
});

test('labels are changed on the page and by the API, and refused in words', async () => {
  addRuns();
  const body = new URLSearchParams({ labels: 'x, y' });
  expect((await site.page(paths.runLabels(A), { method: 'POST', body })).status).toBe(303);
  expect(site.world.store.readRun(A)?.labels).toEqual(['x', 'y']);
  const put = (labels: readonly string[], run = A) =>
    site.ask(paths.apiRunLabels(run), { method: 'PUT', body: JSON.stringify({ labels }) });
  expect(await (await put(['b', 'a'])).json()).toEqual({ labels: ['a', 'b'] });
  const detail = (await (await site.ask(paths.apiRun(A))).json()) as RunDetail;
  expect(detail.labels).toEqual(['a', 'b']);
  expect((await put(['a,b'])).status).toBe(422);
  expect((await put(['a'], runId('ffffffff'))).status).toBe(404);
});

test('chosen runs are started again when their number has been confirmed', async () => {
  addRuns();
  const body = new URLSearchParams([
    ['run_ids', A],
    ['run_ids', B],
  ]);
  const asked = await site.page(paths.runsRerun(), { method: 'POST', body });
  expect(await asked.text()).toContain('<h1>Re-run 2 runs?</h1>');
  expect(site.orders.taken).toEqual([]);
  body.set('confirmed', 'yes');
  const done = await site.page(paths.runsRerun({ label: 'x' }), { method: 'POST', body });
  expect([done.status, done.headers.get('Location')]).toEqual([303, paths.runs({ label: 'x' })]);
  expect(site.orders.taken).toEqual([`repeat ${A}`, `repeat ${B}`]);
  const none = await site.page(paths.runsRerun(), { method: 'POST', body: new URLSearchParams() });
  expect(none.status).toBe(422);
  const program = await site.ask(paths.runsRerun(), {
    method: 'POST',
    body: new URLSearchParams([
      ['run_ids', A],
      ['run_ids', 'ffffffff'],
    ]),
  });
  expect(await program.json()).toMatchObject({ started: [{ run_id: A }], failed: [{ run_id: 'ffffffff' }] });
});

test('of a run of a hundred thousand tasks and a thousand runs the newest hundred are listed', async () => {
  site.world.addRun(
    'ffff0000',
    Array.from({ length: 100_000 }, (_, index) => `sim.T${index}`),
  );
  for (let index = 0; index < 1_000; index += 1) {
    site.world.addRun((0x10000000 + index).toString(16), ['a'], { createdAt: NOON - index * DAY });
  }
  expect(await listed({})).toHaveLength(100);
});
