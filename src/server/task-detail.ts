import type { Orders } from '../conductor/orders.ts';
import { placedOf, statusOf } from '../engine/state.ts';
import type { RunRow, TaskRow } from '../store/store.ts';
import type { DetailKind } from '../wire/paths.ts';
import type { TaskDetail } from '../wire/tasks.ts';
import { endOf, itemTask, nodeOf, timesOf } from './summaries.ts';
import { isoTimeOrNull } from './times.ts';
import { explainRow } from './why.ts';
import { contractMemory } from './words.ts';

const NO_FILE = '[File not found or empty]';

/** The definition and state of a task, as the `json` detail holds it (`compat.md` 13.2). */
export function definitionJson(row: TaskRow): Readonly<Record<string, unknown>> {
  const { gres: _gres, env_vars: _variables, ...task } = itemTask(row.task);
  const times = timesOf(row.state);
  const { verdict, usage } = endOf(row.state);
  return {
    task,
    status: statusOf(row.state),
    job_id: placedOf(row.state)?.job ?? null,
    submitted_at: isoTimeOrNull(times.submittedAt),
    started_at: isoTimeOrNull(times.startedAt),
    finished_at: isoTimeOrNull(times.finishedAt),
    error: verdict?.sentence || null,
    cpu_efficiency: usage?.cpuEfficiency ?? null,
    max_rss: contractMemory(usage?.maxRssBytes ?? null),
  };
}

/** One text of a task with what is known around it (`compat.md` 13.2); never fails as a whole. */
export async function taskDetail(
  orders: Orders,
  run: RunRow,
  row: TaskRow,
  what: DetailKind,
  tailLines: number | null,
): Promise<TaskDetail> {
  const text = await textOf(orders, row, what, tailLines);
  return {
    ...text,
    task_name: row.task.name,
    task_id: row.task.id,
    job_id: placedOf(row.state)?.job ?? null,
    status: statusOf(row.state),
    node: nodeOf(row.state),
    backend_name: run.info.backend,
    run_id: row.run,
    generates_source: row.task.generatesSource,
  };
}

/** The same where there is no such run or task. */
export function missingDetail(run: string, task: string, error: string): TaskDetail {
  return {
    content: null,
    error,
    task_name: null,
    task_id: task,
    path: null,
    job_id: null,
    status: null,
    node: null,
    backend_name: null,
    run_id: run,
    generates_source: null,
  };
}

type Text = Pick<TaskDetail, 'content' | 'error' | 'path'>;

async function textOf(
  orders: Orders,
  row: TaskRow,
  what: DetailKind,
  tailLines: number | null,
): Promise<Text> {
  switch (what) {
    case 'json':
      return { content: JSON.stringify(definitionJson(row), null, 2), error: null, path: null };
    case 'script': {
      const script = await orders.script(row.run, row.task.id);
      return script.ok
        ? { content: script.value.text, error: null, path: null }
        : { content: null, error: script.problem.message, path: null };
    }
    case 'generated': {
      const generated = await orders.readGenerated(row.run, row.task.id);
      return generated.ok
        ? { ...generated.value, error: null }
        : { content: null, error: generated.problem.message, path: row.task.generatesSource };
    }
    default: {
      const log = await orders.readLog(row.run, row.task.id, what, tailLines);
      if (!log.ok) return { content: null, error: log.problem.message, path: null };
      return { content: log.value.content || emptyLog(orders, row), error: null, path: log.value.path };
    }
  }
}

/** A log that says nothing gives way to the reason why the task failed. */
function emptyLog(orders: Orders, row: TaskRow): string {
  const isFailure = row.state.is === 'failed' || row.state.is === 'blocked';
  return (isFailure && (endOf(row.state).verdict?.sentence || explainRow(orders, row))) || NO_FILE;
}
