import type { TaskId } from './ids.ts';
import { rememberLast } from './remember-last.ts';
import type { Resources, Task } from './task.ts';

/** What tasks of a kind have in common: their group, and what they ask for. Such tasks are expected to be alike. */
export interface Shape {
  /** The first part of their ids, before the first dot (`compat.md` 3.2); empty for ids without one. */
  readonly group: string;
  readonly resources: Resources;
}

export function shapeOf({ id, resources }: Pick<Task, 'id' | 'resources'>): Shape {
  return { group: groupOf(id), resources };
}

/** Equal for tasks of one shape, and for them alone. */
export function shapeKey({ group, resources }: Shape): string {
  return `${group}\n${resourcesKey(resources)}`;
}

/** Equal for tasks that ask for the same, and for them alone. */
export const resourcesKey = rememberLast(({ partition, cpus, memory, timeLimit, gres }: Resources): string =>
  JSON.stringify([partition, cpus, memory, timeLimit, gres]),
);

function groupOf(id: TaskId): string {
  // A dot at the very beginning divides nothing.
  const dot = id.indexOf('.', 1);
  return dot === -1 ? '' : id.slice(0, dot);
}
