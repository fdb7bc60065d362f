import { jobId, type TaskId } from '../../engine/ids.ts';
import type { Placed, TaskState } from '../../engine/state.ts';
import type { Task } from '../../engine/task.ts';
import type { EvidenceSource, Usage, Verdict } from '../../engine/verdict.ts';
import { failureReason } from './failure-reason.ts';
import { bytesIn, type Fields, numberIn, textIn, timeIn } from './fields.ts';

/** What a state is read from: one stored item and the task it holds. */
export interface ItemOfRun {
  readonly item: Fields;
  readonly task: Task;
  /** Position in the run, from 0. */
  readonly index: number;
  /** When the run was created, in milliseconds since 1970. */
  readonly createdAt: number;
  /** Of all tasks of the run, in the Python program's words. */
  readonly statusOf: ReadonlyMap<TaskId, string>;
}

/** Nothing of another program's run goes on: every state is an end (`compat.md` 10.1, both versions). */
export function readState(given: ItemOfRun): TaskState {
  switch (statusIn(given.item)) {
    case 'completed':
      return {
        is: 'completed',
        ...(placedIn(given) ?? withoutJob(given)),
        ...endOf(given, completed(given)),
      };
    case 'failed':
      return failedState(given, failure(given));
    case 'dep_failed':
      return blocked(given);
    default:
      return failedState(given, unfinished(given));
  }
}

export function statusIn(item: Fields): string {
  return (textIn(item, 'status') ?? 'pending').toLowerCase();
}

/** The older key names stand last. */
export function jobIn(item: Fields): string | null {
  return textIn(item, 'job_id', 'slurm_job_id');
}

export function schedulerStateIn(item: Fields): string {
  return textIn(item, 'scheduler_state', 'sacct_state') ?? '';
}

/** The one attempt that the Python program kept of each task. */
function placedIn({ item, index, createdAt }: ItemOfRun): Placed | null {
  const job = jobIn(item);
  if (job === null) return null;
  const submittedAt = timeIn(item, 'submitted_at') ?? createdAt;
  return { attempt: 1, submission: index + 1, element: null, job: jobId(job), submittedAt };
}

/** Completed by the result cache (`compat.md` 16.2), where there was no job. */
function withoutJob({ item, index, createdAt }: ItemOfRun): Placed {
  const submittedAt = timeIn(item, 'submitted_at') ?? timeIn(item, 'finished_at') ?? createdAt;
  return { attempt: 1, submission: index + 1, element: null, job: jobId('none'), submittedAt };
}

function endOf({ item }: ItemOfRun, verdict: Verdict): { verdict: Verdict; usage: Usage; node: string } {
  const usage = { cpuEfficiency: numberIn(item, 'cpu_efficiency'), maxRssBytes: bytesIn(item, 'max_rss') };
  return { verdict, usage, node: '' };
}

function failedState(given: ItemOfRun, verdict: Verdict): TaskState {
  return { is: 'failed', attempt: 1, placed: placedIn(given), ...endOf(given, verdict) };
}

/** Its source is the Python program where no accounting confirmed it: that one took a job that vanished for completed. */
function completed({ item }: ItemOfRun): Verdict {
  const isConfirmed = schedulerStateIn(item) === 'COMPLETED';
  return {
    ...verdictIn(item),
    reason: 'completed',
    exitCode: numberIn(item, 'exit_code') ?? (isConfirmed ? 0 : null),
    sentence: textIn(item, 'error') ?? '',
  };
}

function failure({ item }: ItemOfRun): Verdict {
  const error = textIn(item, 'error') ?? '';
  const reason = failureReason(
    schedulerStateIn(item),
    error,
    numberIn(item, 'exit_code'),
    jobIn(item) !== null,
  );
  const verdict = {
    ...verdictIn(item),
    reason,
    sentence: error || 'Failed; the Python program kept no reason',
  };
  return reason === 'unknown-failure' && verdict.raw === '' ? { ...verdict, raw: error } : verdict;
}

function unfinished({ item }: ItemOfRun): Verdict {
  const sentence = `It was not finished (${statusIn(item)}) when it was imported from the Python program, and was not followed any further`;
  return { ...verdictIn(item), reason: 'lost', sentence };
}

function verdictIn(item: Fields): Omit<Verdict, 'reason' | 'sentence'> {
  const raw = schedulerStateIn(item);
  const source: EvidenceSource = raw === '' ? 'scripthut' : 'accounting';
  return {
    exitCode: numberIn(item, 'exit_code'),
    signal: null,
    source,
    raw,
    startedAt: timeIn(item, 'started_at'),
    finishedAt: timeIn(item, 'finished_at'),
  };
}

/** The error names the first dependency that failed; where it does not, the states do. */
function blocked(given: ItemOfRun): TaskState {
  const { item, task, statusOf, createdAt } = given;
  const named = /^Dependency '(.*)' failed$/s.exec(textIn(item, 'error') ?? '')?.[1];
  const because =
    task.dependencies.find((id) => id === named) ??
    task.dependencies.find((id) => ['failed', 'dep_failed'].includes(statusOf.get(id) ?? '')) ??
    task.dependencies[0];
  if (because === undefined) return failedState(given, failure(given));
  return { is: 'blocked', attempt: 1, because, at: timeIn(item, 'finished_at') ?? createdAt };
}
