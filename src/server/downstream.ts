import type { TaskId } from '../engine/ids.ts';
import type { TaskRow } from '../store/store.ts';

/** What doing a task once more would do again: itself, and all that hang on it, directly or not. */
export interface Downstream {
  readonly count: number;
  /** Something in it waits for this task, which has not completed and would not be done again. */
  readonly missing: TaskId | null;
}

/** `rows` are all tasks of the run. The choice itself is the engine's (`engine/rerun.ts`); this only foretells it. */
export function downstreamOf(rows: readonly TaskRow[], start: TaskId): Downstream {
  const dependents = new Map<TaskId, TaskRow[]>();
  for (const row of rows) {
    for (const dependency of new Set(row.task.dependencies)) {
      const known = dependents.get(dependency);
      if (known === undefined) dependents.set(dependency, [row]);
      else known.push(row);
    }
  }
  const chosen = new Set([start]);
  // A set gives back what is added while it is walked over.
  for (const id of chosen) for (const row of dependents.get(id) ?? []) chosen.add(row.task.id);
  return { count: chosen.size, missing: missingFor(rows, chosen) };
}

function missingFor(rows: readonly TaskRow[], chosen: ReadonlySet<TaskId>): TaskId | null {
  const completed = new Set(rows.filter(({ state }) => state.is === 'completed').map(({ task }) => task.id));
  for (const { task } of rows) {
    if (!chosen.has(task.id)) continue;
    const missing = task.dependencies.find((id) => !chosen.has(id) && !completed.has(id));
    if (missing !== undefined) return missing;
  }
  return null;
}
