import type { Backend } from '../backends/backend.ts';
import type { TracedEnvironment } from '../engine/environment.ts';
import type { RunId, TaskId } from '../engine/ids.ts';
import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import { taskOf } from '../engine/retry.ts';
import { statusOf } from '../engine/state.ts';
import type { RunRow, TaskRow } from '../store/store.ts';
import { resolveEnvironment } from '../workflows/environment.ts';
import type { Conductor } from './conductor.ts';
import { jobRequest } from './job-requests.ts';
import type { TaskLog, TaskScript } from './orders.ts';
import type { LogChoice } from './task-logs.ts';

/** The script of that attempt, else of the newest one; before there is any, as it would be submitted. */
export function taskScript(
  conductor: Conductor,
  run: RunId,
  task: TaskId,
  attempt?: number,
): Result<TaskScript> {
  const found = findTask(conductor, run, task);
  if (!found.ok) return found;
  const { state } = found.value.row;
  const attempts = conductor.options.store.listAttempts(run, task);
  const wanted =
    attempt === undefined ? attempts.at(-1) : attempts.find((known) => known.attempt === attempt);
  if (wanted !== undefined) {
    const { script: text, outputPath, errorPath } = wanted;
    // The newest attempt may be on its way still, or be put off; those before it were.
    const submitted = wanted.attempt < state.attempt || statusOf(state) !== 'pending';
    return ok({ text, outputPath, errorPath, warnings: [], attempt: wanted.attempt, submitted });
  }
  if (attempt !== undefined && attempt !== state.attempt) {
    return failed(problem('not-found', `Task '${task}' of run ${run} has no attempt ${attempt}`));
  }
  const { info } = found.value.run;
  const backend = conductor.backends.get(info.backend);
  if (backend === undefined) return failed(notConfigured(info.backend));
  const planned = backend.script(jobRequest(info, taskOf(found.value.row.task, state), state.attempt, 1));
  return ok({ ...planned, attempt: state.attempt, submitted: false });
}

/** What the variables of its script are made of. */
export function taskEnvironment(conductor: Conductor, run: RunId, task: TaskId): Result<TracedEnvironment> {
  const found = findTask(conductor, run, task);
  return found.ok ? ok(resolveEnvironment(found.value.run.info, found.value.row.task)) : found;
}

/** Where what an attempt writes lies. */
export interface LogFile {
  readonly path: string;
  readonly backend: Backend;
  readonly attempt: number;
  /** It was sent, so something may have been written. */
  readonly mayExist: boolean;
}

/** Finds it out without asking the backend. */
export function logFile(conductor: Conductor, question: LogChoice): Result<LogFile> {
  const { run, task, stream, attempt } = question;
  const script = taskScript(conductor, run, task, attempt);
  if (!script.ok) return script;
  const info = conductor.options.store.readRun(run)?.info;
  const backend = info === undefined ? undefined : conductor.backends.get(info.backend);
  if (backend === undefined) return failed(notConfigured(info?.backend ?? ''));
  const { outputPath, errorPath, submitted: mayExist } = script.value;
  const path = stream === 'output' ? outputPath : errorPath;
  return ok({ path, backend, attempt: script.value.attempt, mayExist });
}

/** What an attempt wrote; read on the backend, the end only where `tailLines` says so. */
export async function readLog(
  conductor: Conductor,
  question: LogChoice,
  tailLines: number | null,
): Promise<Result<TaskLog>> {
  const file = logFile(conductor, question);
  if (!file.ok) return file;
  const { path, mayExist, backend } = file.value;
  const content = mayExist ? await backend.readLog(path, tailLines) : ok(null);
  return content.ok ? ok({ path, content: content.value }) : content;
}

export function findTask(
  conductor: Conductor,
  run: RunId,
  task: TaskId,
): Result<{ run: RunRow; row: TaskRow }> {
  const found = conductor.options.store.readRun(run);
  if (found === null) return failed(problem('not-found', `There is no run '${run}'`));
  const row = conductor.options.store.readTask(run, task);
  if (row === null) return failed(problem('not-found', `Run ${run} has no task '${task}'`));
  return ok({ run: found, row });
}

export function notConfigured(backend: string) {
  return problem('not-found', `Backend '${backend}' is not configured any more`, {
    hint: 'Its files can be read again once it is back in the configuration.',
  });
}
