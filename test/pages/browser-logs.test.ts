import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { taskId } from '../../src/engine/ids.ts';
import { paths } from '../../src/wire/paths.ts';
import { completedState, exitedState, runningState } from '../fakes/pretended-world.ts';
import { BrowserSite, browserTest, RUN } from './browser-site.ts';

/** The machine may be busy. */
const poll = <Value>(ask: () => Value) => expect.poll(ask, { timeout: 10_000 });

const hut = BrowserSite.forEachTest();
const A = taskId('a');

/** `line 1`, `line 2`, …; every hundredth tells of something. */
function lines(count: number): string {
  return Array.from({ length: count }, (_, index) => {
    const n = index + 1;
    return n % 100 === 0 ? `\u001b[31mERROR\u001b[0m in line ${n}\n` : `line ${n}\n`;
  }).join('');
}

async function openLog(text: string, where = '', options: Parameters<typeof hut.open>[1] = {}) {
  hut.site.world.addRun(RUN, ['a']);
  hut.site.world.setStates(RUN, { a: runningState('1') });
  hut.site.orders.logs = { output: text };
  const opened = await hut.open(paths.task(RUN, A) + where, options);
  await opened.page.locator('.log-line').first().waitFor();
  return opened;
}

const wordsOf = (page: Page) => page.locator('.log-words').allTextContents();
const isInSight = (page: Page, text: string) =>
  page.evaluate((wanted) => {
    const box = document.querySelector('.log-box')?.getBoundingClientRect();
    const line = [...document.querySelectorAll('.log-words')].find(
      ({ textContent }) => textContent === wanted,
    );
    const at = line?.getBoundingClientRect();
    return box !== undefined && at !== undefined && at.top >= box.top && at.bottom <= box.bottom;
  }, text);

browserTest('the end comes first, with its true numbers, and more when one scrolls up', async () => {
  const { page, complaints } = await openLog(lines(12_000));
  await poll(() => isInSight(page, 'line 11999')).toBe(true);
  const number = (text: RegExp) =>
    page.locator('.log-line').filter({ hasText: text }).locator('.log-number').getAttribute('data-n');
  await poll(() => number(/^line 11999$/)).toBe('11999');
  const first = () => page.locator('.log-words').first().textContent();
  expect(await first()).not.toBe('line 1');
  await poll(async () => {
    await page.locator('.log-box').evaluate((box) => box.scrollTo(0, 0));
    return first();
  }).toBe('line 1');
  expect(await page.locator('.log-line').count()).toBeLessThanOrEqual(6_400);
  expect(await number(/^line 1$/)).toBe('1');
  await page.getByRole('button', { name: 'To the end' }).click();
  await poll(() => isInSight(page, 'line 11999')).toBe(true);
  expect(complaints).toEqual([]);
});

browserTest('what one reads stays where it is when earlier lines come', async () => {
  const { page } = await openLog(lines(20_000));
  await poll(() => isInSight(page, 'line 19999')).toBe(true);
  const before = (await wordsOf(page)).length;
  const box = page.locator('.log-box');
  await box.evaluate((element) => element.scrollTo(0, 700));
  const placeOf = () =>
    box.evaluate((element) => {
      const rect = element.getBoundingClientRect();
      const line = document.elementFromPoint(rect.left + 200, rect.top + 100)?.closest('.log-line');
      return line?.querySelector('.log-words')?.textContent ?? '';
    });
  let read = '';
  // Lines that were out of sight are drawn only when the next picture is.
  await poll(async () => (read = await placeOf())).not.toBe('');
  await poll(async () => (await wordsOf(page)).length).toBeGreaterThan(before);
  expect(await placeOf()).toBe(read);
});

browserTest(
  'new lines are followed until one scrolls up; then they are counted, and nothing moves',
  async () => {
    const { page } = await openLog(lines(300));
    await poll(() => isInSight(page, 'line 299')).toBe(true);
    hut.site.orders.logs = { output: lines(310) };
    await poll(() => isInSight(page, 'line 309')).toBe(true);
    await page.locator('.log-box').evaluate((box) => box.scrollTo(0, 1_000));
    await page.getByRole('button', { name: 'To the end' }).waitFor();
    hut.site.orders.logs = { output: lines(322) };
    await page.getByRole('button', { name: '12 new lines' }).waitFor();
    expect(await page.locator('.log-box').evaluate((box) => box.scrollTop)).toBe(1_000);
    await page.getByRole('button', { name: '12 new lines' }).click();
    await poll(() => isInSight(page, 'line 322')).toBe(true);
    await poll(() => page.locator('.log-chip').isVisible()).toBe(false);
  },
);

browserTest('a progress bar stays one line, and a log that is over says so', async () => {
  const { page } = await openLog('fetch  10 %\r');
  await page.getByText('fetch 10 %').waitFor();
  hut.site.orders.logs = { output: 'fetch  10 %\rfetch  80 %\r' };
  await page.getByText('fetch 80 %').waitFor();
  hut.site.orders.logs = { output: 'fetch  10 %\rfetch  80 %\rfetched\ndone\n' };
  hut.site.world.setStates(RUN, { a: completedState('1') });
  await page.getByText('ended', { exact: false }).waitFor();
  await poll(() => wordsOf(page)).toEqual(['fetched', 'done']);
});

browserTest('a log that is written anew is shown anew', async () => {
  const { page } = await openLog('the first one, and long\n');
  hut.site.orders.logs = { output: 'other\n' };
  await page.getByText('other').waitFor();
  await poll(() => wordsOf(page)).toEqual(['other']);
});

browserTest('a search counts what the whole file has, and goes from the end upwards', async () => {
  const { page, complaints } = await openLog(lines(20_000));
  await page.keyboard.press('/');
  await page.keyboard.type('IN line');
  await page.locator('.log-found').getByText('200 lines').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.log-found').getByText('200 of 200').waitFor();
  await poll(() => page.locator('.is-current').textContent()).toBe('ERROR in line 20000');
  await page.keyboard.press('Enter');
  await poll(() => page.locator('.is-current').textContent()).toBe('ERROR in line 19900');
  await page.locator('.log-box').focus();
  await page.keyboard.press('n');
  await page.keyboard.press('n');
  await page.locator('.log-found').getByText('1 of 200', { exact: true }).waitFor();
  await poll(() => isInSight(page, 'ERROR in line 100')).toBe(true);
  await poll(() => page.locator('.is-current .log-number').getAttribute('data-n')).toBe('100');
  expect(complaints).toEqual([]);
});

browserTest('the first error is one press away', async () => {
  const { page } = await openLog(lines(5_000));
  await page.getByRole('button', { name: 'First error' }).click();
  await poll(() => isInSight(page, 'ERROR in line 100')).toBe(true);
  expect(await page.locator('.ink-1').first().textContent()).toBe('ERROR');
});

browserTest('a link to a line leads to it, and each number is such a link', async () => {
  const { page } = await openLog(lines(20_000), '#log-L7123');
  await poll(() => isInSight(page, 'line 7123')).toBe(true);
  await poll(() => page.locator('.is-current').textContent()).toBe('line 7123');
  await page
    .locator('.log-line')
    .filter({ hasText: /^line 7125$/ })
    .locator('.log-number')
    .click();
  await poll(() => page.url()).toContain('#log-L7125');
  await poll(() => page.locator('.is-current').textContent()).toBe('line 7125');
});

browserTest(
  'what is in a log is text: markup, control characters, turned directions, lines without end',
  async () => {
    const long = 'x'.repeat(1_000_000);
    const { page, complaints } = await openLog(`<b>bold</b> \u0007 \u202egnp.exe\n${long}\nlast\n`);
    await page.getByText('last', { exact: true }).waitFor();
    await page.locator('.log-box').evaluate((box) => box.scrollTo(0, 0));
    await page.getByText('<b>bold</b> ␇ <U+202E>gnp.exe').waitFor();
    const rest = await page.locator('.log-rest').getAttribute('href');
    expect(await (await page.request.get(rest ?? '')).text()).toBe(`${long}\n`);
    expect(complaints).toEqual([]);
  },
);

browserTest('tabs open in place under their own addresses, and the log goes on where it was', async () => {
  const { page, complaints } = await openLog(lines(10));
  await page.evaluate(() => document.body.setAttribute('data-same-page', ''));
  for (const [tab, words] of [
    ['Script', 'As it was submitted'],
    ['Events', 'handed to the scheduler'],
    ['Needs', 'waits for no other task'],
    ['Resources', 'Asked for'],
  ] as const) {
    await page.getByRole('link', { name: tab, exact: true }).click();
    await page.locator('.task-section').getByText(words, { exact: false }).first().waitFor();
  }
  await poll(() => new URL(page.url()).search).toBe('?show=resources');
  await page.getByRole('link', { name: 'Output', exact: true }).click();
  await page.getByText('line 9').waitFor();
  expect(await page.locator('body[data-same-page]').count()).toBe(1);
  expect(complaints).toEqual([]);
});

browserTest('a hidden page follows no log, and takes it up where it was', async () => {
  const { page } = await openLog(lines(10));
  const hide = (isHidden: boolean) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, isHidden);
  await page.getByText('live').waitFor();
  await hide(true);
  await page.getByText('not followed').waitFor();
  hut.site.orders.logs = { output: lines(14) };
  await page.waitForTimeout(300);
  expect((await wordsOf(page)).length).toBe(10);
  await hide(false);
  await poll(async () => (await wordsOf(page)).length).toBe(14);
});

browserTest('an empty log says why there is nothing', async () => {
  hut.site.world.addRun(RUN, ['a']);
  const { page } = await hut.open(paths.task(RUN, A));
  const words = () => page.locator('.log-box').evaluate((box) => getComputedStyle(box, '::before').content);
  await poll(words).toContain('waiting for a slot');
});

browserTest(
  'on a phone the lines of a very long log stay one line each, however long their numbers',
  async () => {
    const { page } = await openLog(lines(120_000), '', { width: 360 });
    const last = page.locator('.log-line').filter({ hasText: /^line 119999$/ });
    await poll(() => last.locator('.log-number').getAttribute('data-n')).toBe('119999');
    expect(await last.evaluate((line) => line.clientHeight)).toBe(19);
  },
);

browserTest(
  'a failed task tells how much it wrote to its errors, which are not what is shown first',
  async () => {
    hut.site.world.addRun(RUN, ['a']);
    hut.site.world.setStates(RUN, { a: exitedState(3, '1') });
    hut.site.orders.logs = { output: 'start\n', error: 'ValueError: x\n' };
    const { page, complaints } = await hut.open(paths.task(RUN, A));
    await page.getByRole('link', { name: 'Errors 14 B' }).click();
    await page.getByText('ValueError: x').waitFor();
    expect(await page.getByRole('link', { name: 'Errors 14 B' }).count()).toBe(1);
    hut.site.orders.logs = { output: 'start\n', error: '' };
    await page.reload();
    await page.getByRole('link', { name: 'Errors', exact: true }).waitFor();
    expect(complaints).toEqual([]);
  },
);

browserTest('a log of what has ended is not called live while it is still read', async () => {
  hut.site.world.addRun(RUN, ['a']);
  hut.site.orders.logs = { output: lines(3) };
  const { page } = await hut.open(paths.home());
  // Nobody says that the log is over.
  await page.route('**/log/follow*', (route) => route.abort());
  const stateOf = async () => {
    await page.goto(hut.server.url + paths.task(RUN, A));
    await page.getByText('line 3').waitFor();
    return page.locator('.log-state').textContent();
  };
  hut.site.world.setStates(RUN, { a: runningState('1') });
  expect(await stateOf()).toBe('21 B · live');
  hut.site.world.setStates(RUN, { a: completedState('1') });
  expect(await stateOf()).toBe('21 B · ended');
});
