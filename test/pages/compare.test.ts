import { afterEach, beforeEach, expect, test } from 'vitest';
import { taskId } from '../../src/engine/ids.ts';
import { ok } from '../../src/engine/result.ts';
import { makeTask } from '../../src/store/store.testdata.ts';
import { paths } from '../../src/wire/paths.ts';
import { PRETENDED_PRICES } from '../fakes/pretended-prices.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';
import { completedState, exitedState, NOON } from '../fakes/pretended-world.ts';

let site: Site;

beforeEach(() => {
  site = openSite();
});

afterEach(() => {
  site.close();
  expect(site.reported).toEqual([]);
});

const OLD = 'a1b2c3d4';
const NEW = 'b2c3d4e5';

function addTwo(): void {
  const git = { repository: 'r', branch: 'main', commit: '3f2a91c0123456789abcdef0123456789abcdef0' };
  const ids = Array.from({ length: 12 }, (_, index) => `sim.<${index}>`);
  const environment = (threads: string) => [{ name: 'jl', variables: { THREADS: threads }, extraInit: '' }];
  const a = site.world.addRun(OLD, [...ids, 'gone'], {
    createdAt: NOON - 9e6,
    git,
    environments: environment('4'),
  });
  const changed = { ...makeTask('sim.<1>'), id: taskId('sim.<1>'), command: 'other' };
  const tasks = ids.map((id) => (id === 'sim.<1>' ? changed : id));
  const b = site.world.addRun(NEW, tasks, { git: { ...git, branch: 'new' }, environments: environment('8') });
  site.world.setStates(
    a,
    Object.fromEntries([...ids, 'gone'].map((id) => [id, completedState('1', 600_000)])),
  );
  const took = (id: string) => (id === 'sim.<7>' ? 6_000_000 : 1_200_000);
  site.world.setStates(b, {
    ...Object.fromEntries(ids.map((id) => [id, completedState('1', took(id))])),
    'sim.<2>': exitedState(3, '2'),
  });
}

async function page(path: string): Promise<string> {
  const answer = await site.page(path);
  expect(answer.status, path).toBe(200);
  return answer.text();
}

test('two runs are told by what differs, the older one first', async () => {
  addTwo();
  const text = await page(paths.runsCompare({ a: NEW, b: OLD }));
  expect(text).toContain(
    '<h1>1 task ended otherwise, 1 only in one of them, 1 took unusually long or short, of 12 tasks in both.</h1>',
  );
  expect(text).toMatch(/older: a1b2c3d4[\s\S]*newer: b2c3d4e5/);
  expect(text).toContain('jl: THREADS');
  expect(text).toContain('typically 2.0 times as much');
  expect(text).toContain('10.0 times as much');
  expect(text).toContain('sim.&lt;7&gt;');
  expect(text).not.toContain('sim.<');
  const others = text.slice(text.indexOf('Defined otherwise'));
  expect(others).toContain('sim.&lt;1&gt;');
  expect(others).not.toContain('sim.&lt;3&gt;');
});

test('costs are compared where there are prices: as a whole, and the tasks that cost quite otherwise', async () => {
  addTwo();
  expect(await page(paths.runsCompare({ a: OLD, b: NEW }))).not.toContain('Cost, est.');
  site.orders.prices = PRETENDED_PRICES;
  const text = await page(paths.runsCompare({ a: OLD, b: NEW }));
  const costs = text.slice(text.lastIndexOf('Cost, est.'));
  expect(costs).toContain('12 tasks together');
  expect(costs).toContain('sim.&lt;7&gt;');
  expect(costs).toMatch(/\$0\.0071[\s\S]*\$0\.0708/);
});

test('two that were ticked in a list get an address of their own', async () => {
  addTwo();
  const answer = await site.page(`${paths.runsCompare()}?run_ids=${NEW}&run_ids=${OLD}`);
  expect([answer.status, answer.headers.get('Location')]).toEqual([
    303,
    paths.runsCompare({ a: OLD, b: NEW }),
  ]);
});

test('without two runs there is a choice, and an unknown one is said to be so', async () => {
  expect(await page(paths.runsCompare())).toContain('There are not two runs yet.');
  addTwo();
  const choice = await page(paths.runsCompare({ a: OLD }));
  expect(choice).toContain(`<option value="${OLD}" selected`);
  expect((await site.page(paths.runsCompare({ a: OLD, b: 'ffffffff' }))).status).toBe(404);
});

test('the logs of one task are compared line by line, as text', async () => {
  addTwo();
  site.orders.readLog = async (run) =>
    ok({ path: '/o', content: run === OLD ? 'same\n<b>old</b>\nend' : 'same\nnew\nend' });
  const text = await page(paths.runsCompare({ a: OLD, b: NEW, task: 'sim.<3>' }));
  expect(text).toContain('− &lt;b&gt;old&lt;/b&gt;');
  expect(text).toContain('+ new');
  expect(text).toContain('2 lines differ');
});

test('two runs of twenty thousand tasks are compared without holding anybody up for long', async () => {
  const ids = Array.from({ length: 20_000 }, (_, index) => `sim.T${index}`);
  site.world.addRun(OLD, ids, { createdAt: NOON - 9e6 });
  site.world.addRun(NEW, ids);
  let longest = 0;
  let before = performance.now();
  const ticking = setInterval(() => {
    longest = Math.max(longest, performance.now() - before);
    before = performance.now();
  }, 1);
  expect(await page(paths.runsCompare({ a: OLD, b: NEW }))).toContain('All 20,000 tasks are alike so far.');
  clearInterval(ticking);
  expect(longest).toBeLessThan(500);
});
