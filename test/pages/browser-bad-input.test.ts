import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { backendName, runId, taskId } from '../../src/engine/ids.ts';
import { makeJob, makeTask } from '../../src/store/store.testdata.ts';
import { paths } from '../../src/wire/paths.ts';
import { makeBackend } from '../fakes/pretended-backends.ts';
import { makeFile, makeSource } from '../fakes/pretended-sources.ts';
import {
  completedState,
  exitedState,
  failedState,
  MERCURY,
  NOON,
  queuedState,
  runningState,
} from '../fakes/pretended-world.ts';
import { BrowserSite, browserTest, LONG, RUN } from './browser-site.ts';
import { cuttableLine } from './cuttable-line.ts';

const hut = BrowserSite.forEachTest();
const OTHER = runId('b2c3d4e5');

/** Markup, control characters, a turned direction, what an address would take apart, half a character, a long word. */
const BAD = `<img src=x onerror=alert(1)>"'\`</script><script>document.title='owned'</script>`;
const TURNED = 'a\u202egnp.exe\u0007\u001b[31mred\u2066\ud800';
const ADDRESS = '../%2e%2e/?a=b#c&d=%zz';
const LONG_WORD = 'w'.repeat(190);
const IDS = [
  `${BAD.slice(0, 120)}.a`,
  `${BAD.slice(0, 120)}.b`,
  TURNED.replace('\ud800', ''),
  ADDRESS,
  LONG_WORD,
];

function furnish(): void {
  const { world, orders } = hut.site;
  const git = {
    repository: BAD,
    branch: `${BAD}${TURNED}`,
    commit: '3f2a91c0123456789abcdef0123456789abcdef0',
  };
  const source = { kind: 'source', name: BAD, file: `${ADDRESS}.json` } as const;
  const about = {
    title: `${BAD}${TURNED}`,
    workflow: LONG_WORD,
    labels: [BAD.slice(0, 60)],
    by: TURNED,
    git,
    source,
  };
  const tasks = IDS.map((id) => ({ ...makeTask(id), id: taskId(id), name: `${TURNED}${BAD}`, command: BAD }));
  for (const [id, createdAt] of [
    [RUN, NOON - 3_600_000],
    [OTHER, NOON - 7_200_000],
  ] as const)
    world.addRun(id, tasks, { ...about, createdAt });
  world.setStates(RUN, {
    [IDS[0] ?? '']: failedState('exit', `${BAD}${TURNED}`, '1'),
    [IDS[1] ?? '']: runningState('2', `n${TURNED}`),
    [TURNED.replace('\ud800', '')]: queuedState('3', BAD),
    [ADDRESS]: exitedState(3, '4'),
    [LONG_WORD]: completedState('5'),
  });
  world.store.saveOtherJobs(MERCURY, NOON, [
    makeJob('9', { name: `${BAD}${TURNED}`, user: BAD, reason: LONG_WORD }),
  ]);
  orders.backendViews = [
    makeBackend({ host: `${BAD}${TURNED}` }),
    makeBackend({ name: backendName(`${BAD}${BAD}`) }),
  ];
  orders.sourceViews = [
    makeSource({
      name: BAD,
      description: TURNED,
      place: ADDRESS,
      workflows: [makeFile(`${BAD}.json`, { title: TURNED })],
    }),
  ];
  orders.listings = [
    { name: ADDRESS, backend: MERCURY, description: `${BAD}${TURNED}`, maxConcurrent: 3, hasGit: true },
  ];
  orders.logs = { output: `${BAD}\n${TURNED}` };
}

const VIEWS = [
  paths.home(),
  paths.runs({ text: BAD.slice(0, 20) }),
  paths.jobs({ text: BAD.slice(0, 10) }),
  paths.run(RUN),
  paths.run(RUN, { q: BAD.slice(0, 20) }),
  paths.runGraph(RUN),
  paths.runGraph(RUN, { from: 't4' }),
  paths.runTimeline(RUN),
  paths.runErrors(RUN, { lines: 'true' }),
  paths.runResources(RUN),
  paths.runHistory(RUN),
  paths.runsCompare({ a: OTHER, b: RUN, task: IDS[0] ?? '' }),
  ...IDS.map((id) => paths.task(RUN, taskId(id))),
  paths.task(RUN, taskId(IDS[0] ?? ''), { show: 'environment' }),
  paths.sources(),
  paths.workflowDryRun(ADDRESS),
  paths.backends(),
  paths.backend(MERCURY),
  paths.notifications(),
];

/** What a name has done to the page: nothing, on any. */
async function harmOf(page: Page) {
  return page.evaluate(() => ({
    owned: document.title.includes('owned') && !document.title.includes('<script>'),
    elements: document.querySelectorAll('main img, main script, [onerror]').length,
    wide: Math.max(0, document.documentElement.scrollWidth - window.innerWidth),
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    raw: /[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/.test(
      `${document.title}${document.body.textContent}`,
    ),
  }));
}

const NONE = { owned: false, elements: 0, wide: 0, raw: false };

browserTest(
  'names full of markup, control characters and turned directions do nothing on any page, also while it changes',
  async () => {
    furnish();
    const { page, complaints } = await hut.open(paths.home(), { width: 390 });
    for (const path of VIEWS) {
      const answer = await page.goto(hut.server.url + path);
      expect([answer?.status(), path]).toEqual([200, path]);
      await page.waitForSelector('html.scripted');
      expect(await harmOf(page), path).toEqual(NONE);
    }
    await page.goto(hut.server.url + paths.run(RUN));
    hut.site.world.setStates(RUN, { [IDS[1] ?? '']: failedState('exit', TURNED, '6') });
    await page.locator('.run-head').getByText('3 failed').first().waitFor();
    await page.goto(hut.server.url + paths.runs());
    hut.site.world.addRun('c3d4e5f6', ['x'], { title: `new ${BAD}` });
    await page.locator('#runs tbody tr').nth(2).waitFor();
    expect(await harmOf(page)).toEqual(NONE);
    expect(complaints).toEqual([]);
  },
  LONG,
);

browserTest('tasks with such names open beside the list, and are found by the palette', async () => {
  furnish();
  const { page, complaints } = await hut.open(paths.run(RUN));
  for (const id of IDS) {
    await page.locator(`#run-items a.task-id[href="${paths.task(RUN, taskId(id))}"]`).click();
    await page.locator(`#task-column task-panel[data-href^="${paths.task(RUN, taskId(id))}"]`).waitFor();
    expect(new URL(page.url()).pathname).toBe(paths.task(RUN, taskId(id)));
    expect(await harmOf(page)).toEqual(NONE);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('#task-column').isHidden()).toBe(true);
  }
  await page.keyboard.press('Control+k');
  await page.keyboard.insertText(ADDRESS);
  await page.locator('.palette [aria-selected=true]').getByText(ADDRESS, { exact: true }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(hut.server.url + paths.task(RUN, taskId(ADDRESS)));
  expect(complaints).toEqual([]);
});

browserTest(
  'a log is cut in the middle of characters and of colours, is no UTF-8, and is shown as a whole',
  async () => {
    const { world, orders } = hut.site;
    world.addRun(RUN, ['a']);
    world.setStates(RUN, { a: runningState('1') });
    const whole = Buffer.concat([
      Buffer.from('grün \u001b[31mrot\u001b[0m weiß 🙂\n'),
      Buffer.from([0x62, 0xff, 0xfe, 0x80, 0x0a]),
      Buffer.from('a\u0000b\n\u001b]0;owned\u0007titled\n'),
      Buffer.from('\u001b[38;5;'),
    ]);
    orders.logs = { output: '' };
    const { page, complaints } = await hut.open(paths.task(RUN, taskId('a')));
    await page.getByText('· live').waitFor();
    // Two or three bytes at a time: between the bytes of each character and escape sequence.
    for (let end = 2; end < whole.length + 3; end += 3) {
      orders.logs = { output: whole.subarray(0, end) };
      await page.waitForTimeout(25);
    }
    const words = () => page.locator('.log-words').allTextContents();
    await expect.poll(words).toEqual(['grün rot weiß 🙂', 'b\ufffd\ufffd\ufffd', 'a␀b', 'titled', '']);
    expect(await page.locator('.log-words .ink-1').allTextContents()).toEqual(['rot']);
    orders.logs = { output: Buffer.concat([whole, Buffer.from('196mred at last\n')]) };
    await page.locator('.log-words').getByText('red at last').waitFor();
    expect(await page.title()).not.toContain('owned');
    expect(complaints).toEqual([]);
  },
);

browserTest(
  'a log that is followed goes on where it was when the line to the server was cut',
  async () => {
    const { world, orders } = hut.site;
    world.addRun(RUN, ['a']);
    world.setStates(RUN, { a: runningState('1') });
    orders.logs = { output: 'one\n' };
    const line = await cuttableLine(hut.server.port);
    try {
      const { page } = await hut.open(paths.home());
      await page.goto(line.url + paths.task(RUN, taskId('a')));
      await page.getByText('one', { exact: true }).waitFor();
      await line.cut();
      orders.logs = { output: 'one\ntwo\n' };
      await page.getByText('No contact with ScriptHut').waitFor();
      orders.logs = { output: 'one\ntwo\nthree\n' };
      await line.mend();
      await page.locator('.log-words').getByText('three', { exact: true }).waitFor({ timeout: 15_000 });
      expect(await page.locator('.log-words').allTextContents()).toEqual(['one', 'two', 'three']);
      await page.getByText('No contact with ScriptHut').waitFor({ state: 'hidden' });
    } finally {
      await line.close();
    }
  },
  LONG,
);

browserTest(
  'lists under a server that is started again with another state become true by themselves',
  async () => {
    const add = (...ids: string[]) => {
      for (const id of ids) hut.site.world.addRun(id, ['a'], { labels: ['paper'], title: `Run ${id}` });
    };
    add('aaaa0001', 'aaaa0002', 'aaaa0003');
    const { page } = await hut.open(paths.runs({ label: 'paper' }));
    const jobs = await page.context().newPage();
    await jobs.goto(hut.server.url + paths.jobs({ text: 'fit' }));
    const rows = page.locator('#runs tbody tr');
    expect(await rows.count()).toBe(3);
    const { port } = hut.server;
    await hut.stopServer();
    await page.getByText('No contact with ScriptHut').waitFor();
    expect(await page.locator('html.lost').count()).toBe(1);
    await hut.start(port);
    add('bbbb0001');
    hut.site.world.store.saveOtherJobs(MERCURY, NOON, [makeJob('7', { name: 'fit-7', user: 'ada' })]);
    await page.getByText('Run bbbb0001').waitFor({ timeout: 15_000 });
    await expect.poll(() => rows.count()).toBe(1);
    await page.getByText('No contact with ScriptHut').waitFor({ state: 'hidden' });
    await jobs.locator('#job-lines').getByText('fit-7').waitFor();
  },
  LONG,
);
