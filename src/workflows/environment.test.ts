import { describe, expect, test } from 'vitest';
import { resolveEnvironment } from './environment.ts';
import { plannedTask, runInfo } from './testing.ts';

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
    expect(resolved.variables.at(-1)).toEqual({ key: 'A', value: '1' });
    expect(resolved.warnings).toEqual([
      "Task 'a': there is no environment 'jula' (did you mean 'julia'?); the script is made without it",
    ]);
  });

  test('a task without an environment has no warning', () => {
    expect(resolveEnvironment(runInfo(), plannedTask('a')).warnings).toEqual([]);
  });
});
