import { afterEach, beforeEach, expect, test } from 'vitest';
import { runId } from '../../src/engine/ids.ts';
import { paths } from '../../src/wire/paths.ts';
import type { RunDetail, RunStarted } from '../../src/wire/runs.ts';
import { OwnServer, printing } from './own-server.ts';

// What jobs find in their environment, by `env` inside jobs of this machine: nothing here is simulated.

const LIMIT_MS = 60_000;

let server: OwnServer;
const serve = (configuration: string) => server.serve(configuration);

beforeEach(async () => {
  server = await OwnServer.create();
});

afterEach(() => server.remove());

interface Ended {
  readonly started: RunStarted;
  readonly detail: RunDetail;
}

async function run(document: unknown): Promise<Ended> {
  const started = await server.ask<RunStarted>(paths.apiRuns(), {
    document,
    backend: 'here',
    workflow_name: 'w',
  });
  return { started, detail: await server.end(started.id) };
}

/** The same without what differs from run to run. */
async function seenInAnyRun(run: string, task: string): Promise<Record<string, string>> {
  const changing = /^(SCRIPTHUT_|_$|SHLVL$|PWD$|OLDPWD$)/;
  return Object.fromEntries(
    Object.entries(await server.seen(run, task)).filter(([key]) => !changing.test(key)),
  );
}

const SEED = `
environments:
  - name: jl
    variables: { THREADS: "8", DEPOT: $HOME/depot, PYTHONPATH: /opt/lab/python }
    extra_init: |
      export LOADED="with $THREADS"
`;
const SEED_TASK = printing('seed', { environment: 'jl', env_vars: { THREADS: '4', NOTE: `it's "so"; yes` } });

const TODAY = `
env:
  - if: { SCRIPTHUT_BACKEND: [here, there] }
    set: { LAB: /opt/lab }
  - if: { SCRIPTHUT_BACKEND: there }
    set: { THREADS: "99" }
env_groups:
  jl:
    - set: { THREADS: "8", DEPOT: "\${HOME}/depot" }
      append: { PYTHONPATH: "\${LAB}/python" }
`;
const TODAY_TASK = printing('today', {
  env: [
    { include: ['jl'] },
    { set: { THREADS: '4', NOTE: `it's "so"; yes` } },
    { init: `export LOADED="with \${THREADS}"` },
  ],
});

test(
  'one configuration of the seed and one of today give a job the same variables, and each is explained',
  async () => {
    await serve(SEED);
    const seed = await run([SEED_TASK]);
    const ofSeed = await seenInAnyRun(seed.started.id, 'seed');
    const whySeed = await server.explained(seed.started.id, 'seed');
    await serve(TODAY);
    const today = await run([TODAY_TASK]);
    const ofToday = await seenInAnyRun(today.started.id, 'today');
    const whyToday = await server.explained(today.started.id, 'today');

    expect([seed.started.warnings, today.started.warnings]).toEqual([[], []]);
    expect(ofSeed).toMatchObject({
      THREADS: '4',
      DEPOT: `${process.env.HOME}/depot`,
      PYTHONPATH: '/opt/lab/python',
      NOTE: `it's "so"; yes`,
      LOADED: 'with 4',
    });
    const { LAB, ...rest } = ofToday;
    expect([LAB, rest]).toEqual(['/opt/lab', ofSeed]);

    expect(whySeed.vars.THREADS).toEqual({
      value: '4',
      ops: [
        { source: 'environment jl', op: 'set', contribution: '8' },
        { source: 'task env_vars', op: 'set', contribution: '4' },
      ],
    });
    expect(whyToday.vars.THREADS).toEqual({
      value: '4',
      ops: [
        { source: 'task env, rule 1: group jl (server), rule 1', op: 'set', contribution: '8' },
        { source: 'task env, rule 2', op: 'set', contribution: '4' },
      ],
    });
    expect(whyToday.notes).toEqual([expect.stringMatching(/^\$\{HOME\} in DEPOT of task env, rule 1/)]);
    expect([whySeed.extra_init, whyToday.extra_init]).toEqual([
      'export LOADED="with $THREADS"',
      'export LOADED="with 4"',
    ]);
  },
  LIMIT_MS,
);

test(
  'both styles in one configuration and one document; a restart with other rules changes no run that was there',
  async () => {
    await serve(SEED + TODAY);
    const both = printing('both', { environment: 'jl', env: [{ append: { PYTHONPATH: '/mine' } }] });
    const document = {
      tasks: [SEED_TASK, TODAY_TASK, both],
      env: [{ set: { OF_DOCUMENT: '${LAB}/x' } }],
      env_groups: { jl: [{ set: { THREADS: '16' }, append: { PYTHONPATH: '/other' } }] },
    };
    const { started, detail } = await run(document);
    expect(detail.status).toBe('completed');
    expect(await server.seen(started.id, 'seed')).toMatchObject({
      THREADS: '4',
      OF_DOCUMENT: '/opt/lab/x',
      SCRIPTHUT_BACKEND: 'here',
    });
    // The document's group has taken the place of the server's.
    expect(await server.seen(started.id, 'today')).toMatchObject({ THREADS: '4', PYTHONPATH: '/other' });
    expect(await server.seen(started.id, 'both')).toMatchObject({
      THREADS: '8',
      PYTHONPATH: '/opt/lab/python:/mine',
      LOADED: 'with 8',
    });

    await serve('env: [{set: {LAB: /changed, NEW: "1"}}]\n');
    await server.ask(paths.apiRunRerun(runId(started.id)), { mode: 'in_place' });
    await server.end(started.id);
    const again = await server.seen(started.id, 'both', 2);
    expect(again).toMatchObject({ THREADS: '8', OF_DOCUMENT: '/opt/lab/x', LAB: '/opt/lab' });
    expect(again).not.toHaveProperty('NEW');
  },
  LIMIT_MS,
);

test(
  'generated tasks have the rules of their document; a circle in it refuses them all, in words',
  async () => {
    await serve('env_groups: {lab: [{set: {LAB: /opt/lab}}]}\nenv: [{include: [lab]}]\n');
    const generates = (document: object, name: string) => ({
      id: `make.${name}`,
      name,
      working_dir: server.folder,
      command: `cat > ${name}.json <<'END'\n${JSON.stringify(document)}\nEND`,
      generates_source: `${name}.json`,
    });
    const sound = {
      tasks: [printing('made', { env: [{ include: ['more'] }] })],
      env: [{ set: { MADE: '${LAB}/made' } }],
      env_groups: { more: [{ set: { MORE: 'yes' } }] },
    };
    const { started, detail } = await run([generates(sound, 'sound'), printing('plain')]);
    expect(detail.status).toBe('completed');
    expect(await server.seen(started.id, 'made')).toMatchObject({ MADE: '/opt/lab/made', MORE: 'yes' });
    expect(await server.seen(started.id, 'plain')).not.toHaveProperty('MADE');

    const circle = { ...sound, env_groups: { more: [{ include: ['lab'] }], lab: [{ include: ['more'] }] } };
    const refused = await run([generates(circle, 'circle')]);
    expect(refused.detail.items.map(({ status, reason, error }) => [status, reason, error])).toEqual([
      [
        'failed',
        'bad-generated-tasks',
        expect.stringContaining('lab (generated) -> more (generated) -> lab (generated)'),
      ],
    ]);
  },
  LIMIT_MS,
);

test(
  'a fault in generated tasks is told with file, line, column and remedy',
  async () => {
    await serve('');
    const [text, task] = ['[\n{"id":"a","name":"A","command":"true","deps":["bild"]}]', 'build'];
    const document = [
      {
        ...{ id: task, name: task, working_dir: server.folder, generates_source: 'more.json' },
        command: `cat > more.json <<'END'\n${text}\nEND`,
      },
    ];
    const { detail } = await run(document);
    expect(detail.items.map(({ error }) => error)).toEqual([
      `${server.folder}/more.json:2:47: Task 'a' depends on 'bild', which does not exist. Did you mean 'build'?`,
    ]);
  },
  LIMIT_MS,
);

test('a circle of groups refuses a run before anything of it is there', async () => {
  await serve('env_groups: {a: [{include: [b]}], b: [{include: [a]}]}\n');
  const document = [printing('x', { env: [{ include: ['a'] }] })];
  await expect(run(document)).rejects.toThrow('a (server) -> b (server) -> a (server)');
  expect(await server.ask(paths.apiRuns())).toEqual({ runs: [] });
});
