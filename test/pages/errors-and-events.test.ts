import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runId } from '../../src/engine/ids.ts';
import { ended } from '../../src/engine/states.testdata.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';
import { NOON } from '../fakes/pretended-world.ts';

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
