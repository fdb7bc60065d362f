import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runId } from '../../src/engine/ids.ts';
import { type Problem, problem } from '../../src/engine/problem.ts';
import { ended } from '../../src/engine/states.testdata.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';
import { failedState, NOON } from '../fakes/pretended-world.ts';

const RUN = runId('a1b2c3d4');
let site: Site;

beforeEach(() => {
  site = openSite();
});
afterEach(() => {
  expect(site.reported).toEqual([]);
  site.close();
});

const text = async (path: string) => (await site.page(path)).text();

describe('the errors of a run', () => {
  it('are none in a run that is well', async () => {
    site.world.addRun(RUN, ['first'], { workflow: 'diamond', createdAt: NOON });
    expect(await text('/runs/a1b2c3d4/errors')).toContain('Nothing has failed.');
  });

  it('stand together where they look alike, and are told apart by their logs when that is wished', async () => {
    site.world.addRun(RUN, ['sim.1', 'sim.2', 'sim.<b>'], { workflow: 'diamond', createdAt: NOON });
    const failed = ended(1_000, { reason: 'exit', exitCode: 3 });
    site.world.setStates(RUN, { 'sim.1': failed, 'sim.2': failed, 'sim.<b>': failed });
    const html = await text('/runs/a1b2c3d4/errors');
    expect(html).toContain('3 tasks failed, all alike.');
    expect(html).toContain('exit code 3');
    expect(html).toContain('sim.&lt;b&gt;');
    site.orders.logs = { error: 'Traceback\nValueError: bad <seed> 17\n' };
    expect(await text('/runs/a1b2c3d4/errors?lines=true')).toContain('ValueError: bad &lt;seed&gt; 17');
    expect(site.orders.taken.filter((each) => each.startsWith('read error'))).toHaveLength(3);
  });

  it('says that some logs were not read only where that is so', async () => {
    const names = Array.from({ length: 41 }, (_, index) => `sim.${index}`);
    const allFail = (tasks: readonly string[]) => {
      const id = runId(`a1b2c3${tasks.length}`);
      site.world.addRun(id, tasks, { createdAt: NOON });
      const failed = ended(1_000, { reason: 'exit', exitCode: 3 });
      site.world.setStates(id, Object.fromEntries(tasks.map((name) => [name, failed])));
      return text(`/runs/${id}/errors?lines=true`);
    };
    expect(await allFail(names.slice(1))).not.toContain('beyond them');
    expect(await allFail(names)).toContain('beyond them');
  });

  it('lead to each task, not to the first five alone', async () => {
    const names = Array.from({ length: 230 }, (_, index) => `sim.${index}`);
    site.world.addRun(RUN, names, { createdAt: NOON });
    const failed = ended(1_000, { reason: 'exit', exitCode: 3 });
    site.world.setStates(RUN, Object.fromEntries(names.map((name) => [name, failed])));
    const html = await text('/runs/a1b2c3d4/errors');
    expect(html).toContain('<summary>and 225 more</summary>');
    expect(html).toContain('href="/runs/a1b2c3d4/tasks/sim.199"');
    expect(html.replaceAll(/<[^>]+>/g, '')).toContain('and 30 more, among all that failed');
    expect(html).toContain('href="/runs/a1b2c3d4?status=failed"');
  });
});

describe('a task that generated what is no list of tasks', () => {
  const generated = (problem: Problem) => {
    site.world.addRun(RUN, ['generator'], { workflow: 'diamond', createdAt: NOON });
    site.world.setStates(RUN, { generator: failedState('bad-generated-tasks', problem.message, '7') });
    const event = { run: RUN, at: NOON, kind: 'generation-failed', task: 0, problem } as const;
    site.world.store.save({ events: [event], runs: [], tasks: [], attempts: [], arrays: [] });
  };

  it('tells each fault with its place, and nothing of where it ran', async () => {
    const place = { file: 'more.json', line: 3, column: 7 };
    const faults = [
      problem('bad-document', "Task 'x' has no <command>", { place }),
      problem('bad-document', "Task key 'comand' is not known", { hint: 'Did you mean command?' }),
    ];
    generated(problem('bad-document', 'more.json has 2 faults', { faults }));
    const html = await text('/runs/a1b2c3d4/tasks/generator');
    expect(html).toContain('has no &lt;command&gt;');
    expect(html.replaceAll(/<[^>]+>/g, '')).toContain('more.json line 3, column 7');
    expect(html).toContain('Did you mean command?');
    expect(html).not.toContain('on n113 after');
  });

  it('says once what has neither place nor hint', async () => {
    generated(problem('no-access', 'more.json cannot be read'));
    const html = await text('/runs/a1b2c3d4/tasks/generator');
    expect(html).toContain('more.json cannot be read');
    expect(html).not.toContain('class="faults"');
  });
});

describe('what a person has cancelled', () => {
  it('is not told as so many failures', async () => {
    site.world.addRun(RUN, ['sim.1', 'sim.2', 'other'], { workflow: 'diamond', createdAt: NOON });
    site.world.setStates(RUN, { other: ended(1_000, { reason: 'completed' }) });
    site.world.cancel(RUN, 'ada');
    for (const path of ['/runs/a1b2c3d4', '/runs', '/']) {
      const html = await text(path);
      expect(html.replaceAll(/<[^>]+>/g, ''), path).toContain('2 cancelled or failed');
      expect(html.replaceAll(/<[^>]+>/g, ''), path).not.toContain('2 failed');
      expect(html, path).toContain('fill-cancelled');
      expect(html, path).not.toContain('fill-failed');
    }
    expect(await text('/runs/a1b2c3d4')).toContain('<span id="tab-errors" class="tab-count"></span>');
  });
});

describe('the events of a run', () => {
  it('are told newest first, and show how the run stood then', async () => {
    site.world.addRun(RUN, ['first', 'second'], { workflow: 'diamond', createdAt: NOON });
    const html = await text('/runs/a1b2c3d4/history');
    expect(html).toContain('created with 2 tasks');
    const [, href = ''] = /href="(\/runs\/a1b2c3d4\/history\?at=\d+)"/.exec(html) ?? [];
    expect(await text(href)).toMatch(/At .*: pending/);
  });
});
