import { taskAt } from './plan.ts';
import { taskOf } from './retry.ts';
import { resourcesKey } from './shape.ts';
import type { ArrayRules } from './submission.ts';
import type { Task } from './task.ts';
import { type Run, stateOf } from './world.ts';

/**
 * Divides tasks that can go out now into submissions: those of the same shape become arrays, where the backend has
 * them and there are enough; every other task goes alone. Tasks are positions, in document order in and out; submissions are in the
 * order of their first tasks.
 */
export function inSubmissions(
  run: Run,
  tasks: readonly number[],
  arrays: ArrayRules | null,
): readonly (readonly number[])[] {
  if (arrays === null || arrays.largest < 2) return tasks.map((task) => [task]);
  const groups = Map.groupBy(
    tasks,
    (index) => arrayKey(taskOf(taskAt(run.graph, index), stateOf(run, index))) ?? index,
  );
  const submissions = [...groups].flatMap(([, group]) => {
    const alone = group.length < Math.max(2, arrays.smallest);
    return inParts(group, alone ? 1 : arrays.largest);
  });
  return submissions.sort(([a = 0], [b = 0]) => a - b);
}

/** Tasks that would go out in the same way: all that is asked for is the same. */
export interface Kind {
  /** Positions, in document order. */
  readonly tasks: readonly number[];
  /** How many submissions they would be, were they all ready at once. */
  readonly submissions: number;
}

/** The kinds of tasks of a run that has not begun, the first tasks first. */
export function kindsOf(run: Run, arrays: ArrayRules | null): readonly Kind[] {
  const submissions = inSubmissions(run, [...run.states.keys()], arrays);
  const kinds = Map.groupBy(submissions, ([first = 0]) => resourcesKey(taskAt(run.graph, first).resources));
  return [...kinds.values()].map((parts) => ({
    tasks: parts.flat().sort((a, b) => a - b),
    submissions: parts.length,
  }));
}

/**
 * Elements of an array share all that is asked of the scheduler. Null for a task that must go alone: where its output goes
 * is part of what is asked, and only the names that we give can be told apart by element.
 */
function arrayKey({ resources, outputFile, errorFile }: Task): string | null {
  if (outputFile !== null || errorFile !== null) return null;
  return resourcesKey(resources);
}

function inParts(group: readonly number[], largest: number): (readonly number[])[] {
  const parts: (readonly number[])[] = [];
  for (let first = 0; first < group.length; first += largest) parts.push(group.slice(first, first + largest));
  return parts;
}
