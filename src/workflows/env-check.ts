import type { EnvLayer } from '../engine/env-rules.ts';
import { gatherFaults } from '../engine/faults.ts';
import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { RunInfo } from '../engine/run.ts';
import type { Task } from '../engine/task.ts';
import { flatten } from './env-flatten.ts';
import { layersOf, resolveEnvironment } from './environment.ts';

/**
 * The tasks, if their variables can be resolved with these rules of their run. Code `bad-document`: groups that include
 * each other in a circle (with the way), or that bring in too much.
 */
export function checkRules(ofRun: readonly EnvLayer[], tasks: readonly Task[]): Result<readonly Task[]> {
  const faults = withDifferentRules(tasks).flatMap((task) => flatten(layersOf(ofRun, task)).faults);
  if (faults.length === 0) return ok(tasks);
  const problems = faults.map((message) => problem('bad-document', message));
  return failed(gatherFaults('bad-document', 'The environment of the tasks', problems));
}

/** What is odd in the tasks' variables, each said once however many tasks it is about. */
export function environmentWarnings(run: RunInfo, tasks: readonly Task[]): readonly string[] {
  const found = withDifferentRules(tasks).flatMap((task) => resolveEnvironment(run, task).warnings);
  return [...new Set(found)];
}

/** The first task of each kind: hundreds of thousands may share their rules. */
function withDifferentRules(tasks: readonly Task[]): readonly Task[] {
  const kinds = new Map<string, Task>();
  for (const task of tasks) {
    const { environment, env, inheritedRules } = task;
    const saysNothing = environment === null && env === undefined && inheritedRules === undefined;
    const kind = saysNothing ? '' : JSON.stringify([environment, env ?? [], inheritedRules ?? []]);
    if (!kinds.has(kind)) kinds.set(kind, task);
  }
  return [...kinds.values()];
}
