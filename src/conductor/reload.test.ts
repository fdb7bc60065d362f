import { describe, expect, test } from 'vitest';
import type { Backend } from '../backends/backend.ts';
import { backendName, type RunId, runId } from '../engine/ids.ts';
import { createConductor } from './create.ts';
import { Stage, text } from './stage.testdata.ts';

const A = { id: 'a', name: 'A', command: 'true' };
const B = { id: 'b', name: 'B', command: 'true', deps: ['a'] };
const RUN = runId('00000001');

/** A stage that notes what is let go of, and how its configuration is replaced. */
function openStage(names: readonly string[] = ['mercury']) {
  const released: string[] = [];
  const stage = new Stage(names, { released: (backend) => released.push(backend.name) });
  const [mercury] = stage.clusters;
  if (mercury === undefined) throw new Error('there is a cluster');
  const reload = (backends: readonly Backend[], more = {}) =>
    stage.conductor.reload({
      ...{ backends, workflows: [], environments: [], pollIntervalMs: 10_000 },
      ...more,
    });
  const submit = async (backend: string, tasks: readonly object[] = [A, B]): Promise<RunId | string> => {
    const done = await stage.until(stage.orders.submitRun(text(tasks, { backend })));
    return done.ok ? done.value.run : done.problem.message;
  };
  const hasEnded = (run: RunId) => stage.store.readRun(run)?.status === 'completed';
  return { stage, mercury, released, reload, submit, hasEnded };
}

/** The same machine under other settings: what it has of ours it has still. */
function withLimit(cluster: Backend, maxConcurrent: number): Backend {
  return new Proxy(cluster, {
    get: (target, key) => {
      const value: unknown = key === 'maxConcurrent' ? maxConcurrent : Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

describe('another configuration', () => {
  test('a new backend is asked and takes runs at once; the others keep their connections', async () => {
    const { stage, mercury, released, reload, submit, hasEnded } = openStage();
    expect(await submit('anvil')).toContain("no backend called 'anvil'");
    reload([mercury, stage.makeCluster(backendName('anvil'))]);
    expect(await submit('anvil')).toBe(RUN);
    await stage.untilTrue(() => hasEnded(RUN));
    expect(stage.orders.backends().map(({ name }) => name)).toEqual(['mercury', 'anvil']);
    expect(stage.orders.backends().every(({ lastPollAt }) => lastPollAt !== null)).toBe(true);
    expect(released).toEqual([]);
  });

  test('a backend that is removed goes at once where nothing uses it', () => {
    const { stage, mercury, released, reload } = openStage(['mercury', 'anvil']);
    reload([mercury]);
    expect(released).toEqual(['anvil']);
    expect(stage.orders.backends().map(({ name }) => name)).toEqual(['mercury']);
  });

  test('a backend that runs use is kept until they have ended, and takes no new ones', async () => {
    const { stage, released, reload, submit, hasEnded } = openStage();
    expect(await submit('mercury')).toBe(RUN);
    reload([stage.makeCluster(backendName('anvil'))]);
    expect(stage.orders.backends()).toMatchObject([{ name: 'anvil' }, { name: 'mercury', isLeaving: true }]);
    expect(released).toEqual([]);
    expect(await submit('mercury')).toContain("no backend called 'mercury'");
    await stage.untilTrue(() => hasEnded(RUN));
    await stage.untilTrue(() => released.length > 0);
    expect(stage.orders.backends().map(({ name }) => name)).toEqual(['anvil']);
    expect(released).toEqual(['mercury']);
  });

  test('a backend that comes back before its runs have ended was never away', async () => {
    const { stage, mercury, released, reload, submit, hasEnded } = openStage();
    await submit('mercury');
    reload([]);
    reload([mercury]);
    expect(stage.orders.backends()).toMatchObject([{ name: 'mercury' }]);
    expect(stage.orders.backends()[0]).not.toHaveProperty('isLeaving');
    await stage.untilTrue(() => hasEnded(RUN));
    expect(released).toEqual([]);
  });

  test('a backend that was missing at the start finds what its runs wait for when it comes back', async () => {
    const { stage, mercury, reload, submit, hasEnded } = openStage();
    // It accepts the submission, and nobody hears of it.
    mercury.submit = () => new Promise(() => undefined);
    await submit('mercury', [A]);
    stage.conductor.stop();
    Reflect.deleteProperty(mercury, 'submit');
    const anvil = stage.makeCluster(backendName('anvil'));
    const next = createConductor({ ...stage.options, backends: [anvil] });
    next.start();
    for (let step = 0; step < 20; step += 1) await stage.step();
    expect(mercury.jobs).toEqual([]);
    next.reload({
      ...{ backends: [anvil, mercury], workflows: [], environments: [], pollIntervalMs: 10_000 },
    });
    await stage.untilTrue(() => hasEnded(RUN));
    expect(mercury.jobs.map(({ task }) => task)).toEqual(['a']);
    next.stop();
    reload([]);
  });

  test('other settings of a backend hold from then on, also for runs that go on', async () => {
    const { stage, mercury, released, reload, submit, hasEnded } = openStage();
    const three = ['x', 'y', 'z'].map((id) => ({ ...A, id }));
    reload([withLimit(mercury, 1)]);
    expect(released).toEqual(['mercury']);
    expect(await submit('mercury', three)).toBe(RUN);
    let most = 0;
    await stage.untilTrue(() => {
      most = Math.max(most, stage.orders.backends()[0]?.active ?? 0);
      return hasEnded(RUN);
    });
    expect(most).toBe(1);
  });

  test('a run that goes on is finished by the backend that took the place of its own', async () => {
    const { stage, mercury, reload, submit, hasEnded } = openStage();
    await submit('mercury');
    reload([withLimit(mercury, 5)]);
    await stage.untilTrue(() => hasEnded(RUN));
    expect(mercury.jobs.map(({ task }) => task)).toEqual(['a', 'b']);
  });

  test('environments and workflows hold for runs that are started then', async () => {
    const { stage, mercury, reload, submit } = openStage();
    const workflow = {
      name: 'nightly',
      backend: 'mercury',
      command: 'cat',
      description: '',
      maxConcurrent: null,
    };
    reload([mercury], {
      environments: [{ name: 'jl', variables: { THREADS: '8' }, extraInit: '' }],
      workflows: [{ ...workflow, repository: null }],
    });
    expect(stage.orders.workflows().map(({ name }) => name)).toEqual(['nightly']);
    await submit('mercury', [{ ...A, environment: 'jl' }]);
    expect(stage.store.readRun(RUN)?.info.environments).toMatchObject([{ name: 'jl' }]);
  });
});
