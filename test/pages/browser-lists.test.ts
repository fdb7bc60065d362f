import { expect } from 'vitest';
import { runId } from '../../src/engine/ids.ts';
import { makeJob } from '../../src/store/store.testdata.ts';
import { paths } from '../../src/wire/paths.ts';
import { completedState, exitedState, MERCURY, NOON, runningState } from '../fakes/pretended-world.ts';
import { BrowserSite, browserTest, RUN } from './browser-site.ts';

const hut = BrowserSite.forEachTest();
const OTHER = runId('b2c3d4e5');

/** Two runs that have ended. */
function addEnded(): void {
  for (const [run, label, createdAt] of [
    [RUN, 'paper', NOON],
    [OTHER, 'draft', NOON + 1],
  ] as const) {
    hut.site.world.addRun(run, ['a', 'b'], { labels: [label], createdAt });
    hut.site.world.setStates(run, { a: completedState('1'), b: exitedState(3, '2') });
  }
}

browserTest('runs are found by a label, chosen, and started again once the number was read', async () => {
  addEnded();
  const { page, complaints } = await hut.open(paths.runs());
  await page.getByRole('link', { name: 'label paper' }).click();
  await expect.poll(() => page.locator('#runs tbody tr').count()).toBe(1);
  await page.getByRole('link', { name: 'Show all' }).click();
  await page.getByLabel('Choose all that have ended').check();
  await page.getByText('2 runs chosen').waitFor();
  await page.getByText('Re-run…').click();
  await page.getByRole('button', { name: 'Re-run 2 runs' }).click();
  await expect.poll(() => hut.site.orders.taken.length).toBe(2);
  expect(complaints).toEqual([]);
});

browserTest(
  'a list of runs with filters stays true: they come, change and leave, and what is chosen stays',
  async () => {
    addEnded();
    const { page, complaints } = await hut.open(paths.runs({ label: 'paper', status: 'failed' }));
    const rows = page.locator('#runs tbody tr');
    expect(await rows.count()).toBe(1);
    await page.getByLabel(`Choose diamond ${RUN}`).check();
    hut.site.world.addRun('c3d4e5f6', ['a'], { labels: ['paper'], title: 'Third' });
    hut.site.world.setStates(runId('c3d4e5f6'), { a: exitedState(1, '5') });
    await rows.getByText('Third').waitFor();
    expect(await page.getByLabel(`Choose diamond ${RUN}`).isChecked()).toBe(true);
    hut.site.world.store.labelRun(runId('c3d4e5f6'), [], NOON, 'ada');
    hut.site.world.tell({ is: 'events', last: hut.site.world.store.lastSequence() });
    await expect.poll(() => rows.count()).toBe(1);
    hut.site.world.setStates(RUN, { a: runningState('6') });
    await page.getByText('No such runs.').waitFor();
    expect(await page.getByText('chosen', { exact: false }).first().isVisible()).toBe(false);
    await page.getByRole('link', { name: 'Show all runs' }).click();
    await expect.poll(() => rows.count()).toBe(3);
    expect(complaints).toEqual([]);
  },
);

browserTest(
  'jobs come and leave by the filters of the address, and by what the reader has just chosen',
  async () => {
    hut.furnish();
    const { store } = hut.site.world;
    const queue = (...jobs: Parameters<typeof makeJob>[]) => {
      store.saveOtherJobs(
        MERCURY,
        Date.now(),
        jobs.map((job) => makeJob(...job)),
      );
      hut.site.world.tell({ is: 'polled', backend: MERCURY });
    };
    const ada = (name: string) => ({ name, user: 'ada' });
    const { page, complaints } = await hut.open(paths.jobs({ text: 'fit', whose: 'others' }));
    await page.getByText('No such jobs.').waitFor();
    queue(['11', ada('fit-1')], ['12', { name: 'fit-2', user: 'bob' }], ['13', ada('other')]);
    const rows = page.locator('#job-lines tbody tr');
    await rows.getByText('fit-1').waitFor();
    expect(await rows.count()).toBe(1);
    await page.getByRole('button', { name: 'Only ada' }).click();
    await rows.getByText('fit-2').waitFor();
    queue(['11', ada('fit-1')], ['12', { name: 'fit-2', user: 'bob' }], ['14', ada('fit-3')]);
    await rows.getByText('fit-3').waitFor();
    await page.waitForTimeout(1_500);
    expect(await rows.count()).toBe(3);
    await rows.getByText('fit-2').waitFor();
    queue(['12', { name: 'fit-2', user: 'bob' }]);
    await expect.poll(() => rows.filter({ hasText: 'ended' }).count()).toBe(2);
    expect(complaints).toEqual([]);
  },
);

browserTest('exactly two chosen runs can be compared', async () => {
  addEnded();
  const { page, complaints } = await hut.open(paths.runs());
  await page.getByLabel(`Choose diamond ${RUN}`).check();
  expect(await page.getByRole('button', { name: 'Compare' }).isDisabled()).toBe(true);
  await page.getByLabel(`Choose diamond ${OTHER}`).check();
  await page.getByRole('button', { name: 'Compare' }).click();
  await page.getByRole('heading', { name: 'All 2 tasks ended alike.' }).waitFor();
  expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe(
    paths.runsCompare({ a: RUN, b: OTHER }),
  );
  expect(complaints).toEqual([]);
});

browserTest('chosen jobs are cancelled in place, with their number on the button', async () => {
  hut.furnish();
  const { page, complaints } = await hut.open(paths.jobs());
  await page.getByLabel('Choose all that have not ended').check();
  const words = await page.getByText(/^[2-9] jobs chosen$/).textContent();
  const row = page.locator('#cancel-chosen');
  await row.locator('summary').click();
  await row.getByRole('button', { name: `Cancel ${words?.replace(' chosen', '')}` }).click();
  await expect.poll(() => hut.site.orders.taken.filter((one) => one.startsWith('cancel job')).length).toBe(1);
  expect(complaints).toEqual([]);
});

browserTest(
  'a fault of the configuration stands beside its line, and lines are numbered while one writes',
  async () => {
    const { page, complaints } = await hut.open(paths.settings());
    const text = page.getByLabel('Configuration, YAML');
    const before = await page.locator('.editor-numbers > div').count();
    await text.press('Control+End');
    await text.pressSequentially('x: fault\n');
    await expect.poll(() => page.locator('.editor-numbers > div').count()).toBe(before + 1);
    await page.getByRole('button', { name: 'Check only' }).click();
    await page.getByRole('heading', { name: 'The configuration has 1 fault.' }).waitFor();
    expect(await page.locator(`#config-line-${before}`).innerText()).toContain(`${before}`);
    expect(complaints.filter((one) => !one.includes('422'))).toEqual([]);
  },
);

browserTest('two runs beside each other fit on a phone', async () => {
  hut.site.world.addRun('11111111', ['a'], { createdAt: NOON });
  hut.site.world.addRun('22222222', ['a'], { createdAt: NOON + 1_000 });
  for (const run of ['11111111', '22222222'])
    hut.site.world.setStates(runId(run), { a: completedState('1') });
  const { page } = await hut.open(paths.runsCompare({ a: '11111111', b: '22222222' }), { width: 360 });
  const wider = (tables: readonly Element[]) =>
    tables.map((table) => table.clientWidth - (table.parentElement?.clientWidth ?? 0));
  expect(Math.max(...(await page.locator('main table').evaluateAll(wider)))).toBeLessThanOrEqual(0);
});
