import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runId, taskId } from '../../src/engine/ids.ts';
import { paths } from '../../src/wire/paths.ts';
import { endedState, groupedName, saveLargeRun } from '../fakes/large-runs.ts';
import { PRETENDED_PRICES } from '../fakes/pretended-prices.ts';
import { PretendedSettings } from '../fakes/pretended-settings.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';
import { makeSource } from '../fakes/pretended-sources.ts';
import { MERCURY, NOON } from '../fakes/pretended-world.ts';

/** Every page, on sites that are empty, small and very large: it answers, it is small, and what one came for is on it. */

/** Half way through. */
const OPEN = runId('a1b2c3d4');
/** The same tasks, all ended, one in ten in vain. */
const OVER = runId('b2c3d4e5');
const TASK = taskId(groupedName(0));

const MOST_BYTES = 300_000;
/** So many tasks are also to be saved first. */
const LONG = 90_000;

/** Null for a site on which nothing was ever started. */
type Size = number | null;

interface Shown {
  readonly path: string;
  /** What a person must find, by the number of tasks. */
  readonly finds: (size: number) => readonly string[];
  /** What they find where nothing was ever started. Missing: there is no such page then. */
  readonly nothing?: string;
}

const words = (count: number) => count.toLocaleString('en-US');
/** Of the run that has ended. */
const failed = (size: number) => Math.floor(size / 10);
/** A hundred groups of tasks that need the ones of the group before. */
const needs = (index: number) => (index < 100 ? [] : [groupedName(index - 100)]);

const SITE: readonly Shown[] = [
  {
    path: paths.home(),
    nothing: 'No runs yet. Start one under Workflows',
    finds: (size) => [
      `of ${words(2 * size)} tasks`,
      size > 1 ? `${words(failed(size))} of ${words(size)} failed` : 'All well',
    ],
  },
  {
    path: paths.jobs(),
    nothing: 'No jobs to show. Start a workflow',
    finds: (size) => [
      size === 0 ? 'No jobs to show.' : groupedName(size - 1),
      ...(size > 200 ? ['The newest 200 are shown.'] : []),
    ],
  },
  {
    path: paths.runs(),
    nothing: 'No runs yet. Start one under Workflows',
    finds: (size) => [`${words(size)} of ${words(size)}`],
  },
  {
    path: paths.runs({ status: 'cancelled' }),
    nothing: 'No such runs. Show all runs',
    finds: () => ['No such runs.'],
  },
  { path: paths.runsCompare(), nothing: 'There are not two runs yet.', finds: () => ['Which two runs?'] },
  { path: paths.sources(), nothing: 'grid.json', finds: () => ['grid.json'] },
  { path: paths.backends(), nothing: '1,204', finds: () => ['1,204'] },
  { path: paths.backendPoliteness(MERCURY), nothing: 'In the last hour', finds: () => ['squeue'] },
  { path: paths.backend(MERCURY), nothing: '100 tasks at a time', finds: () => ['100 tasks at a time'] },
  { path: paths.backendLog(MERCURY), nothing: 'list the queue', finds: () => ['list the queue'] },
  {
    path: paths.settings(),
    nothing: 'The configuration is in use.',
    finds: () => ['The configuration is in use.'],
  },
  { path: paths.notifications(), nothing: 'Nobody is told', finds: () => ['Nobody is told'] },
];

const RUN: readonly Shown[] = [
  { path: paths.run(OVER), finds: (size) => [ended(size), size === 0 ? 'This run has no tasks.' : 'sim'] },
  {
    path: paths.run(OPEN, { order: 'state' }),
    finds: (size) => [size === 0 ? 'This run has no tasks.' : 'running'],
  },
  {
    path: paths.runGraph(OVER),
    finds: (size) => [ended(size), size === 0 ? 'This run has no tasks.' : 'sim'],
  },
  {
    path: paths.runGraph(OPEN, { open: ['sim0'] }),
    finds: (size) => [size === 0 ? 'This run has no tasks.' : 'sim0.M0'],
  },
  {
    path: paths.runTimeline(OVER),
    finds: (size) => [size === 0 ? 'This run has no tasks.' : 'Critical path'],
  },
  {
    path: paths.runErrors(OVER),
    finds: (size) => [
      failed(size) === 0 ? 'Nothing has failed.' : `${words(failed(size))} tasks failed, all alike.`,
    ],
  },
  {
    path: paths.runErrors(OVER, { lines: 'true' }),
    finds: (size) => [failed(size) === 0 ? 'Nothing has failed.' : 'Told apart by'],
  },
  {
    path: paths.runResources(OVER),
    finds: (size) => [size === 0 ? 'No task has ended yet' : 'Asked for and used'],
  },
  { path: paths.runSummary(OPEN), finds: () => ['No task has published a summary.'] },
  { path: paths.runHistory(OPEN), finds: (size) => [size > 100 ? 'Older' : `created with ${size} task`] },
  { path: paths.runHistory(OPEN, { at: 1 }), finds: () => ['Back to now'] },
  {
    path: paths.runsCompare({ a: OPEN, b: OVER }),
    finds: (size) => [
      size === 0 ? 'no task in common' : `of ${size === 1 ? '1 task' : `${words(size)} tasks`} in both`,
    ],
  },
];

/** What a run of no tasks does not have. */
const TASK_PAGES: readonly Shown[] = [
  { path: paths.task(OVER, TASK), finds: () => [TASK, 'completed'] },
  ...(['script', 'environment', 'attempts', 'resources', 'dependencies', 'events'] as const).map((show) => ({
    path: paths.task(OVER, TASK, { show }),
    finds: () => [TASK, FOUND[show]],
  })),
];

const FOUND = {
  script: 'As it was submitted',
  environment: 'SCRIPTHUT_RUN_ID',
  attempts: 'Attempt 1',
  resources: 'Asked for',
  dependencies: 'It waits for no other task.',
  events: 'handed to the scheduler',
} as const;

function ended(size: number): string {
  return `${words(size)} of ${words(size)} ended`;
}

function openSized(size: Size): Site {
  const site = openSite({ settingsFile: new PretendedSettings() });
  site.orders.prices = PRETENDED_PRICES;
  site.orders.sourceViews = [makeSource()];
  if (size === null) return site;
  const shared = { tasks: size, at: NOON - 3_600_000, backend: 'mercury', needs };
  saveLargeRun(site.world.store, { ...shared, id: OPEN, at: NOON - 7_200_000 });
  const state = (index: number) => endedState(index, index % 10 === 9 ? 'exit' : 'completed');
  saveLargeRun(site.world.store, { ...shared, id: OVER, state });
  return site;
}

/** What stands on the page, as one line. */
function textOf(html: string): string {
  return html
    .slice(html.indexOf('<main'))
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}

for (const size of [null, 0, 1, 1_000, 100_000] satisfies readonly Size[]) {
  describe(size === null ? 'where nothing was ever started' : `with runs of ${size} tasks`, () => {
    let site: Site;
    beforeAll(() => {
      site = openSized(size);
    }, LONG);
    afterAll(() => {
      site.close();
      expect(site.reported).toEqual([]);
    });

    const pages = [
      ...SITE,
      ...(size === null ? [] : RUN),
      ...(size === null || size === 0 ? [] : TASK_PAGES),
    ];
    test.each(pages)(
      '$path answers, is small, and shows what it is for',
      { timeout: LONG },
      async (shown) => {
        const answer = await site.page(shown.path);
        const html = await answer.text();
        expect(answer.status).toBe(200);
        expect(html.length).toBeLessThan(MOST_BYTES);
        const found = size === null ? [shown.nothing ?? ''] : shown.finds(size);
        const text = textOf(html);
        for (const what of found) expect(text).toContain(what);
      },
    );
  });
}
