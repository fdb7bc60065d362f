import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { taskId } from '../../src/engine/ids.ts';
import { paths } from '../../src/wire/paths.ts';
import { groupedName, runningState, saveLargeRun } from '../fakes/large-runs.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';
import { NOON } from '../fakes/pretended-world.ts';

let site: Site;

beforeEach(() => {
  site = openSite();
});

afterEach(() => {
  site.close();
  expect(site.reported).toEqual([]);
});

const TASKS = 100_000;
/** So many are also to be saved first. */
const timeout = 90_000;

function save(name: (index: number) => string) {
  return saveLargeRun(site.world.store, {
    id: 'a1b2c3d4',
    tasks: TASKS,
    at: NOON - 3_600_000,
    backend: 'mercury',
    name,
  });
}

/** What comes on the stream until a text is in it. */
async function until(reader: ReadableStreamDefaultReader<Uint8Array>, words: string): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  while (!text.includes(words)) text += decoder.decode((await reader.read()).value, { stream: true });
  return text;
}

const shapes: readonly (readonly [string, (index: number) => string])[] = [
  ['in 100 groups', groupedName],
  ['in 50,000 groups', (index) => `pair${index >> 1}.${index % 2}`],
  ['without groups', (index) => `task-${index}`],
];

test.each(shapes)(
  'a page of 100,000 tasks %s is small, and a change reads and sends what it changes',
  { timeout },
  async (_, name) => {
    const run = save(name);
    const { store } = site.world;
    const page = await (await site.page(paths.run(run))).text();
    expect(page.length).toBeLessThan(150_000);
    expect(page).toContain('49,950 completed');
    const stream = (await site.ask(paths.runEvents(run, { after: store.lastSequence() }))).body?.getReader();
    if (stream === undefined) throw new Error('a stream has a body');

    const outline = vi.spyOn(store, 'readOutline');
    const rows = vi.spyOn(store, 'listTasks');
    const last = TASKS - 1;
    const row = store.readRun(run);
    if (row === null) throw new Error('the run was saved');
    const counts = { ...row.counts, pending: row.counts.pending - 1, running: row.counts.running + 1 };
    const sequence = store.save({
      events: [{ run, at: NOON, kind: 'task-started', task: last, startedAt: NOON, node: 'n1' }],
      runs: [
        {
          run,
          status: 'running',
          counts,
          nextSubmission: 1,
          cancel: null,
          hold: null,
          open: [],
          endedAt: null,
        },
      ],
      tasks: [{ run, index: last, state: runningState(last) }],
      attempts: [],
      arrays: [],
    });
    site.world.tell({ is: 'events', last: sequence });
    const sent = await until(stream, `id: ${sequence}`);
    expect(sent).toContain('101 running');
    expect(sent.length).toBeLessThan(15_000);
    expect(outline).not.toHaveBeenCalled();
    expect(rows).not.toHaveBeenCalled();
    await stream.cancel();
  },
);

test('any lines of the list can be had, wherever they stand, and reading them is bounded', {
  timeout,
}, async () => {
  const run = save((index) => `pair${index >> 1}.${index % 2}`);
  const headers = { 'HX-Request': 'true' };
  const rows = vi.spyOn(site.world.store, 'listTasks');
  const part = async (query: string) =>
    (await site.ask(`${paths.runItems(run)}${query}`, { headers })).text();
  const groups = await part('?from=49000&limit=50');
  expect(groups.match(/<li class="line group/g)).toHaveLength(50);
  const failed = await part('?status=failed');
  expect(failed.match(/<li class="line task/g)).toHaveLength(50);
  const completed = await part('?status=completed&from=49930&limit=50');
  expect(completed).toContain('data-total="49950" data-from="49900"');
  expect(completed.match(/<li class="line task/g)).toHaveLength(50);
  const found = await part('?q=49999&line=task-99999&before=3&limit=10');
  expect(found).toContain('pair49999.1');
  expect(await part('?limit=100000')).not.toContain('aria-posinset="401"');
  for (const [, query] of rows.mock.calls) expect(query?.indices?.length).toBeLessThan(400);
});

test('lists of jobs and runs are bounded, and the page of a task reads no other', { timeout }, async () => {
  const run = save(groupedName);
  const { store } = site.world;
  const rows = vi.spyOn(store, 'listTasks');
  const jobs = await (await site.page(paths.jobs())).text();
  expect(jobs).toContain('The newest 200 are shown');
  expect(jobs.match(/<tr id="job-/g)).toHaveLength(200);
  for (const path of [paths.home(), paths.runs(), paths.task(run, taskId(groupedName(5)))])
    expect((await site.page(path)).status).toBe(200);
  // The overview says why tasks failed, of so many that somebody reads.
  for (const [, query] of rows.mock.calls) expect(query).toMatchObject({ status: 'failed', limit: 200 });
});
