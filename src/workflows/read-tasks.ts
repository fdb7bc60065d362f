import type { WrittenTask } from './document.ts';
import type { Entry } from './entries.ts';
import { check, type Group, isGroup } from './subject.ts';
import { ownFieldsSchema, taskSchema } from './task-schema.ts';

/** The tasks of a document; `retry` is what those without their own have, null where there is none. */
export function readTasks(entries: readonly Entry[], retry: unknown): readonly WrittenTask[] {
  const like = likeTheLast();
  return entries.flatMap(({ written, subject }) => {
    const task = retry !== null && isGroup(written) ? { ...written, retry: written.retry ?? retry } : written;
    return like(task, () => check(taskSchema, task, subject)) ?? [];
  });
}

type ReadTask = (task: unknown, read: () => WrittenTask | null) => WrittenTask | null;

/**
 * Most tasks ask for the same as the one before them, and differ only in what is their own. What they ask for is checked once
 * then, which is a third of the time that a document of many tasks takes; a task with a fault is always read as a whole.
 */
function likeTheLast(): ReadTask {
  let last: { readonly asked: Group; readonly task: WrittenTask } | null = null;
  return (task, read) => {
    if (!isGroup(task)) return read();
    const { id, name, command, deps, dependencies, ...asked } = task;
    if (last !== null && isSame(asked, last.asked)) {
      const own = ownFieldsSchema.safeParse({ id, name, command, deps, dependencies });
      if (own.success) return { ...last.task, ...own.data };
    }
    const found = read();
    if (found !== null) last = { asked, task: found };
    return found;
  };
}

/** Whether two values of a document are the same, however deep. As JSON they would be too where one is no number. */
function isSame(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((value, at) => isSame(value, other[at]));
  if (!isGroup(one) || !isGroup(other)) return Object.is(one, other);
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isSame(one[key], other[key]))
  );
}
