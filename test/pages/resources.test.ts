import { afterEach, beforeEach, expect, test } from 'vitest';
import { runId } from '../../src/engine/ids.ts';
import type { TaskState } from '../../src/engine/state.ts';
import { makeTask } from '../../src/store/store.testdata.ts';
import { paths } from '../../src/wire/paths.ts';
import type { ResourcesAnswer } from '../../src/wire/resources.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';
import { completedState, failedState } from '../fakes/pretended-world.ts';

let site: Site;

beforeEach(() => {
  site = openSite();
});

afterEach(() => {
  site.close();
  expect(site.reported).toEqual([]);
});

const RUN = runId('a1b2c3d4');
const GIGABYTE = 1024 ** 3;
const MINUTE = 60_000;

function task(id: string) {
  const made = makeTask(id);
  const asked = { cpus: 4, memory: '16G', timeLimit: '1:00:00' };
  return { ...made, resources: { ...made.resources, ...asked } };
}

/** 20 simulations with far too much memory, 5 trainings of which one had too little. */
function addRun(): void {
  const ids = (group: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${group}.${index}`);
  const [sims, trainings] = [ids('sim', 20), ids('<b>train</b>', 5)];
  site.world.addRun(RUN, [...sims, ...trainings].map(task));
  const states: Record<string, TaskState> = {};
  sims.forEach((id, index) => {
    states[id] = completedState(id, 40 * MINUTE, (4.8 + (index === 7 ? 0.3 : 0)) * GIGABYTE);
  });
  for (const id of trainings) states[id] = completedState(id, 40 * MINUTE, 14 * GIGABYTE);
  states['<b>train</b>.3'] = failedState('out-of-memory', 'Scheduler: Out of memory (OOM killed)', '77');
  site.world.setStates(RUN, states);
}

test('the page tells in sentences what would do, and what tasks failed for comes first', async () => {
  addRun();
  const response = await site.page(paths.runResources(RUN));
  expect(response.status).toBe(200);
  const text = await response.text();
  expect(text).toContain('<h2 class="section">1 group asked for too little.</h2>');
  const [advice = ''] = /<ul class="advice">.*?<\/ul>/s.exec(text) ?? [];
  expect(advice.replaceAll(/<\/?(strong|code)>/g, '')).toMatch(
    /&lt;b&gt;train&lt;\/b&gt; \(5 tasks\) asked for 16G, and 1 of 5 ran out of memory: memory: 24G would be safer\..*sim \(20 tasks\) asked for 16G and used at most 5\.1G \(median 4\.8G\): memory: 7G would do\./s,
  );
});

test('the table leads from the most that was used to the task that used it', async () => {
  addRun();
  const text = await (await site.page(paths.runResources(RUN))).text();
  expect(text).toContain(
    '<a href="/runs/a1b2c3d4/tasks/sim.7" title="the most, used by sim.7">5.1G</a> of 16G',
  );
  expect(text).toContain('3.7 busy');
});

test('the run page leads there, and does not read it itself', async () => {
  addRun();
  const text = await (await site.page(paths.run(RUN))).text();
  expect(text).toContain(`href="${paths.runResources(RUN)}"`);
  expect(text).not.toContain('would do');
});

test('the API has the figures and the sentences', async () => {
  addRun();
  const answer = (await (await site.ask(paths.apiRunResources(RUN))).json()) as ResourcesAnswer;
  expect(answer).toMatchObject({ run_id: RUN, left_out: 0 });
  expect(answer.groups[0]).toEqual({
    group: 'sim',
    tasks: 20,
    ran: 20,
    asked: { partition: 'normal', cpus: 4, memory: '16G', time_limit: '1:00:00', gres: null },
    memory: {
      tasks: 20,
      max: Math.round(5.1 * GIGABYTE * 1000) / 1000,
      max_task: 'sim.7',
      median: expect.any(Number),
    },
    busy_cpus: { tasks: 20, max: 3.736, max_task: 'sim.0', median: expect.any(Number) },
    elapsed_seconds: { tasks: 20, max: 2400, max_task: 'sim.0', median: expect.any(Number) },
    out_of_memory: 0,
    timed_out: 0,
    advice: [
      {
        about: 'memory',
        kind: 'too-much',
        tasks: 20,
        instead: '7G',
        sentence: 'sim (20 tasks) asked for 16G and used at most 5.1G (median 4.8G): "memory: 7G" would do',
      },
    ],
  });
});

test('a run of which nothing has ended says so, and one that does not exist too', async () => {
  site.world.addRun(RUN, ['a', 'b.1']);
  expect(await (await site.page(paths.runResources(RUN))).text()).toContain(
    'No task has ended yet: what they used',
  );
  expect((await site.ask(paths.apiRunResources(runId('00000000')))).status).toBe(404);
});

test('a run of very many groups is told in part', async () => {
  site.world.addRun(
    RUN,
    Array.from({ length: 1_200 }, (_, index) => `group${index}.task`),
  );
  const text = await (await site.page(paths.runResources(RUN))).text();
  expect(text.match(/<tr>/g)?.length).toBe(201);
  expect(text).toContain('Not listed: 1,000 tasks of further groups.');
  const answer = (await (await site.ask(paths.apiRunResources(RUN))).json()) as ResourcesAnswer;
  expect([answer.groups.length, answer.left_out]).toEqual([1_000, 200]);
});
