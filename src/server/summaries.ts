import type { RunCost } from '../engine/cost-sum.ts';
import {
  isTerminal,
  placedOf,
  type Retried,
  statusOf,
  TASK_STATUSES,
  type TaskState,
} from '../engine/state.ts';
import type { RetryPolicy, Task } from '../engine/task.ts';
import type { Usage, Verdict } from '../engine/verdict.ts';
import type { RunRow, StoredEvent, TaskRow } from '../store/store.ts';
import type { ListedRun, RunEvent, RunSummary } from '../wire/runs.ts';
import type { AttemptItem, ItemRetried, ItemRetry, ItemTask, RunItem } from '../wire/tasks.ts';
import type { Attempt } from './attempts.ts';
import { costAnswer } from './costs.ts';
import { type Cancel, failureOf, failureOfVerdict } from './failures.ts';
import { isoTime, isoTimeOrNull } from './times.ts';
import { type Counts, contractMemory, endedCount } from './words.ts';

/** `compat.md` 13.7, 'Run summary'; with what it costs, where that is known. */
export function runSummary(row: RunRow, cost: RunCost | null): RunSummary {
  return {
    id: row.info.id,
    workflow_name: row.info.workflow,
    source_name: row.info.source.kind === 'source' ? row.info.source.name : null,
    backend_name: row.info.backend,
    created_at: isoTime(row.info.createdAt),
    status: row.status,
    task_count: row.taskCount,
    completed_count: endedCount(row.counts),
    submitted_count: row.taskCount - row.counts.pending,
    status_counts: occurring(row.counts),
    ...(row.labels.length > 0 && { labels: row.labels }),
    ...(row.info.by !== undefined && { started_by: row.info.by }),
    ...(cost === null ? {} : { cost: costAnswer(cost) }),
  };
}

/** Only states that occur. */
export function occurring(counts: Counts): RunSummary['status_counts'] {
  return Object.fromEntries(
    TASK_STATUSES.filter((status) => counts[status] > 0).map((status) => [status, counts[status]]),
  );
}

/** `compat.md` 13.2, `/runs/list`. */
export function listedRun(row: RunRow): ListedRun {
  return {
    id: row.info.id,
    workflow_name: row.info.workflow,
    backend_name: row.info.backend,
    created_at: isoTime(row.info.createdAt),
    status: row.status,
    progress: [endedCount(row.counts), row.taskCount],
    task_count: row.taskCount,
  };
}

export interface ItemMore {
  /** The newest one submitted. */
  readonly script: string | null;
  /** Explains what is not a success. */
  readonly why: string;
  /** Of the run. */
  readonly cancel: Cancel;
  /** US dollars. */
  readonly cost: number | null;
}

/** `compat.md` 15, 'Item'. */
export function runItem(row: TaskRow, { script, why, cancel, cost }: ItemMore): RunItem {
  const { state } = row;
  const failure = failureOf(state, cancel);
  const times = timesOf(state);
  const { verdict, usage } = endOf(state);
  return {
    task: itemTask(row.task),
    status: statusOf(state),
    job_id: placedOf(state)?.job ?? null,
    submitted_at: isoTimeOrNull(times.submittedAt),
    started_at: isoTimeOrNull(times.startedAt),
    finished_at: isoTimeOrNull(times.finishedAt),
    error: failure === null ? null : verdict?.sentence || why,
    submit_script: script,
    cpu_efficiency: usage?.cpuEfficiency ?? null,
    max_rss: contractMemory(usage?.maxRssBytes ?? null),
    scheduler_state: verdict?.raw || null,
    pending_reason: isTerminal(state) ? null : why || null,
    exit_code: verdict?.exitCode ?? null,
    reason: failure?.reason ?? (verdict === null ? null : 'completed'),
    reason_words: failure?.words ?? null,
    reason_source: verdict?.source ?? null,
    cancelled_by: failure?.cancelledBy ?? null,
    signal: verdict?.signal ?? null,
    node: nodeOf(state),
    attempt: state.attempt,
    ...(cost === null ? {} : { cost }),
  };
}

/** One try at a task, for programs. */
export function attemptItem(attempt: Attempt, cancel: Cancel): AttemptItem {
  const { sent, verdict } = attempt;
  const failure = verdict === null ? null : failureOfVerdict(verdict, cancel);
  return {
    attempt: sent.attempt,
    job_id: attempt.job,
    sent_at: isoTime(sent.intendedAt),
    started_at: isoTimeOrNull(verdict?.startedAt ?? attempt.startedAt),
    finished_at: isoTimeOrNull(verdict?.finishedAt ?? null),
    node: attempt.node,
    reason: failure?.reason ?? (verdict === null ? null : 'completed'),
    reason_words: failure?.words ?? null,
    reason_source: verdict?.source ?? null,
    exit_code: verdict?.exitCode ?? null,
    signal: verdict?.signal ?? null,
    error: failure === null ? null : verdict?.sentence || null,
    scheduler_state: verdict?.raw || null,
    learned_later: attempt.learnedLater || null,
    retried: attempt.retried === null ? null : itemRetried(attempt.retried),
    warnings: attempt.warnings,
    output_path: sent.outputPath,
    error_path: sent.errorPath,
    script: sent.script,
  };
}

function itemRetried({ because, memory, timeLimit }: Retried): ItemRetried {
  return { because, memory: memory ?? null, time_limit: timeLimit ?? null };
}

export function itemTask(task: Task): ItemTask {
  return {
    id: task.id,
    name: task.name,
    command: task.command,
    dependencies: task.dependencies,
    working_dir: task.workingDir,
    partition: task.resources.partition,
    cpus: task.resources.cpus,
    memory: task.resources.memory,
    time_limit: task.resources.timeLimit,
    output_file: task.outputFile,
    error_file: task.errorFile,
    generates_source: task.generatesSource,
    gres: task.resources.gres,
    environment: task.environment,
    env_vars: task.envVars,
    retry: task.retry === null ? null : itemRetry(task.retry),
  };
}

function itemRetry({ max, on, memory, timeLimit }: RetryPolicy): ItemRetry {
  return { max, on, memory, time_limit: timeLimit };
}

export function runEvent(event: StoredEvent): RunEvent {
  return {
    sequence: event.sequence,
    run_id: event.run,
    at: isoTime(event.at),
    kind: event.kind,
    body: event.body,
  };
}

export interface TaskTimes {
  readonly submittedAt: number | null;
  /** Where nobody knows the start of a task that ran, its submission stands for it (`compat.md` 10.1). */
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

/** Milliseconds since 1970. */
export function timesOf(state: TaskState): TaskTimes {
  const submittedAt = placedOf(state)?.submittedAt ?? null;
  switch (state.is) {
    case 'waiting':
    case 'submitting':
    case 'queued':
      return { submittedAt, startedAt: null, finishedAt: null };
    case 'running':
      return { submittedAt, startedAt: state.startedAt, finishedAt: null };
    case 'settling':
      return { submittedAt, startedAt: state.startedAt, finishedAt: null };
    case 'blocked':
      return { submittedAt, startedAt: null, finishedAt: state.at };
    default: {
      const { startedAt, finishedAt } = state.verdict;
      return { submittedAt, startedAt: startedAt ?? submittedAt, finishedAt };
    }
  }
}

export function endOf(state: TaskState): { readonly verdict: Verdict | null; readonly usage: Usage | null } {
  return 'verdict' in state ? { verdict: state.verdict, usage: state.usage } : { verdict: null, usage: null };
}

export function nodeOf(state: TaskState): string | null {
  return 'node' in state && state.node !== '' ? state.node : null;
}
