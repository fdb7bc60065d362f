import { expect } from 'vitest';
import { runId } from '../../src/engine/ids.ts';
import { paths } from '../../src/wire/paths.ts';
import { completedState, exitedState, NOON } from '../fakes/pretended-world.ts';
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
