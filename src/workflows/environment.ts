import { didYouMean } from '../engine/nearest.ts';
import type { Environment, RunInfo } from '../engine/run.ts';
import type { ResolvedEnvironment, Task } from '../engine/task.ts';

/**
 * The variables of a task (`compat.md` 7.1): automatic ones, then those of its named environment, then its own. A later
 * value wins and keeps the place of the first. An unknown environment is a warning; the task's own variables still apply.
 */
export function resolveEnvironment(run: RunInfo, task: Task): ResolvedEnvironment {
  const environment = run.environments.find(({ name }) => name === task.environment);
  const merged = new Map([
    ...automaticVariables(run),
    ...Object.entries(environment?.variables ?? {}),
    ...Object.entries(task.envVars),
  ]);
  return {
    variables: Array.from(merged, ([key, value]) => ({ key, value })),
    init: environment?.extraInit ?? '',
    warnings: environment === undefined ? unknownEnvironment(task, run.environments) : [],
  };
}

function automaticVariables(run: RunInfo): [string, string][] {
  const ofRun: [string, string][] = [
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
