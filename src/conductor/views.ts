import type { Backend } from '../backends/backend.ts';
import { explain, explainRun, explainState } from '../engine/explain.ts';
import type { RunId, TaskId } from '../engine/ids.ts';
import type { Conductor } from './conductor.ts';
import type { BackendView } from './orders.ts';

/** A picture is old when so many polls in a row have brought nothing new. */
const MISSED_POLLS = 2.5;

export function backendView(conductor: Conductor, backend: Backend): BackendView {
  const watch = conductor.watches.get(backend.name);
  const picture = watch?.picture ?? null;
  const now = conductor.options.clock.now();
  const lastPollAt = picture?.lastPollAt ?? null;
  const patienceMs = MISSED_POLLS * (watch?.intervalMs ?? conductor.configured.pollIntervalMs);
  return {
    name: backend.name,
    type: backend.type,
    host: backend.host,
    maxConcurrent: backend.maxConcurrent,
    active: conductor.world.backends.get(backend.name)?.active ?? 0,
    jobCount: picture?.jobs.length ?? 0,
    connection: backend.connection(),
    lastPollAt,
    problem: picture?.problem ?? null,
    stale: picture?.problem !== null || (lastPollAt !== null && now - lastPollAt > patienceMs),
    figures: picture?.figures ?? null,
    ...(conductor.leaving.has(backend.name) && { isLeaving: true }),
  };
}

/** Why the task is as it is: from the world while its run goes on, from what was saved afterwards. */
export function explainTask(conductor: Conductor, id: RunId, task: TaskId): string {
  const run = conductor.world.runs.get(id);
  const index = run?.graph.positions.get(task);
  if (run !== undefined && index !== undefined) {
    return (
      explain(conductor.world, run, index, conductor.options.clock.now()) + contactLost(conductor, id, task)
    );
  }
  const row = conductor.options.store.readTask(id, task);
  return row === null ? '' : explainState(row.state);
}

function contactLost(conductor: Conductor, id: RunId, task: TaskId): string {
  const run = conductor.world.runs.get(id);
  const index = run?.graph.positions.get(task);
  const is = run?.states[index ?? -1]?.is;
  if (run === undefined || (is !== 'queued' && is !== 'running' && is !== 'settling')) return '';
  const picture = conductor.watches.get(run.info.backend)?.picture;
  return picture === undefined || picture.problem === null
    ? ''
    : ` (no contact with ${run.info.backend}: ${picture.problem.message})`;
}

export function explainWholeRun(conductor: Conductor, id: RunId): string {
  const run = conductor.world.runs.get(id);
  return run === undefined ? '' : explainRun(conductor.world, run, conductor.options.clock.now());
}
