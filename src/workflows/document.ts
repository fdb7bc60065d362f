import type { TaskId } from '../engine/ids.ts';
import type { Place } from '../engine/problem.ts';
import type { Task } from '../engine/task.ts';

/** A workflow document as read: shape and types are right, dependencies are still as written. */
export interface WorkflowDocument {
  readonly title: string | null;
  readonly tasks: readonly WrittenTask[];
  /** What was odd but harmless: unknown keys with a suggestion. */
  readonly warnings: readonly string[];
}

/** A task as its author wrote it, defaults filled in. */
export interface WrittenTask extends Omit<Task, 'dependencies'> {
  /** Ids or patterns, in the author's order. */
  readonly dependencies: readonly string[];
  /** Where each task stands in the text, for messages about it; null when it did not come as text. */
  readonly place: Place | null;
}

/** Ids that exist already when further tasks are added to a run. */
export type KnownIds = ReadonlySet<TaskId>;
