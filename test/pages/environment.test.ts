import { afterEach, beforeEach, expect, test } from 'vitest';
import { runId, taskId } from '../../src/engine/ids.ts';
import { makeTask } from '../../src/store/store.testdata.ts';
import { paths } from '../../src/wire/paths.ts';
import { envRule } from '../../src/workflows/testing.ts';
import { openSite, type Site } from '../fakes/pretended-site.ts';

let site: Site;

beforeEach(() => {
  site = openSite();
});

afterEach(() => {
  site.close();
  expect(site.reported).toEqual([]);
});

const RUN = runId('a1b2c3d4');
const TASK = taskId('sim.<b>1</b>');

/** A task with both ways to say variables. */
function addRun(kind: 'document' | 'imported' = 'document'): void {
  const server = {
    source: 'server' as const,
    env: [envRule({ set: { LAB: '/opt/<i>lab</i>' }, init: 'module purge' })],
    groups: { gpu: [envRule({ set: { CUDA: '${LAB}/cuda' }, append: { LIBS: '${HOME}/lib' } })] },
  };
  const task = {
    ...makeTask(TASK),
    environment: 'jl',
    envVars: { THREADS: '4' },
    env: [envRule({ include: ['gpu', 'gpuu'] })],
  };
  const julia = { name: 'jl', variables: { THREADS: '8' }, extraInit: 'module load julia' };
  site.world.addRun(RUN, [task, 'plain'], {
    rules: [server],
    environments: [julia],
    source: { kind, name: 'x' },
  });
}

test('programs get each variable with all that was done to it, in the shape of the contract', async () => {
  addRun();
  const response = await site.ask(paths.taskEnv(RUN, TASK));
  expect(response.status).toBe(200);
  const body = await response.json();
  expect(body).toEqual({
    run_id: RUN,
    task_id: TASK,
    vars: expect.objectContaining({
      THREADS: {
        value: '4',
        ops: [
          { source: 'environment jl', op: 'set', contribution: '8' },
          { source: 'task env_vars', op: 'set', contribution: '4' },
        ],
      },
      LIBS: {
        value: '${HOME}/lib',
        ops: [
          {
            source: 'task env, rule 1: group gpu (server), rule 1',
            op: 'append',
            contribution: '${HOME}/lib',
          },
        ],
      },
    }),
    extra_init: 'module purge\nmodule load julia',
    resolved: true,
    warnings: [expect.stringContaining("no env group 'gpuu' (did you mean 'gpu'?)")],
    notes: [expect.stringContaining('${HOME}')],
  });
  expect(Object.keys((body as { vars: object }).vars).slice(0, 2)).toEqual([
    'SCRIPTHUT_BACKEND',
    'SCRIPTHUT_WORKFLOW',
  ]);
});

test('people get a page that is linked from the task, and names in it are no markup', async () => {
  addRun();
  const task = await (await site.page(paths.task(RUN, TASK))).text();
  expect(task).toContain('show=environment');
  for (const address of [paths.taskEnvironment(RUN, TASK), paths.task(RUN, TASK, { show: 'environment' })]) {
    const page = await (await site.page(address)).text();
    expect(page).toContain('/opt/&lt;i&gt;lab&lt;/i&gt;');
    expect(page).not.toContain('<i>lab</i>');
    expect(page).toContain('set to <code>8</code><span class="second">environment jl</span>');
    expect(page).toContain('did you mean');
    expect(page).toContain('those of rules before the exports');
  }
});

test('of a run that was imported, nobody knows what its configuration added', async () => {
  addRun('imported');
  expect(await (await site.ask(paths.taskEnv(RUN, TASK))).json()).toMatchObject({ resolved: false });
  expect(await (await site.page(paths.taskEnvironment(RUN, TASK))).text()).toContain('was imported');
});

test('what is not there is not found', async () => {
  addRun();
  for (const address of [paths.taskEnv(RUN, taskId('x')), paths.taskEnv(runId('00000000'), TASK)]) {
    const response = await site.ask(address);
    expect([response.status, await response.json()]).toMatchObject([404, { error: expect.any(String) }]);
  }
});
