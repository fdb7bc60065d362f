import { afterEach, beforeEach, expect, test } from 'vitest';
import { runId, taskId } from '../../src/engine/ids.ts';
import { problem } from '../../src/engine/problem.ts';
import { makeTask } from '../../src/store/store.testdata.ts';
import { paths } from '../../src/wire/paths.ts';
import type { RunDetail, RunsAnswer } from '../../src/wire/runs.ts';
import { PRETENDED_PRICES } from '../fakes/pretended-prices.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';
import { completedState, exitedState, runningState } from '../fakes/pretended-world.ts';

let site: Site;

beforeEach(() => {
  site = openSite();
  site.orders.prices = PRETENDED_PRICES;
});

afterEach(() => {
  site.close();
  expect(site.reported).toEqual([]);
});

const RUN = runId('a1b2c3d4');
const HOUR = 3_600_000;

function task(id: string, partition = 'normal') {
  const made = makeTask(id);
  return { ...made, resources: { ...made.resources, partition, cpus: 4, timeLimit: '2:00:00' } };
}

/** Two tasks have ended, one runs, one waits, one has no price. */
function addRun(): void {
  site.world.addRun(RUN, [task('sim.1'), task('sim.2'), task('sim.3'), task('sim.4'), task('net', 'gpu')]);
  site.world.setStates(RUN, {
    'sim.1': completedState('1', HOUR),
    'sim.2': exitedState(3, '2'),
    'sim.3': runningState('3'),
  });
}

function endRun(): void {
  site.world.setStates(RUN, {
    'sim.3': completedState('3', HOUR),
    'sim.4': completedState('4', HOUR),
    net: completedState('5', HOUR),
  });
}

async function page(path: string): Promise<string> {
  const response = await site.page(path);
  expect(response.status, path).toBe(200);
  return response.text();
}

async function json<T>(path: string): Promise<T> {
  return (await (await site.ask(path)).json()) as T;
}

test('while a run goes on, its page tells what was spent and what it will have been', async () => {
  addRun();
  // 14 minutes of the failed task, the hour of the other, and two more hours to come.
  const text = await page(paths.run(RUN));
  expect(text).toMatch(/est\. \$0\.21 of ~\$0\.55</);
  expect(text).toContain('2/5 tasks costed');
});

test('before anything has ended, it is at most what the time limits allow', async () => {
  site.world.addRun(RUN, [task('sim.1'), task('sim.2')]);
  expect(await page(paths.run(RUN))).toContain('est. $0.00 of at most ~$0.68');
});

test('an ended run tells what it has cost, and how many tasks that counts', async () => {
  addRun();
  endRun();
  const text = await page(paths.run(RUN));
  expect(text).toMatch(/est\. \$0\.55</);
  expect(text).toContain('· 4/5 tasks costed');
  expect(await page(paths.runs())).toMatch(/title="4\/5 tasks costed">\$0\.55</);
});

test('a task tells what it has cost, where that is known', async () => {
  addRun();
  expect(await page(paths.task(RUN, taskId('sim.1'), { show: 'resources' }))).toMatch(
    /Cost, est\.<\/dt><dd>\$0\.17</,
  );
  expect(await page(paths.task(RUN, taskId('sim.3'), { show: 'resources' }))).not.toContain('Cost, est.');
});

test('the API has the same beside what the contract has', async () => {
  addRun();
  endRun();
  const cost = { currency: 'USD', costed_tasks: 4, uncosted_tasks: 1, forecast: null, spent: 0.5497 };
  const detail = await json<RunDetail>(paths.apiRun(RUN));
  expect(detail.cost).toEqual(cost);
  expect(detail.items.map((item) => item.cost ?? null)).toEqual([0.17, 0.0397, 0.17, 0.17, null]);
  expect((await json<RunsAnswer>(paths.apiRuns())).runs[0]?.cost).toEqual(cost);
});

test('the API has a forecast while the run goes on', async () => {
  addRun();
  const { cost } = await json<RunDetail>(paths.apiRun(RUN));
  expect(cost?.forecast).toMatchObject({ tasks: 2, is_upper_bound: false });
  expect(cost?.forecast?.total).toBeCloseTo(0.55, 2);
});

test('a run that was done once more is counted anew', async () => {
  addRun();
  endRun();
  await page(paths.run(RUN));
  site.world.rerun(RUN, 'ada', [taskId('sim.2')]);
  site.world.setStates(RUN, { 'sim.2': completedState('9', 2 * HOUR) }, Date.UTC(2026, 1, 20));
  expect((await json<RunDetail>(paths.apiRun(RUN))).cost?.spent).toBe(0.85);
});

test('a preview tells what it will cost at most, and what that leaves out', async () => {
  site.orders.listings = [
    {
      name: 'grid',
      backend: site.orders.backends()[0]?.name ?? ('' as never),
      description: '',
      maxConcurrent: 3,
      hasGit: false,
    },
  ];
  expect(await page(paths.workflowDryRun('grid'))).toContain('est. at most $');
  const cost = { spent: 0, costed_tasks: 0, forecast: { tasks: 1, is_upper_bound: true } };
  const preview = { workflow_name: 'diamond', backend_name: 'mercury', task_count: 1, cost };
  expect(await json(paths.workflowDryRun('grid'))).toMatchObject(preview);
  const body = JSON.stringify({ document: [], backend: 'mercury' });
  const answer = await site.ask(paths.apiRunsPreview(), { method: 'POST', body });
  expect(await answer.json()).toMatchObject({
    ...preview,
    tasks: [
      { id: 'first', script: '#!/bin/bash\ntrue\n', output_path: '/o', error_path: '/e', warnings: [] },
    ],
  });
});

test('a preview that cannot be made is refused as the run would be', async () => {
  site.orders.refusal = problem('not-found', 'There is no backend called nowhere');
  const body = JSON.stringify({ document: [], backend: 'nowhere' });
  const answer = await site.ask(paths.apiRunsPreview(), { method: 'POST', body });
  expect([answer.status, await answer.json()]).toMatchObject([
    422,
    { detail: expect.stringContaining('nowhere') },
  ]);
});

test('the backends page tells the prices, and what has none', async () => {
  const text = await page(paths.backends());
  expect(text).toContain('Prices of us-east-1, ondemand: normal as c5.xlarge (4 vCPU, $0.17 an hour).');
  expect(text).toContain('No costs for gpu: there is no instance type');
  expect(text).toContain('1 h ago');
});

test('without prices costs hide, and the backends page says why', async () => {
  addRun();
  endRun();
  site.orders.prices = {
    ok: false,
    problem: problem('unreachable', 'https://prices.example/<list> cannot be reached (ENOTFOUND)'),
  };
  expect(await page(paths.backends())).toContain(
    'Costs are not shown: https://prices.example/&lt;list&gt; cannot be reached (ENOTFOUND).',
  );
  for (const path of [paths.run(RUN), paths.runs(), paths.task(RUN, taskId('sim.1'))])
    expect(await page(path), path).not.toMatch(/est\.|costed/);
  expect(await json<RunDetail>(paths.apiRun(RUN))).not.toHaveProperty('cost');
});

test('where nobody has asked for costs, nothing is said of them', async () => {
  addRun();
  site.orders.prices = null;
  expect(await page(paths.backends())).not.toContain('Prices');
  expect(await page(paths.run(RUN))).not.toContain('est.');
});
