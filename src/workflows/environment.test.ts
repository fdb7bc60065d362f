import { describe, expect, test } from 'vitest';
import type { EnvLayer, EnvRule } from '../engine/env-rules.ts';
import type { RunInfo } from '../engine/run.ts';
import type { Task } from '../engine/task.ts';
import { resolveEnvironment } from './environment.ts';
import { envRule, plannedTask, runInfo } from './testing.ts';

const julia = { name: 'jl', variables: { THREADS: '8', DEPOT: '/d' }, extraInit: 'module load julia/1.10' };
const git = {
  repository: 'https://example.org/lab/grid.git',
  branch: 'main',
  commit: '0123456789abcdef0123456789abcdef01234567',
};

function lines(
  run: Parameters<typeof resolveEnvironment>[0],
  task: Parameters<typeof resolveEnvironment>[1],
) {
  return resolveEnvironment(run, task).variables.map(({ key, value }) => `${key}=${value}`);
}

describe('the variables of a task', () => {
  test('automatic ones come first, then the environment, then its own; a later value keeps the first place', () => {
    const run = runInfo({ git, environments: [julia] });
    const task = plannedTask('sim.1', { environment: 'jl', envVars: { THREADS: '4', SEED: '1' } });
    expect(lines(run, task)).toEqual([
      'SCRIPTHUT_WORKFLOW=grid',
      'SCRIPTHUT_RUN_ID=a1b2c3d4',
      'SCRIPTHUT_CREATED_AT=2026-02-19T14:30:00+00:00',
      'SCRIPTHUT_GIT_REPO=https://example.org/lab/grid.git',
      'SCRIPTHUT_GIT_BRANCH=main',
      'SCRIPTHUT_GIT_SHA=0123456789abcdef0123456789abcdef01234567',
      'THREADS=4',
      'DEPOT=/d',
      'SEED=1',
    ]);
    expect(resolveEnvironment(run, task)).toMatchObject({ init: 'module load julia/1.10', warnings: [] });
  });

  test('without git there are no git variables', () => {
    expect(lines(runInfo(), plannedTask('a')).filter((line) => line.includes('GIT'))).toEqual([]);
  });

  test('a task may override the automatic ones', () => {
    const [first] = lines(runInfo(), plannedTask('a', { envVars: { SCRIPTHUT_WORKFLOW: 'mine' } }));
    expect(first).toBe('SCRIPTHUT_WORKFLOW=mine');
  });

  test('fractions of a second appear only when there are any', () => {
    const run = runInfo({ createdAt: Date.UTC(2026, 1, 19, 14, 30, 0, 5) });
    expect(lines(run, plannedTask('a'))).toContain('SCRIPTHUT_CREATED_AT=2026-02-19T14:30:00.005000+00:00');
  });

  test('an unknown environment is a warning with a suggestion, and the own variables apply', () => {
    const run = runInfo({ environments: [{ ...julia, name: 'julia' }] });
    const resolved = resolveEnvironment(run, plannedTask('a', { environment: 'jula', envVars: { A: '1' } }));
    expect(resolved.init).toBe('');
    expect(resolved.variables.at(-1)).toMatchObject({ key: 'A', value: '1' });
    expect(resolved.warnings).toEqual([
      "Task 'a': there is no environment 'jula' (did you mean 'julia'?); the script is made without it",
    ]);
  });

  test('a task without an environment has no warning', () => {
    expect(resolveEnvironment(runInfo(), plannedTask('a')).warnings).toEqual([]);
  });
});

describe('rules', () => {
  const layer = (source: EnvLayer['source'], ...env: EnvRule[]): EnvLayer => ({ source, env, groups: {} });
  /** The run's rules are those of the server. */
  const resolved = (env: readonly EnvRule[], task: Partial<Task> = {}, run: Partial<RunInfo> = {}) =>
    resolveEnvironment(runInfo({ rules: [layer('server', ...env)], ...run }), plannedTask('a', task));
  /** Without what ScriptHut says itself. */
  const own = (...given: Parameters<typeof resolved>) =>
    Object.fromEntries(
      resolved(...given)
        .variables.filter(({ key }) => !key.startsWith('SCRIPTHUT_'))
        .map(({ key, value }) => [key, value]),
    );

  test('set replaces, append joins with a colon and begins without one, init becomes lines', () => {
    const rules = [
      envRule({ set: { A: '1' }, append: { P: '/a' }, init: 'module purge' }),
      envRule({ set: { A: '2' }, append: { P: '/b' }, init: 'module load x' }),
    ];
    expect(own(rules)).toEqual({ A: '2', P: '/a:/b' });
    expect(resolved(rules).preludes.map(({ text }) => text)).toEqual(['module purge', 'module load x']);
    expect(resolved(rules).init).toBe('');
    expect(own([envRule({ set: { P: '' } }), ...rules])).toMatchObject({ P: '/a:/b' });
  });

  test('the backend is a variable only where there are rules', () => {
    expect(resolved([envRule()]).variables[0]).toMatchObject({ key: 'SCRIPTHUT_BACKEND', value: 'cluster' });
    expect(lines(runInfo(), plannedTask('a')).join()).not.toContain('SCRIPTHUT_BACKEND');
    const onlyGroups = runInfo({ rules: [{ source: 'server', env: [], groups: { g: [envRule()] } }] });
    expect(lines(onlyGroups, plannedTask('a')).join()).not.toContain('SCRIPTHUT_BACKEND');
    expect(lines(onlyGroups, plannedTask('a', { env: [envRule()] })).join()).toContain('SCRIPTHUT_BACKEND');
  });

  test('from the general to the special, and the seed’s own two between the run’s rules and the task’s', () => {
    const set = (A: string) => envRule({ set: { A }, append: { WAY: A } });
    const sources = ['backend', 'server', 'project', 'document'] as const;
    const run = runInfo({
      rules: sources.map((source) => layer(source, set(source))),
      environments: [{ name: 'jl', variables: { A: 'environment' }, extraInit: 'module load julia' }],
    });
    const task = plannedTask('a', {
      inheritedRules: [{ env: [set('generated')], groups: {} }],
      environment: 'jl',
      envVars: { A: 'env_vars' },
      env: [set('task')],
    });
    const { variables, init } = resolveEnvironment(run, task);
    const found = variables.find(({ key }) => key === 'A');
    expect(found?.ops).toEqual([
      { source: 'backend env, rule 1', op: 'set', contribution: 'backend' },
      { source: 'server env, rule 1', op: 'set', contribution: 'server' },
      { source: 'project env, rule 1', op: 'set', contribution: 'project' },
      { source: 'document env, rule 1', op: 'set', contribution: 'document' },
      { source: 'generated env, rule 1', op: 'set', contribution: 'generated' },
      { source: 'environment jl', op: 'set', contribution: 'environment' },
      { source: 'task env_vars', op: 'set', contribution: 'env_vars' },
      { source: 'task env, rule 1', op: 'set', contribution: 'task' },
    ]);
    expect(variables.find(({ key }) => key === 'WAY')?.value).toBe(
      'backend:server:project:document:generated:task',
    );
    expect(init).toBe('module load julia');
  });

  test('every condition must hold at its turn; a list means one of; what is not set never matches', () => {
    const rules = [
      envRule({ set: { MODE: 'fast' } }),
      envRule({ if: { MODE: ['fast', 'slow'], SCRIPTHUT_BACKEND: ['cluster'] }, set: { BOTH: 'y' } }),
      envRule({ if: { MODE: ['fast'], SCRIPTHUT_BACKEND: ['other'] }, set: { ONE: 'y' } }),
      envRule({ if: { NOWHERE: [''] }, set: { UNSET: 'y' } }),
      envRule({ if: { MODE: [] }, set: { NONE_OF: 'y' } }),
      envRule({ if: { MODE: ['slow'] }, set: { LATER: 'y' }, init: 'false' }),
      envRule({ set: { MODE: 'slow' } }),
    ];
    expect(own(rules)).toEqual({ MODE: 'slow', BOTH: 'y' });
    expect(resolved(rules).preludes).toEqual([]);
  });

  test('${NAME} is what it is so far, also within one rule; a name of the node is left to its shell, with a note', () => {
    const rules = [
      envRule({ set: { ROOT: '/opt', LIB: '${ROOT}/lib', HERE: '${HOME}/x', SHELL_WAY: '$ROOT \\${ROOT}' } }),
      envRule({ set: { ROOT: '/new' }, append: { LIB: '${ROOT}/lib' }, init: 'ls ${ROOT} ${HOME}' }),
    ];
    expect(own(rules)).toEqual({
      ROOT: '/new',
      LIB: '/opt/lib:/new/lib',
      HERE: '${HOME}/x',
      SHELL_WAY: '$ROOT \\${ROOT}',
    });
    const { preludes, notes, warnings } = resolved(rules);
    expect(preludes).toEqual([{ variables: [], text: 'ls /new ${HOME}' }]);
    expect(notes).toEqual([
      '${HOME} in HERE of server env, rule 1 is not set here: the shell of the node fills it in',
      '${HOME} in init of server env, rule 2 is not set here: the shell of the node fills it in',
    ]);
    expect(warnings).toEqual([]);
  });

  test('a rule cannot change what begins with SCRIPTHUT_; env_vars can', () => {
    const rules = [envRule({ set: { SCRIPTHUT_WORKFLOW: 'x' }, append: { SCRIPTHUT_NEW: 'y' } })];
    const { variables, warnings } = resolved(rules, { envVars: { SCRIPTHUT_RUN_ID: 'mine' } });
    expect(variables.map(({ key }) => key)).not.toContain('SCRIPTHUT_NEW');
    expect(variables.find(({ key }) => key === 'SCRIPTHUT_WORKFLOW')?.value).toBe('grid');
    expect(variables.find(({ key }) => key === 'SCRIPTHUT_RUN_ID')?.value).toBe('mine');
    expect(warnings).toEqual([
      expect.stringContaining('cannot change SCRIPTHUT_WORKFLOW'),
      expect.stringContaining('cannot change SCRIPTHUT_NEW'),
    ]);
  });

  test('an unknown group is told, with the nearest name, where its condition holds', () => {
    const groups = { python: [envRule({ set: { PY: '3' } })] };
    const env = [envRule({ include: ['pyton'] }), envRule({ if: { X: ['1'] }, include: ['elsewhere'] })];
    const { warnings } = resolved([], {}, { rules: [{ source: 'server', env, groups }] });
    expect(warnings).toEqual([
      "There is no env group 'pyton' (did you mean 'python'?); server env, rule 1 goes on without it",
    ]);
  });

  test('appending to a PATH that nothing has set is told, since no command would be found', () => {
    expect(resolved([envRule({ append: { PATH: '/opt/bin' } })]).warnings).toEqual([
      expect.stringContaining('"$PATH:/opt/bin"'),
    ]);
    const sound = [envRule({ set: { PATH: '$PATH' } }), envRule({ append: { PATH: '/opt/bin' } })];
    expect(resolved(sound).warnings).toEqual([]);
  });

  test('names from outside stay data: in exports, in conditions, in $(…) and in shell lines', () => {
    const rules = [
      envRule({
        if: { SCRIPTHUT_WORKFLOW: ['$(id)`id`'] },
        set: { A: '${SCRIPTHUT_WORKFLOW}', B: '$(echo ${SCRIPTHUT_WORKFLOW})', C: '${SCRIPTHUT_RUN_ID}' },
        init: 'echo ${SCRIPTHUT_WORKFLOW} ${SCRIPTHUT_RUN_ID}',
      }),
    ];
    const found = resolved(rules, {}, { workflow: '$(id)`id`' });
    expect(found.variables.find(({ key }) => key === 'SCRIPTHUT_WORKFLOW')?.value).toBe('\\$(id)\\`id\\`');
    expect(own(rules, {}, { workflow: '$(id)`id`' })).toEqual({
      A: '${SCRIPTHUT_WORKFLOW}',
      B: '$(echo ${SCRIPTHUT_WORKFLOW})',
      C: 'a1b2c3d4',
    });
    expect(found.preludes).toEqual([
      {
        variables: [{ key: 'SCRIPTHUT_WORKFLOW', value: '\\$(id)\\`id\\`' }],
        text: 'echo ${SCRIPTHUT_WORKFLOW} a1b2c3d4',
      },
    ]);
  });

  test('a run of an earlier version, which has no rules, is what it was', () => {
    const { rules: _none, ...info } = runInfo({ rules: [] });
    expect(resolveEnvironment(info, plannedTask('a'))).toMatchObject({ preludes: [], init: '', notes: [] });
  });
});
