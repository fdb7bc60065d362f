import type { RunId, TaskId } from '../engine/ids.ts';
import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import { generatedPath } from '../workflows/generated.ts';
import type { Conductor } from './conductor.ts';
import type { TaskLog } from './orders.ts';
import { findTask, notConfigured } from './read-log.ts';

/** The document with further tasks that a task wrote, as it lies on the backend now. */
export async function readGenerated(
  conductor: Conductor,
  run: RunId,
  task: TaskId,
): Promise<Result<TaskLog>> {
  const found = findTask(conductor, run, task);
  if (!found.ok) return found;
  const path = generatedPath(found.value.row.task);
  if (path === null) return failed(problem('not-found', 'This task generates no further tasks'));
  const { backend: name } = found.value.run.info;
  const backend = conductor.backends.get(name);
  if (backend === undefined) return failed(notConfigured(name));
  const content = await backend.readFile(path);
  return content.ok ? ok({ path, content: content.value }) : content;
}
