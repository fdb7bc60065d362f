import { expect, test } from 'vitest';
import type { CostAnswer } from '../../wire/costs.ts';
import type { GroupResources, ResourcesAnswer } from '../../wire/resources.ts';
import { ask, item, run, withStatus } from '../testing.ts';

const COST: CostAnswer = {
  currency: 'USD',
  spent: 3.1,
  costed_tasks: 8,
  uncosted_tasks: 2,
  forecast: { total: 4.4, tasks: 2, is_upper_bound: true },
};

test('run view tells what the run costs, as an estimate', async () => {
  const detail = run([item('a', 'completed')], { cost: COST });
  const { out } = await ask('run view a1b2c3d4', { 'GET /api/v1/runs/a1b2c3d4': detail });
  expect(out).toContain('\nCost:     est. $3.10 of at most ~$4.40 (8/10 tasks costed)\n');
});

test('run view says nothing of costs where there are none', async () => {
  const { out } = await ask('run view a1b2c3d4', {
    'GET /api/v1/runs/a1b2c3d4': run([item('a', 'running')]),
  });
  expect(out).not.toContain('Cost');
});

const SIM: GroupResources = {
  group: 'sim',
  tasks: 200,
  ran: 172,
  asked: { partition: 'normal', cpus: 4, memory: '16G', time_limit: '2:00:00', gres: null },
  memory: { tasks: 172, max: 5.1 * 1024 ** 3, max_task: 'sim.7', median: 4.8 * 1024 ** 3 },
  busy_cpus: { tasks: 172, max: 3.736, max_task: 'sim.0', median: 3.7 },
  elapsed_seconds: { tasks: 172, max: 180, max_task: 'sim.0', median: 170 },
  out_of_memory: 0,
  timed_out: 0,
  advice: [
    {
      about: 'memory',
      kind: 'too-much',
      tasks: 172,
      instead: '7G',
      sentence: 'sim\u001b[2J asked for too much',
    },
  ],
};
const ALONE: GroupResources = {
  ...SIM,
  group: null,
  tasks: 1,
  ran: 0,
  asked: { ...SIM.asked, memory: '0', time_limit: '30' },
  memory: null,
  busy_cpus: null,
  elapsed_seconds: null,
  advice: [],
};
const ANSWER: ResourcesAnswer = { run_id: 'a1b2c3d4', groups: [SIM, ALONE], left_out: 7 };
const ADDRESS = 'GET /api/v1/runs/a1b2c3d4/resources';

test('run resources prints a line for each group, and what would do', async () => {
  const { exitCode, out } = await ask('run resources a1b2c3d4', { [ADDRESS]: ANSWER });
  expect(exitCode).toBe(0);
  expect(out.split('\n').map((line) => line.trimEnd())).toEqual([
    'GROUP                    ENDED        MEMORY             CPUS BUSY      TIME                   PARTITION',
    'sim                      172/200      5.1G of 16G        3.7 of 4       3 min 0 s of 2:00:00   normal',
    '(no group)               0/1          ? of 0             ? of 4         ? of 30 min            normal',
    'and 7 tasks of further groups',
    '',
    'sim\\x1b[2J asked for too much',
    '',
  ]);
});

test('run resources --json prints what the server answered', async () => {
  const { out } = await ask('run resources a1b2c3d4 --json', { [ADDRESS]: ANSWER });
  expect(JSON.parse(out)).toEqual(ANSWER);
});

test('resources of an unknown run are an error with the server’s words', async () => {
  const answers = { [ADDRESS]: withStatus(404, { detail: 'no run a1b2c3d4', code: 'not-found' }) };
  expect(await ask('run resources a1b2c3d4', answers)).toMatchObject({
    exitCode: 1,
    out: '',
    err: expect.stringContaining('no run a1b2c3d4'),
  });
});
