import { gatherFaults } from '../engine/faults.ts';
import { compilePattern, isPattern } from '../engine/fnmatch.ts';
import { type TaskId, taskId } from '../engine/ids.ts';
import type { DependencyPlace } from '../engine/plan.ts';
import { type Problem, problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { Task } from '../engine/task.ts';
import type { PlaceOf, WorkflowDocument, WrittenTask } from './document.ts';

type Expandable = Pick<WorkflowDocument, 'tasks'> & Partial<Pick<WorkflowDocument, 'points' | 'placeOf'>>;

/**
 * Replaces patterns among the dependencies by the ids they match (`compat.md` 4): in document order, at the pattern's
 * position, repetitions kept, without the task itself. The id of a task with a `matrix` stands for all its points.
 * `existing` are ids that the run has already; they come first. Each pattern is matched once, whoever uses it. Code
 * `bad-document` for patterns that match nothing; unknown ids and circles are looked for elsewhere (`engine/plan.ts`).
 */
export function expandDependencies(
  { tasks, points, placeOf = () => null }: Expandable,
  existing: readonly TaskId[],
): Result<Task[]> {
  const matchesOf = patternMatcher([...existing, ...tasks.map((task) => task.id)]);
  const faults: Problem[] = [];
  const expanded = tasks.map((task, position) => {
    const parts = task.dependencies.map((dependency, index) => {
      if (!isPattern(dependency)) return points?.get(dependency) ?? [taskId(dependency)];
      const others = matchesOf(dependency).without(task.id);
      if (others.length === 0)
        faults.push(nothingMatches(task, dependency, placeOf(position, 'deps', index)));
      return others;
    });
    return { ...task, dependencies: join(parts) };
  });
  return faults.length === 0 ? ok(expanded) : failed(gatherFaults('bad-document', 'The workflow', faults));
}

/** For `checkPlan`. One that stands there as a pattern or as the id of a matrix is found with all dependencies of its task. */
export function dependencyPlaces({
  tasks,
  placeOf,
}: Pick<WorkflowDocument, 'tasks' | 'placeOf'>): DependencyPlace {
  return (task, dependency) => {
    const index = tasks[task]?.dependencies.indexOf(dependency) ?? -1;
    return placeOf(task, 'deps', ...(index === -1 ? [] : [index]));
  };
}

interface Matches {
  /** The matching ids but this one. Callers share the list. */
  without(id: TaskId): readonly TaskId[];
}

function patternMatcher(ids: readonly TaskId[]): (pattern: string) => Matches {
  const known = new Map<string, Matches>();
  return (pattern) => {
    const before = known.get(pattern);
    if (before !== undefined) return before;
    const matching = ids.filter(compilePattern(pattern));
    const members = new Set(matching);
    const matches: Matches = {
      without: (id) => (members.has(id) ? matching.filter((other) => other !== id) : matching),
    };
    known.set(pattern, matches);
    return matches;
  };
}

/** A list that stands alone is not copied: a thousand tasks may wait for the same ten thousand. */
function join(parts: readonly (readonly TaskId[])[]): readonly TaskId[] {
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : parts.flat();
}

function nothingMatches(task: WrittenTask, pattern: string, place: ReturnType<PlaceOf>): Problem {
  const hint = pattern.includes('[')
    ? "A '[' begins a set of characters; write '[[]' where an id has one."
    : 'A pattern matches whole ids, and never the task itself.';
  const message = `Task '${task.id}': wildcard dep '${pattern}' matches no tasks`;
  return problem('bad-document', message, place === null ? { hint } : { hint, place });
}
