import type { EnvRules } from '../engine/env-rules.ts';
import { gatherFaults } from '../engine/faults.ts';
import type { TaskId } from '../engine/ids.ts';
import type { DependencyPlace } from '../engine/plan.ts';
import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { Task } from '../engine/task.ts';
import type { WorkflowDocument, WrittenTask } from './document.ts';
import { dependencyPlaces, expandDependencies } from './expand.ts';
import { parseDocumentOrNothing } from './parse.ts';
import { isAnchored, resolveWorkingDirs } from './working-dir.ts';

/** Where the document with a task's further tasks lies on its backend (`compat.md` 6); null when it has none. */
export function generatedPath(task: Task): string | null {
  const path = task.generatesSource;
  if (path === null) return null;
  return isAnchored(path) ? path : `${task.workingDir}/${path}`;
}

export interface GeneratedTasks {
  readonly tasks: readonly Task[];
  /** Where their dependencies stand in the document. */
  readonly placeOf: DependencyPlace;
  readonly warnings: readonly string[];
}

/**
 * The further tasks that `generator` has written (`compat.md` 6): its working directory is their base, their patterns
 * match all ids of the run, and one fault refuses them all. No tasks at all is fine. `existing` are the run's ids in
 * their order. Code `bad-document`. A generator that ran before (`again`) may write ids that the run has from then; whether
 * they are the same tasks is for the engine to say.
 */
export function parseGenerated(
  text: string,
  generator: Task,
  existing: readonly TaskId[],
  again = false,
): Result<GeneratedTasks> {
  const file = generatedPath(generator) ?? `tasks of '${generator.id}'`;
  const document = parseDocumentOrNothing(text, file);
  if (!document.ok) return document;
  const duplicates = again ? [] : findDuplicates(document.value, existing);
  if (duplicates.length > 0) return failed(gatherFaults('bad-document', file, duplicates));
  const written = resolveWorkingDirs(document.value.tasks, generator.workingDir);
  const tasks = inheritRules(written, generator, document.value.rules);
  const ids = new Set(tasks.map(({ id }) => id));
  const others = existing.filter((id) => !ids.has(id));
  const expanded = expandDependencies({ ...document.value, tasks }, others);
  if (!expanded.ok) return expanded;
  const { warnings } = document.value;
  return ok({ tasks: expanded.value, placeOf: dependencyPlaces(document.value), warnings });
}

/**
 * A document's rules hold for the tasks in it and for what these generate in turn, never for those that were there
 * before: their scripts must not depend on when they are sent.
 */
function inheritRules(
  tasks: readonly WrittenTask[],
  { inheritedRules = [] }: Task,
  rules: EnvRules,
): readonly WrittenTask[] {
  const hasNew = rules.env.length > 0 || Object.keys(rules.groups).length > 0;
  const all = hasNew ? [...inheritedRules, rules] : inheritedRules;
  return all.length === 0 ? tasks : tasks.map((task) => ({ ...task, inheritedRules: all }));
}

function findDuplicates(document: WorkflowDocument, existing: readonly TaskId[]) {
  const known = new Set(existing);
  return document.tasks.flatMap(({ id }, position) => {
    if (!known.has(id)) return [];
    const place = document.placeOf(position, 'id');
    const message = `Duplicate task id '${id}': the run already has a task of that id`;
    const hint = 'Let the generator put a prefix of its own in front of the ids it writes.';
    return [problem('bad-document', message, place === null ? { hint } : { hint, place })];
  });
}
