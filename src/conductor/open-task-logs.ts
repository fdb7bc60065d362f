import type { Backend } from '../backends/backend.ts';
import { ok, type Result } from '../engine/result.ts';
import { isTerminal } from '../engine/state.ts';
import type { Conductor } from './conductor.ts';
import { type FollowedLog, followLog } from './follow-log.ts';
import { LogDesk } from './log-desk.ts';
import { type LogFile, logFile } from './read-log.ts';
import type { LogChoice, TaskLogs } from './task-logs.ts';

/** Joins tasks with the machines where their logs lie. */
export function openTaskLogs(conductor: Conductor): TaskLogs {
  const desks = new WeakMap<Backend, LogDesk>();
  const deskOf = (backend: Backend): LogDesk => {
    const desk = desks.get(backend) ?? new LogDesk(backend, conductor.options.clock);
    desks.set(backend, desk);
    return desk;
  };
  const ask = <Value>(
    log: LogChoice,
    question: (desk: LogDesk, path: string) => Promise<Result<Value | null>>,
  ): Promise<Result<Value | null>> => {
    const file = logFile(conductor, log);
    if (!file.ok) return Promise.resolve(file);
    const { path, mayExist, backend } = file.value;
    return mayExist ? question(deskOf(backend), path) : Promise.resolve(ok(null));
  };
  return {
    path: (log) => {
      const file = logFile(conductor, log);
      return file.ok ? ok(file.value.path) : file;
    },
    part: (log, place) => ask(log, (desk, path) => desk.readPart(path, place)),
    search: (log, search) => ask(log, (desk, path) => desk.search(path, search)),
    countLines: (log, before) => ask(log, (desk, path) => desk.countLines(path, before)),
    follow: (log, start, signal) => followLog(() => followed(conductor, log, deskOf), start, signal),
  };
}

function followed(
  conductor: Conductor,
  log: LogChoice,
  deskOf: (backend: Backend) => LogDesk,
): Result<FollowedLog> {
  const file = logFile(conductor, log);
  if (!file.ok) return file;
  return ok({ ...file.value, desk: deskOf(file.value.backend), isOver: isOver(conductor, log, file.value) });
}

/** The task has ended, or it is at a later attempt. */
function isOver(conductor: Conductor, { run, task, attempt }: LogChoice, file: LogFile): boolean {
  const state = conductor.options.store.readTask(run, task)?.state;
  if (state === undefined) return true;
  return attempt !== undefined && file.attempt < state.attempt ? true : isTerminal(state);
}
