import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { taskId } from '../../src/engine/ids.ts';
import { problem } from '../../src/engine/problem.ts';
import { makeJob } from '../../src/store/store.testdata.ts';
import { paths } from '../../src/wire/paths.ts';
import { completedState, exitedState, MERCURY, NOON, runningState } from '../fakes/pretended-world.ts';
import { BrowserSite, browserTest, RUN } from './browser-site.ts';

const hut = BrowserSite.forEachTest();

browserTest('the run page changes state without being loaded again', async () => {
  hut.site.world.addRun(RUN, ['setup', 'sim.a', 'sim.b']);
  const { page, complaints } = await hut.open(paths.run(RUN));
  await page.evaluate(() => document.body.setAttribute('data-same-page', ''));
  hut.site.world.setStates(RUN, { setup: completedState('1'), 'sim.a': runningState('2') });
  await rowOf(page, 'sim.a').getByText('running').waitFor();
  await rowOf(page, 'setup').getByText('completed').waitFor();
  await expect.poll(() => page.title()).toMatch(/^33 % /);
  hut.site.world.setStates(RUN, {
    'sim.a': exitedState(3, '2'),
    'sim.b': completedState('3'),
  });
  await rowOf(page, 'sim.a').getByText('exit code 3').waitFor();
  await expect.poll(() => page.title()).toMatch(/^failed: /);
  expect(await page.locator('body[data-same-page]').count()).toBe(1);
  expect(complaints).toEqual([]);
});

browserTest('a page in the background lets its stream go, and its title stays true', async () => {
  hut.site.world.addRun(RUN, ['a', 'b']);
  const { page } = await hut.open(paths.home());
  await page.clock.install();
  await page.goto(hut.server.url + paths.run(RUN));
  await page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { value: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  const resting = page.waitForResponse(/\/info/);
  await page.clock.fastForward(10_000);
  await resting;
  hut.site.world.setStates(RUN, { a: completedState('1') });
  await page.clock.fastForward(20_000);
  await expect.poll(() => page.title()).toMatch(/^50 % /);
  // Nothing but the part asked for has changed: the stream was silent.
  expect(await rowOf(page, 'a').getByText('pending').count()).toBe(1);
});

browserTest('cancelling names what ends, and the page says so', async () => {
  hut.furnish();
  const { page } = await hut.open(paths.run(RUN));
  await page.getByText('Cancel…').click();
  await page.getByText('2 jobs at the scheduler will be ended.').waitFor();
  await page.getByRole('button', { name: 'Cancel this run and 2 jobs' }).click();
  await page.locator('.answer').getByText('cancelled', { exact: true }).waitFor();
  expect(hut.site.orders.taken).toEqual([`cancel run ${RUN}`]);
});

browserTest('a cancel that fails says why', async () => {
  hut.furnish();
  const { page } = await hut.open(paths.jobs());
  hut.site.orders.cancelJobs = async () => ({
    ok: false,
    problem: problem('unreachable', 'No route to mercury.'),
  });
  const row = page.getByRole('row').filter({ hasText: 'jupyter' });
  await row.getByText('Cancel…').click();
  await row.getByRole('button', { name: 'Cancel 1 job' }).click();
  await page.getByRole('alert').getByText('No route to mercury.').waitFor();
});

browserTest('the user filter changes the table in place', async () => {
  hut.site.world.store.saveOtherJobs(MERCURY, NOON, [makeJob('1', { user: 'bob', name: 'bobs-job' })]);
  const { page } = await hut.open(paths.jobs());
  expect(await page.getByText('bobs-job').count()).toBe(0);
  await page.getByRole('button', { name: 'Only ada' }).click();
  await page.getByText('bobs-job').waitFor();
  await page.reload();
  await page.getByText('bobs-job').waitFor();
});

browserTest('a task’s page shows the end of its log as text', async () => {
  hut.furnish();
  const { page, complaints } = await hut.open(paths.task(RUN, taskId('sim.a')));
  const lines = page.locator('#log-output .log-words');
  await expect
    .poll(() => lines.allTextContents())
    .toEqual(['<script>document.title = "owned"</script>', 'red']);
  expect(await page.title()).toContain('failed: sim.a');
  expect(complaints).toEqual([]);
});

browserTest('the log of a running task grows, and is read once more when the task ends', async () => {
  hut.site.world.addRun(RUN, ['a']);
  hut.site.world.setStates(RUN, { a: runningState('1') });
  hut.site.orders.logs = { output: 'begun' };
  const { page } = await hut.open(paths.task(RUN, taskId('a')));
  await page.getByText('begun').waitFor();
  hut.site.orders.logs = { output: 'begun\nall done' };
  hut.site.world.setStates(RUN, { a: completedState('1') });
  await page.getByText('all done').waitFor();
  await page.locator('.answer').getByText('completed').waitFor();
});

browserTest('when the server goes the page says so, and when it is back the page is true again', async () => {
  hut.site.world.addRun(RUN, ['a']);
  const { page } = await hut.open(paths.run(RUN));
  const { port } = hut.server;
  await hut.stopServer();
  await page.getByText('No contact with ScriptHut').waitFor();
  // The same address and another state, as after a restart of which the page saw nothing.
  await hut.start(port);
  hut.site.world.addRun(RUN, ['a']);
  hut.site.world.setStates(RUN, { a: runningState('1') });
  await rowOf(page, 'a').getByText('running').waitFor();
  await page.getByText('No contact with ScriptHut').waitFor({ state: 'hidden' });
});

browserTest('colours follow the system until the reader chooses', async () => {
  const { page } = await hut.open(paths.home(), { dark: true });
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = 'rgb(20, 22, 26)';
  expect(await ground()).toBe(dark);
  for (const colours of ['dark', 'light']) {
    await page.locator('#view-menu > summary').click();
    await page.getByRole('button', { name: colours, exact: true }).click();
    await page.locator(`html[data-theme=${colours}]`).waitFor();
  }
  await expect.poll(ground).not.toBe(dark);
});

browserTest('every page can be read without script', async () => {
  hut.furnish();
  const { page } = await hut.open(paths.run(RUN), { scripts: false });
  await rowOf(page, 'sim.a').getByText('out of memory').waitFor();
  await page.getByRole('link', { name: 'sim.a' }).click();
  await page.locator('#log-output').getByRole('link').click();
  await page.getByText('<script>document.title').waitFor();
});

browserTest('a workflow is started with one press', async () => {
  hut.furnish();
  const { page } = await hut.open(paths.sources());
  await page.getByRole('button', { name: 'Run grid', exact: true }).click();
  await page.getByRole('heading', { name: 'diamond' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/runs/a0000001');
});

browserTest(
  'a file of a source is previewed and run with the backend and branch chosen beside it',
  async () => {
    hut.furnish();
    const { page, complaints } = await hut.open(paths.sources());
    await page.getByLabel('Branch').fill('dev');
    await page.getByRole('button', { name: 'Preview .hut/workflows/grid.json' }).click();
    await page.getByText('nothing has been sent').waitFor();
    await page.goBack();
    await page.getByLabel('Branch').fill('dev');
    await page.getByRole('button', { name: 'Run .hut/workflows/grid.json' }).click();
    await page.waitForURL(/runs\/a/);
    const document = { is: 'source', name: 'lab', file: 'grid.json' };
    const request = { document, backend: 'mercury', revision: { branch: 'dev' }, by: 'the web page' };
    expect(hut.site.orders.requests).toEqual([request, request]);
    expect(complaints).toEqual([]);
  },
);

function rowOf(page: Page, id: string) {
  return page.locator('#run-items .task').filter({ has: page.getByRole('link', { name: id, exact: true }) });
}
