import type { RunId, TaskId } from '../engine/ids.ts';
import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import { statusOf } from '../engine/state.ts';
import type { RunRow, TaskRow } from '../store/store.ts';
import type { Conductor } from './conductor.ts';
import { jobRequest } from './job-requests.ts';
import type { LogStream, TaskLog, TaskScript } from './orders.ts';

/** The script as it was submitted last; before that, as it would be. */
export function taskScript(conductor: Conductor, run: RunId, task: TaskId): Result<TaskScript> {
  const found = findTask(conductor, run, task);
  if (!found.ok) return found;
  const last = conductor.options.store.listAttempts(run, task).at(-1);
  if (last !== undefined) {
    const { script: text, outputPath, errorPath } = last;
    return ok({
      text,
      outputPath,
      errorPath,
      warnings: [],
      submitted: statusOf(found.value.row.state) !== 'pending',
    });
  }
  const { info } = found.value.run;
  const backend = conductor.backends.get(info.backend);
  if (backend === undefined) return failed(notConfigured(info.backend));
  return ok({ ...backend.script(jobRequest(info, found.value.row.task, 1, 1)), submitted: false });
}

/** What the task's last attempt wrote; read on the backend, the end only where `tailLines` says so. */
export async function readLog(
  conductor: Conductor,
  run: RunId,
  task: TaskId,
  stream: LogStream,
  tailLines: number | null,
): Promise<Result<TaskLog>> {
  const script = taskScript(conductor, run, task);
  if (!script.ok) return script;
  const path = stream === 'output' ? script.value.outputPath : script.value.errorPath;
  if (!script.value.submitted) return ok({ path, content: null });
  const info = conductor.options.store.readRun(run)?.info;
  const backend = info === undefined ? undefined : conductor.backends.get(info.backend);
  if (backend === undefined) return failed(notConfigured(info?.backend ?? ''));
  const content = await backend.readLog(path, tailLines);
  return content.ok ? ok({ path, content: content.value }) : content;
}

function findTask(conductor: Conductor, run: RunId, task: TaskId): Result<{ run: RunRow; row: TaskRow }> {
  const found = conductor.options.store.readRun(run);
  if (found === null) return failed(problem('not-found', `There is no run '${run}'`));
  const row = conductor.options.store.readTask(run, task);
  if (row === null) return failed(problem('not-found', `Run ${run} has no task '${task}'`));
  return ok({ run: found, row });
}

function notConfigured(backend: string) {
  return problem('not-found', `Backend '${backend}' is not configured any more`, {
    hint: 'Its files can be read again once it is back in the configuration.',
  });
}
