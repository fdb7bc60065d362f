import { expect } from 'vitest';
import { runId, taskId } from '../../src/engine/ids.ts';
import { paths } from '../../src/wire/paths.ts';
import { completedState, exitedState, makeOrphan, runningState } from '../fakes/pretended-world.ts';
import { BrowserSite, browserTest, RUN } from './browser-site.ts';

const hut = BrowserSite.forEachTest();

/** Ended, with one failure. */
function addFailedRun(id = RUN): void {
  hut.site.world.addRun(id, ['setup', 'sim']);
  hut.site.world.setStates(id, { setup: runningState('1'), sim: runningState('2') });
  hut.site.world.setStates(id, { setup: completedState('1'), sim: exitedState(3, '2') });
}

function secondAttempt(state: ReturnType<typeof runningState>) {
  return { ...state, attempt: 2, submission: 9 } as typeof state;
}

browserTest('what failed is done again from the run’s page, and both attempts can be read', async () => {
  addFailedRun();
  const { page, complaints } = await hut.open(paths.run(RUN));
  await page.getByText('Re-run', { exact: false }).first().click();
  await page.getByRole('button', { name: 'Re-run 1 task' }).click();
  await page.locator('.answer').getByText('pending').waitFor();
  hut.site.world.setStates(RUN, { sim: secondAttempt(runningState('22')) });
  await page.locator('#run-items').getByText('attempt 2').waitFor();
  await page.getByRole('link', { name: 'sim', exact: true }).click();
  hut.site.orders.logs = { output: 'the second try\n' };
  hut.site.world.setStates(RUN, { sim: secondAttempt(completedState('22')) });
  await page.getByText('the second try').waitFor();
  await page.getByRole('link', { name: 'Attempts 2' }).click();
  const attempts = page.locator('#task-attempts');
  await attempts.locator('#attempt-2').getByText('completed').waitFor();
  await attempts.locator('#attempt-1').getByText('exit code 3').waitFor();
  await attempts.locator('#attempt-1').getByRole('link', { name: 'Script' }).click();
  await page.getByText('# attempt 1').waitFor();
  expect(hut.site.orders.taken).toContain(`rerun failed of ${RUN}`);
  expect(complaints).toEqual([]);
});

browserTest('the log on an open task page follows when the task is done again', async () => {
  addFailedRun();
  hut.site.orders.logs = { output: 'first\n' };
  const { page } = await hut.open(paths.task(RUN, taskId('sim')));
  await page.locator('#log-output .log-words').getByText('first').waitFor();
  await page.getByText('Re-run from here').click();
  await page.getByRole('button', { name: 'Re-run 1 task' }).click();
  await page.locator('.answer').getByText('pending').waitFor();
  // Another file, and shorter.
  hut.site.orders.logs = { output: '2nd\n' };
  hut.site.world.setStates(RUN, { sim: secondAttempt(runningState('22')) });
  await page.locator('#log-output').getByText('2nd').waitFor();
  expect(new URL(page.url()).pathname).toBe(paths.task(RUN, taskId('sim')));
});

browserTest('on a phone the menus of a run open inside the window', async () => {
  addFailedRun();
  const { page } = await hut.open(paths.run(RUN), { width: 390 });
  for (const menu of ['#rerun-menu', '#delete-menu']) {
    await page.locator(`${menu} > summary`).click();
    const box = await page.locator(`${menu} > :not(summary)`).boundingBox();
    expect(box?.x, menu).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? 0), menu).toBeLessThanOrEqual(390);
  }
});

browserTest('a new run is made from the menu, and one is led to it', async () => {
  addFailedRun();
  const { page } = await hut.open(paths.run(RUN));
  await page.locator('#rerun-menu > summary').click();
  await page.getByRole('button', { name: 'Start a new run' }).click();
  await page.waitForURL(/a0000001/);
});

browserTest('ended runs are chosen and deleted in one go, and the list follows', async () => {
  const ids = ['b0000001', 'b0000002', 'b0000003'].map(runId);
  for (const id of ids) addFailedRun(id);
  hut.site.world.addRun('c0000000', ['a']);
  const { page, complaints } = await hut.open(paths.runs());
  await page.getByRole('checkbox', { name: 'Choose all' }).check();
  await page.getByText('3 runs chosen').waitFor();
  await page.getByRole('checkbox', { name: /b0000002/ }).uncheck();
  await page.getByText('2 runs chosen').waitFor();
  await page.locator('#delete-menu > summary').click();
  await page.getByRole('button', { name: 'Delete 2 runs' }).click();
  await page.locator('#run-b0000001').waitFor({ state: 'detached' });
  await expect.poll(() => page.locator('#runs tbody tr').count()).toBe(2);
  await page.locator('.selection-bar').waitFor({ state: 'hidden' });
  expect(complaints).toEqual([]);
});

browserTest('a run is deleted from its page, after a sentence that says what stays', async () => {
  addFailedRun();
  const { page } = await hut.open(paths.run(RUN));
  await page.locator('#delete-menu > summary').click();
  await page.getByText('results on mercury stay').waitFor();
  await page.getByRole('button', { name: 'Delete this run' }).click();
  await page.waitForURL(hut.server.url + paths.runs());
  expect(hut.site.world.store.readRun(RUN)).toBeNull();
});

browserTest('jobs that are left over are ended with one press', async () => {
  hut.site.orders.orphanJobs = [makeOrphan('77'), makeOrphan('78')];
  const { page, complaints } = await hut.open(paths.home());
  await page.getByRole('button', { name: 'End 2 jobs' }).click();
  await page.getByText('2 jobs being ended').waitFor();
  expect(hut.site.orders.taken).toEqual(['cancel job 77 on mercury', 'cancel job 78 on mercury', 'poll']);
  expect(complaints).toEqual([]);
});
