import { afterEach, beforeEach, expect, test } from 'vitest';
import { runId, taskId } from '../../src/engine/ids.ts';
import { makeTask } from '../../src/store/store.testdata.ts';
import { paths } from '../../src/wire/paths.ts';
import { endedState, saveLargeRun } from '../fakes/large-runs.ts';
import { makePipeline } from '../fakes/pipelines.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';
import { completedState, exitedState, NOON, queuedState, runningState } from '../fakes/pretended-world.ts';

let site: Site;
const RUN = runId('a1b2c3d4');
const MINUTE = 60_000;

beforeEach(() => {
  site = openSite();
});

afterEach(() => {
  site.close();
  expect(site.reported).toEqual([]);
});

async function timeline(choice: Parameters<typeof paths.runTimeline>[1] = {}): Promise<string> {
  const response = await site.ask(paths.runTimeline(RUN, choice), { headers: { 'HX-Request': 'true' } });
  expect(response.status).toBe(200);
  return response.text();
}

/** The name of each line, and what it tells of its time. */
function lines(html: string): readonly (readonly [name: string, time: string])[] {
  return [...html.matchAll(/<li class="timeline-row.*?<\/li>/gs)].map(([line]) => [
    (/class="timeline-name[^>]*>(.*?)<\/(?:a|span)>(?=<svg)/s.exec(line)?.[1] ?? '')
      .replaceAll(/<[^>]*>/g, '')
      .trim(),
    /<svg class="timeline-line[^>]*aria-label="([^"]*)"/.exec(line)?.[1] ?? '',
  ]);
}

test('tasks have a bar for each attempt: how long it waited, how long it ran, how it ended', async () => {
  site.world.addRun(RUN, ['fetch', { ...makeTask('train'), dependencies: [taskId('fetch')] }, 'report']);
  site.world.setStates(RUN, { train: runningState('1', 'n1', NOON - 20 * MINUTE) }, NOON - 40 * MINUTE);
  site.world.setStates(RUN, { train: exitedState(3, '1') });
  site.world.setStates(RUN, { train: { is: 'waiting', attempt: 2 } });
  site.world.setStates(RUN, {
    train: { ...runningState('2', 'n2'), attempt: 2 } as never,
    fetch: queuedState('3'),
  });
  expect(lines(await timeline())).toEqual([
    ['fetch, submitted', 'attempt 1: waited 30 min, submitted; on the critical path'],
    [
      'train, running',
      'attempt 1: waited 25 min, ran 14 min, failed; attempt 2: waited 18 min, ran 12 min, running; on the critical path',
    ],
    ['report, pending', 'pending'],
  ]);
});

test('groups tell how many waited and ran at once, and open into their tasks', async () => {
  site.world.addRun(RUN, ['sim.a', 'sim.b', 'end']);
  site.world.setStates(RUN, { 'sim.a': completedState('1'), 'sim.b': runningState('2') });
  expect(lines(await timeline())).toEqual([
    [
      '▸ sim 2',
      '1 completed, 1 running. 2 attempts waited 16 min and ran 13 min on average; up to 2 ran and 2 waited at once.',
    ],
    ['end, pending', 'pending'],
  ]);
  const opened = lines(await timeline({ open: ['sim'] })).map(([name]) => name);
  expect(opened).toEqual(['▾ sim 2', 'sim.a, completed', 'sim.b, running', 'end, pending']);
});

test('the critical path is told with its tasks, and how long they waited and ran', async () => {
  const after = (id: string, ...names: string[]) => ({ ...makeTask(id), dependencies: names.map(taskId) });
  site.world.addRun(RUN, ['a', 'b', after('c', 'a', 'b')]);
  site.world.setStates(RUN, {
    a: completedState('1', 20 * MINUTE),
    b: completedState('2', 5 * MINUTE),
    c: runningState('3'),
  });
  const words = (await timeline()).replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
  expect(words).toContain('Critical path so far 2 tasks, waited 27 min, ran 32 min: a → c');
});

test('a night in which nothing happened is a break that says how long it was', async () => {
  site.world.addRun(RUN, ['a', 'b']);
  const yesterday = NOON - 20 * 60 * MINUTE;
  const placed = { attempt: 1, submission: 1, element: null, job: '1' as never, submittedAt: yesterday };
  const verdict = { startedAt: yesterday, finishedAt: yesterday + 30 * MINUTE };
  const done = completedState('1');
  if (done.is !== 'completed') throw new Error('it is completed');
  site.world.setStates(RUN, {
    a: { ...done, ...placed, verdict: { ...done.verdict, ...verdict } },
    b: runningState('2'),
  });
  expect(await timeline()).toContain('19 h in which nothing waited or ran');
});

test('a window shows what is in it, and leads to others', async () => {
  site.world.addRun(RUN, ['a', 'b']);
  site.world.setStates(RUN, { a: completedState('1'), b: runningState('2') });
  const html = await timeline({ from: NOON - 10 * MINUTE, to: NOON - 5 * MINUTE });
  const link = (name: string) =>
    new RegExp(`href="([^"]*)"[^>]*aria-label="${name}"`).exec(html)?.[1]?.replaceAll('&amp;', '&');
  expect(link('All of the run')).toBe(paths.runTimeline(RUN));
  expect(link('Later')).toBe(paths.runTimeline(RUN, { from: NOON - 7.5 * MINUTE, to: NOON - 2.5 * MINUTE }));
  expect(link('Zoom in')).toBe(
    paths.runTimeline(RUN, { from: NOON - 8.75 * MINUTE, to: NOON - 6.25 * MINUTE }),
  );
  const nonsense = await timeline({ from: NOON + 10 * MINUTE, to: 3 });
  expect(lines(nonsense)).toHaveLength(2);
});

test('only what is chosen has a line', async () => {
  site.world.addRun(RUN, ['sim.a', 'sim.b', 'end']);
  site.world.setStates(RUN, { 'sim.a': exitedState(3, '1') });
  expect(lines(await timeline({ status: 'failed' })).map(([name]) => name)).toEqual(['▸ sim 1']);
  expect(lines(await timeline({ group: 'sim' })).map(([name]) => name)).toEqual([
    'sim.a, failed',
    'sim.b, pending',
  ]);
  expect(await timeline({ q: 'nobody' })).toContain('No task is chosen.');
});

test('a run of which nothing has been sent, or that has no tasks, says so', async () => {
  site.world.addRun(RUN, ['a']);
  expect(await timeline()).toContain('Nothing has been sent yet.');
  site.world.addRun('b1b2c3d4', []);
  expect((await site.page(paths.runTimeline(runId('b1b2c3d4')))).status).toBe(200);
  expect((await site.page(paths.runTimeline(runId('ffffffff')))).status).toBe(404);
});

test('names are text, whatever is in them', async () => {
  site.world.addRun(RUN, ['<b>bold</b>.1', '<b>bold</b>.2', 'a\u202eb"c\u0007', '"><script>x</script>']);
  site.world.setStates(RUN, { '<b>bold</b>.1': runningState('1') });
  const html = await (await site.page(paths.runTimeline(RUN, { open: ['<b>bold<'] }))).text();
  for (const raw of ['<b>', '<script>', '\u202e', '\u0007']) expect(html).not.toContain(raw);
});

test('of 1,000 tasks those in the window have a line, and the others one together', async () => {
  site.world.addRun(
    RUN,
    Array.from({ length: 1_000 }, (_, at) => `t${at}`),
  );
  site.world.setStates(RUN, { t700: runningState('1') });
  expect(lines(await timeline()).map(([name]) => name)).toEqual(['t700, running', '999 more tasks']);
});

test('a chain of very many tasks is a small picture: its critical path is one line', async () => {
  const name = (index: number) => `step${Math.floor(index / 10_000)}.T${index}`;
  const needs = (index: number) => (index === 0 ? [] : [name(index - 1)]);
  const state = (index: number) => endedState(index, index % 2 === 0 ? 'exit' : 'completed');
  saveLargeRun(site.world.store, {
    ...{ id: RUN, tasks: 20_000, at: NOON - 3_600_000, backend: 'mercury' },
    ...{ name, needs, state },
  });
  const html = await timeline();
  expect(html).toContain('20,000 tasks');
  expect(html.match(/class="critical"/g)?.length).toBeLessThan(10);
  expect(html.match(/class="mark state-failed"/g)?.length).toBeLessThanOrEqual(80);
  expect(html.length).toBeLessThan(30_000);
});

test('100,000 tasks are a small picture, kept up without reading them again', {
  timeout: 90_000,
}, async () => {
  const { ids, needs } = makePipeline(100_000, 70);
  saveLargeRun(site.world.store, {
    id: RUN,
    tasks: ids.length,
    at: NOON - 3_600_000,
    backend: 'mercury',
    name: (index) => ids[index] ?? '',
    needs: (index) => needs[index] ?? [],
  });
  await timeline();
  const begun = performance.now();
  const html = await timeline({ open: ['sim', 'sim.M1'] });
  // Some 0.4 s here; the limit is for machines that are busy.
  expect(performance.now() - begun).toBeLessThan(8_000);
  expect(html.length).toBeLessThan(400_000);
  expect(html.match(/<li class="timeline-row/g)?.length).toBeLessThan(200);
});
