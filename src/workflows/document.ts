import type { EnvRules } from '../engine/env-rules.ts';
import type { TaskId } from '../engine/ids.ts';
import type { Place } from '../engine/problem.ts';
import type { Task } from '../engine/task.ts';

/** A workflow document as read: shape and types are right, dependencies are still as written. */
export interface WorkflowDocument {
  readonly title: string | null;
  readonly tasks: readonly WrittenTask[];
  /** For all tasks of the document. */
  readonly rules: EnvRules;
  /** The tasks of each task with a `matrix`: a dependency that names it means all of them. */
  readonly points: ReadonlyMap<string, readonly TaskId[]>;
  /** What was odd but harmless: unknown keys with a suggestion. */
  readonly warnings: readonly string[];
  /** For messages. The text is searched when this is called for the first time, not before. */
  readonly placeOf: PlaceOf;
}

/**
 * Where the task of that position stands in the text, or the value of one of its keys; where there is no such key,
 * what holds it. Null when the document did not come as text.
 */
export type PlaceOf = (task: number, ...keys: readonly (string | number)[]) => Place | null;

/** A task as its author wrote it, defaults filled in. */
export interface WrittenTask extends Omit<Task, 'dependencies'> {
  /** Ids or patterns, in the author's order. */
  readonly dependencies: readonly string[];
}
