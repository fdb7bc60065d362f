import type { EnvLayer } from '../engine/env-rules.ts';
import type { TracedEnvironment } from '../engine/environment.ts';
import { didYouMean } from '../engine/nearest.ts';
import type { Environment, RunInfo } from '../engine/run.ts';
import type { Task } from '../engine/task.ts';
import { Evaluation } from './env-evaluation.ts';
import { flatten } from './env-flatten.ts';

/**
 * The variables of a task and how each came about (`compat.md` 7), both ways to say them in one order: automatic ones,
 * rules from the general to the special, then what the task asks for itself: its named environment, its `env_vars`, its
 * own rules (`docs/decisions/0006-environments.md`). The one evaluation that scripts and pages show.
 */
export function resolveEnvironment(run: RunInfo, task: Task): TracedEnvironment {
  const layers = layersOf(run.rules ?? [], task);
  const { rules, faults } = flatten(layers);
  const environment = run.environments.find(({ name }) => name === task.environment);
  const evaluation = new Evaluation();
  evaluation.tell(automaticVariables(run, layers));
  for (const rule of rules) if (rule.layer !== 'task') evaluation.apply(rule);
  evaluation.give(environment?.variables ?? {}, `environment ${task.environment}`);
  evaluation.give(task.envVars, 'task env_vars');
  for (const rule of rules) if (rule.layer === 'task') evaluation.apply(rule);
  return {
    variables: evaluation.variables(),
    preludes: evaluation.preludes,
    init: environment?.extraInit ?? '',
    warnings: [
      ...(environment === undefined ? unknownEnvironment(task, run.environments) : []),
      ...faults,
      ...evaluation.warnings,
    ],
    notes: [...evaluation.notes],
  };
}

/** The same for many tasks of a run: those that differ in nothing that counts here share what is resolved. */
export function environmentsOf(run: RunInfo): (task: Task) => TracedEnvironment {
  const known = new Map<string | null, TracedEnvironment>();
  return (task) => {
    const shared = hasOwnVariables(task) ? undefined : known.get(task.environment);
    if (shared !== undefined) return shared;
    const environment = resolveEnvironment(run, task);
    // Warnings name the task.
    if (!hasOwnVariables(task) && environment.warnings.length === 0) known.set(task.environment, environment);
    return environment;
  };
}

function hasOwnVariables({ envVars, env, inheritedRules }: Task): boolean {
  return env !== undefined || inheritedRules !== undefined || Object.keys(envVars).length > 0;
}

/** All rules that hold for the task, the run's first. */
export function layersOf(ofRun: readonly EnvLayer[], { env, inheritedRules }: Task): readonly EnvLayer[] {
  const generated = (inheritedRules ?? []).map((rules): EnvLayer => ({ ...rules, source: 'generated' }));
  const own: readonly EnvLayer[] = env === undefined ? [] : [{ source: 'task', env, groups: {} }];
  return [...ofRun, ...generated, ...own];
}

/** The backend's name came with rules; where there are none, a script has just what it had before (`compat.md` 18.1). */
function automaticVariables(run: RunInfo, layers: readonly EnvLayer[]): [string, string][] {
  const hasRules = layers.some(({ env }) => env.length > 0);
  const ofRun: [string, string][] = [
    ...(hasRules ? [['SCRIPTHUT_BACKEND', run.backend] satisfies [string, string]] : []),
    ['SCRIPTHUT_WORKFLOW', run.workflow],
    ['SCRIPTHUT_RUN_ID', run.id],
    ['SCRIPTHUT_CREATED_AT', isoTime(run.createdAt)],
  ];
  if (run.git === null) return ofRun;
  return [
    ...ofRun,
    ['SCRIPTHUT_GIT_REPO', run.git.repository],
    ['SCRIPTHUT_GIT_BRANCH', run.git.branch],
    ['SCRIPTHUT_GIT_SHA', run.git.commit],
  ];
}

function unknownEnvironment(task: Task, known: readonly Environment[]): readonly string[] {
  if (task.environment === null) return [];
  const suggestion = didYouMean(
    task.environment,
    known.map(({ name }) => name),
  );
  return [
    `Task '${task.id}': there is no environment '${task.environment}'${suggestion}; the script is made without it`,
  ];
}

/** `2026-02-19T14:30:00+00:00`; six digits behind the second only when they are not zero. */
function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('.000Z', '+00:00').replace('Z', '000+00:00');
}
