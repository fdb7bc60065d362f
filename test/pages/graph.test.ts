import { afterEach, beforeEach, expect, test } from 'vitest';
import { runId, taskId } from '../../src/engine/ids.ts';
import { makeTask } from '../../src/store/store.testdata.ts';
import { paths } from '../../src/wire/paths.ts';
import { saveLargeRun } from '../fakes/large-runs.ts';
import { makePipeline } from '../fakes/pipelines.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';
import { completedState, exitedState, failedState, NOON, runningState } from '../fakes/pretended-world.ts';

let site: Site;
const RUN = runId('a1b2c3d4');

beforeEach(() => {
  site = openSite();
});

afterEach(() => {
  site.close();
  expect(site.reported).toEqual([]);
});

async function graph(choice: Parameters<typeof paths.runGraph>[1] = {}): Promise<string> {
  const response = await site.ask(paths.runGraph(RUN, choice), { headers: { 'HX-Request': 'true' } });
  expect(response.status).toBe(200);
  return response.text();
}

/** The words of every box, in the order of the drawing. */
function boxes(html: string): readonly string[] {
  return [...html.matchAll(/<a id="box-[^>]*><title>([^<]*)</g)].map(([, words = '']) => words);
}

function addDiamond(): void {
  const after = (id: string, ...dependencies: string[]) => ({
    ...makeTask(id),
    dependencies: dependencies.map(taskId),
  });
  site.world.addRun(RUN, [
    makeTask('setup'),
    after('sim.a', 'setup'),
    after('sim.b', 'setup'),
    after('end', 'sim.a', 'sim.b'),
  ]);
}

test('a small run is shown with every task, its state in a word, and why it failed', async () => {
  addDiamond();
  site.world.setStates(RUN, {
    setup: completedState('1'),
    'sim.a': exitedState(3, '2'),
    'sim.b': runningState('3'),
  });
  expect(boxes(await graph()).toSorted()).toEqual([
    'end, pending',
    'setup, completed',
    'sim, 2 tasks: 1 running, 1 failed. Close it',
    'sim.a, exit code 3',
    'sim.b, running',
  ]);
});

test('a task that somebody cancelled has not failed', async () => {
  addDiamond();
  site.world.setStates(RUN, { setup: failedState('cancelled', 'Cancelled by ada', '1') });
  expect(await graph()).toContain('href="#mark-cancelled"');
});

test('groups open and close, and lines tell how many dependencies they stand for', async () => {
  addDiamond();
  const closed = await graph({ open: [''] });
  expect(boxes(closed)).toContain('sim, 2 tasks: 2 pending. Open it');
  expect(closed.match(/<title>2 dependencies<\/title>/g)).toHaveLength(2);
  expect(closed).toContain(`href="${paths.runGraph(RUN, { open: ['sim'] })}"`);
  expect(boxes(await graph({ open: ['sim'] }))).toHaveLength(5);
});

test('what a task needs and what needs it is marked, in words too', async () => {
  addDiamond();
  const html = await graph({ open: ['sim'], from: 't1' });
  expect(html).toContain('</strong> needs 1 task; 1 task needs it.');
  expect(boxes(html)).toEqual(
    expect.arrayContaining([
      'setup, pending, needed by the marked one',
      'end, pending, needs the marked one',
      'sim.b, pending',
    ]),
  );
});

test('the page has the graph in words, for those who have no script', async () => {
  addDiamond();
  const html = await (await site.page(paths.runGraph(RUN))).text();
  expect(html.replaceAll(/<[^>]*>/g, '')).toContain(
    'sim: 2 tasks, 2 pending; needs setupend: pending; needs sim',
  );
  expect(html).toContain(`<a href="${paths.runGraph(RUN)}" aria-current="page">Graph</a>`);
});

test('what is not chosen is there, and stands back', async () => {
  addDiamond();
  const html = await (await site.page(paths.runGraph(RUN, { q: 'SIM.A' }))).text();
  expect(html.match(/class="box [^"]*aside"/g)).toHaveLength(3);
  expect(html).toContain('named like SIM.A');
  expect(boxes(await graph({ group: 'sim' }))).toEqual(['sim.a, pending', 'sim.b, pending']);
});

test('names are text, whatever is in them', async () => {
  site.world.addRun(RUN, ['<b>bold</b>.1', '<b>bold</b>.2', 'a\u202eb"c\u0007', '"><script>x</script>']);
  const html = await (await site.page(paths.runGraph(RUN))).text();
  for (const raw of ['<b>', '<script>', '\u202e', '\u0007']) expect(html).not.toContain(raw);
  expect(html).toContain('&lt;b&gt;bold&lt;/b&gt;');
  const odd = await graph({ open: ['<b>'], from: '"><i>', pin: 'x' });
  expect(odd).not.toMatch(/<i>/);
});

test('a run without tasks has an empty graph, and an unknown one none', async () => {
  site.world.addRun(RUN, []);
  expect(boxes(await graph())).toEqual([]);
  expect((await site.page(paths.runGraph(runId('ffffffff')))).status).toBe(404);
});

test('of 1,000 tasks side by side some are shown, and they stay when others become more urgent', async () => {
  site.world.addRun(
    RUN,
    Array.from({ length: 1_000 }, (_, at) => `t${at}`),
  );
  const before = await graph();
  expect(boxes(before)).toHaveLength(81);
  expect(boxes(before).at(-1)).toBe('920 more tasks: 920 pending. Show them as a list');
  site.world.setStates(RUN, { t5: runningState('1'), t900: exitedState(3, '2') });
  const href = /data-href="([^"]*)"/.exec(before)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const after = await (await site.ask(href, { headers: { 'HX-Request': 'true' } })).text();
  const places = (html: string) =>
    [...html.matchAll(/<rect class="box-ground[^"]*" ([^>]*)>/g)].map(([, place]) => place);
  expect(places(after)).toEqual(places(before));
  expect(boxes(after)[5]).toBe('t5, running');
  expect(boxes(after).at(-1)).toBe('920 more tasks: 919 pending, 1 failed. Show them as a list');
  expect(boxes(await graph())[79]).toBe('t900, exit code 3');
});

test('100,000 tasks are a small picture', { timeout: 90_000 }, async () => {
  const { ids, needs } = makePipeline(100_000, 70);
  saveLargeRun(site.world.store, {
    id: RUN,
    tasks: ids.length,
    at: NOON - 3_600_000,
    backend: 'mercury',
    name: (index) => ids[index] ?? '',
    needs: (index) => needs[index] ?? [],
  });
  const html = await graph();
  expect(html.length).toBeLessThan(10_000);
  expect(boxes(html)).toEqual([
    'setup, completed',
    expect.stringMatching(/^sim, 99,928 tasks: /),
    'post, 70 tasks: 70 pending. Open it',
    'summary, pending',
  ]);
  expect((await graph({ open: ['sim', 'sim.M1', 'sim.M2'] })).length).toBeLessThan(400_000);
});
