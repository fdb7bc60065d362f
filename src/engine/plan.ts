import { present } from './assert.ts';
import { gatherFaults } from './faults.ts';
import type { TaskId } from './ids.ts';
import { nearest } from './nearest.ts';
import { type Place, type Problem, problem } from './problem.ts';
import { failed, ok, type Result } from './result.ts';
import type { Task } from './task.ts';

/** The tasks of a run and how they hang together, by position. Grows when tasks are added, never shrinks. */
export interface Graph {
  readonly tasks: Task[];
  readonly positions: Map<TaskId, number>;
  /** For each task the positions of those it waits for, each once. */
  readonly dependencies: (readonly number[])[];
  /** For each task the positions of those that wait for it. */
  readonly dependents: number[][];
}

export function emptyGraph(): Graph {
  return { tasks: [], positions: new Map(), dependencies: [], dependents: [] };
}

/** Where a dependency of the added task of that position was written; null where nobody knows. */
export type DependencyPlace = (task: number, dependency: TaskId) => Place | null;

/**
 * Whether these tasks can be added to the graph: ids are new, dependencies exist, nothing depends on itself, directly
 * or in a circle (`compat.md` 4, in that order). Linear in tasks and dependencies, and not recursive.
 * Code `bad-document`; the graph is left as it was.
 */
export function checkPlan(
  graph: Graph,
  added: readonly Task[],
  placeOf: DependencyPlace = () => null,
): Result<void> {
  const duplicates = findDuplicates(graph, added);
  if (duplicates.length > 0) return failed(gatherFaults('bad-document', 'The workflow', duplicates));
  const ids = new Set(added.map((task) => task.id));
  const unknown = findUnknown(graph, added, ids, placeOf);
  if (unknown.length > 0) return failed(gatherFaults('bad-document', 'The workflow', unknown));
  const circle = findCircle(added);
  if (circle !== null) {
    const [first, next = first] = circle;
    const place =
      next === undefined
        ? null
        : placeOf(
            added.findIndex(({ id }) => id === first),
            next,
          );
    const message = `Circular dependency detected: ${circle.join(' -> ')}`;
    return failed(fault(message, place, 'Remove one of these dependencies.'));
  }
  return ok(undefined);
}

function fault(message: string, place: Place | null, hint: string): Problem {
  return problem('bad-document', message, { hint, ...(place !== null && { place }) });
}

/** Adds tasks that `checkPlan` has accepted. */
export function extendGraph(graph: Graph, added: readonly Task[]): void {
  for (const task of added) {
    graph.positions.set(task.id, graph.tasks.length);
    graph.tasks.push(task);
    graph.dependents.push([]);
  }
  for (const task of added) {
    const position = positionOf(graph, task.id);
    const dependencies = [...new Set(task.dependencies)].map((id) => positionOf(graph, id));
    graph.dependencies.push(dependencies);
    for (const dependency of dependencies)
      present(graph.dependents[dependency], 'a dependency').push(position);
  }
}

/** @throws when the run has no such task. */
export function positionOf(graph: Graph, id: TaskId): number {
  return present(graph.positions.get(id), `task ${id}`);
}

export function taskAt(graph: Graph, index: number): Task {
  return present(graph.tasks[index], `task number ${index}`);
}

function findDuplicates(graph: Graph, added: readonly Task[]): Problem[] {
  const seen = new Set<TaskId>();
  const found: Problem[] = [];
  for (const { id } of added) {
    if (seen.has(id) || graph.positions.has(id)) {
      const where = graph.positions.has(id)
        ? 'the run already has a task of that id'
        : 'it is used more than once';
      found.push(
        problem('bad-document', `Duplicate task id '${id}': ${where}`, {
          hint: 'Give each task an id of its own.',
        }),
      );
    }
    seen.add(id);
  }
  return found;
}

/** For more of them nobody looks for what may have been meant: that takes long where there are many ids. */
const MOST_SUGGESTED = 5;

function findUnknown(
  graph: Graph,
  added: readonly Task[],
  ids: ReadonlySet<TaskId>,
  placeOf: DependencyPlace,
): Problem[] {
  const found: Problem[] = [];
  for (const [index, task] of added.entries()) {
    for (const dependency of task.dependencies) {
      const place = () => placeOf(index, dependency);
      if (dependency === task.id) {
        found.push(fault(`Task '${task.id}' depends on itself`, place(), 'Remove that dependency.'));
      } else if (!ids.has(dependency) && !graph.positions.has(dependency)) {
        const known = found.length < MOST_SUGGESTED ? [...ids, ...graph.positions.keys()] : [];
        const message = `Task '${task.id}' depends on '${dependency}', which does not exist`;
        found.push(fault(message, place(), meant(dependency, known)));
      }
    }
  }
  return found;
}

function meant(dependency: TaskId, known: readonly TaskId[]): string {
  if (known.some((id) => id.startsWith(`${dependency}.`)))
    return `Did you mean '${dependency}.*', all tasks of that group?`;
  const similar = nearest(dependency, known);
  return similar === null
    ? 'A dependency is the id of a task, or a pattern such as sim.*.'
    : `Did you mean '${similar}'?`;
}

/**
 * Follows dependencies depth-first with a stack of its own: a chain of 100,000 tasks must not exhaust the program's.
 * Old tasks never depend on added ones, so a circle lies among the added alone. Gives `a -> b -> a` as a list.
 */
function findCircle(added: readonly Task[]): readonly TaskId[] | null {
  const byId = new Map(added.map((task) => [task.id, task]));
  const done = new Set<TaskId>();
  for (const start of added) {
    // What waits for nothing is in no circle.
    if (start.dependencies.length === 0 || done.has(start.id)) continue;
    const circle = walk(start, byId, done);
    if (circle !== null) return circle;
  }
  return null;
}

function walk(start: Task, byId: ReadonlyMap<TaskId, Task>, done: Set<TaskId>): readonly TaskId[] | null {
  const path: { readonly task: Task; next: number }[] = [{ task: start, next: 0 }];
  const onPath = new Set<TaskId>([start.id]);
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const id = top.task.dependencies[top.next];
    top.next += 1;
    if (id === undefined) {
      path.pop();
      onPath.delete(top.task.id);
      done.add(top.task.id);
      continue;
    }
    if (onPath.has(id)) {
      const ids = path.map((step) => step.task.id);
      return [...ids.slice(ids.indexOf(id)), id];
    }
    const task = byId.get(id);
    if (task === undefined || done.has(id)) continue;
    path.push({ task, next: 0 });
    onPath.add(id);
  }
  return null;
}
