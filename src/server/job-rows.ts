import type { QueueState } from '../engine/evidence.ts';
import type { BackendName } from '../engine/ids.ts';
import { isTerminal, placedOf, statusOf, type TaskStatus } from '../engine/state.ts';
import type { OtherJobRow, RunRow, Store, TaskRow } from '../store/store.ts';
import { type Cancel, failureOf } from './failures.ts';
import { timesOf } from './summaries.ts';
import { type MarkName, markOfTask } from './words.ts';

/** One line of the job table: a task of a run, or somebody else's job. Times are milliseconds since 1970. */
export interface JobRow {
  readonly job: string;
  readonly backend: BackendName;
  readonly name: string;
  readonly mark: MarkName;
  /** The scheduler's own word, for the jobs of others. */
  readonly word?: string;
  readonly submittedAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** Where it runs, or why it waits. */
  readonly note: string;
  readonly partition: string;
  readonly asked: string;
  readonly origin:
    | { readonly is: 'task'; readonly row: TaskRow; readonly run: RunRow }
    | { readonly is: 'other'; readonly user: string };
}

export interface JobQuery {
  /** Only jobs of that user; ours are always shown. Null shows all. */
  readonly user: string | null;
  /** Leaves out what ended before that time. */
  readonly endedAfter: number | null;
  readonly limit: number;
}

const MOST_RUNS = 50;
const MOST_TASKS_PER_STATE = 200;
const PLACED: readonly TaskStatus[] = ['running', 'settling', 'submitted', 'failed', 'completed'];

/** Newest submission first. Of a large run only its first tasks in each state: the run's own page has them all. */
export function listJobs(store: Store, query: JobQuery): readonly JobRow[] {
  const rows: JobRow[] = [];
  for (const run of store.listRuns({ limit: MOST_RUNS })) {
    if (rows.length >= query.limit) break;
    rows.push(...jobsOfRun(store, run));
  }
  const user = query.user === null ? {} : { user: query.user };
  rows.push(...store.listOtherJobs({ limit: query.limit, ...user }).map(otherJob));
  const { endedAfter } = query;
  return rows
    .filter((row) => endedAfter === null || row.finishedAt === null || row.finishedAt >= endedAfter)
    .toSorted((a, b) => b.submittedAt - a.submittedAt)
    .slice(0, query.limit);
}

function jobsOfRun(store: Store, run: RunRow): readonly JobRow[] {
  return PLACED.filter((status) => run.counts[status] > 0)
    .flatMap((status) => store.listTasks(run.info.id, { status, limit: MOST_TASKS_PER_STATE }))
    .flatMap((row) => taskJob(run, row));
}

/** Empty for tasks that never had a job. */
function taskJob(run: RunRow, row: TaskRow): readonly JobRow[] {
  const { task, state } = row;
  const placed = placedOf(state);
  if (placed === null) return [];
  const times = timesOf(state);
  return [
    {
      job: placed.job,
      backend: run.info.backend,
      name: task.name,
      mark: markOfTask(statusOf(state), state),
      submittedAt: placed.submittedAt,
      startedAt: times.startedAt,
      finishedAt: isTerminal(state) ? (times.finishedAt ?? placed.submittedAt) : null,
      note: noteOf(row, run.cancel),
      partition: task.resources.partition,
      asked: askedWords(task.resources.cpus, task.resources.memory),
      origin: { is: 'task', row, run },
    },
  ];
}

function noteOf({ state }: TaskRow, cancel: Cancel): string {
  const failure = failureOf(state, cancel);
  if (failure !== null) return failure.detail === '' ? failure.words : `${failure.words}: ${failure.detail}`;
  if (state.is === 'queued') return state.reason;
  return 'node' in state ? state.node : '';
}

const OTHER_MARKS: Readonly<Record<QueueState, MarkName>> = {
  pending: 'submitted',
  running: 'running',
  completing: 'running',
  suspended: 'unknown',
  ended: 'ended',
  unknown: 'unknown',
};

function otherJob(row: OtherJobRow): JobRow {
  const { job } = row;
  return {
    job: job.job,
    backend: row.backend,
    name: job.name,
    ...(row.goneAt === null
      ? { mark: OTHER_MARKS[job.state], word: job.rawState.toLowerCase() }
      : { mark: 'ended' }),
    submittedAt: job.submittedAt ?? row.firstSeenAt,
    startedAt: job.startedAt,
    finishedAt: row.goneAt,
    note: job.reason === '' ? job.nodes : job.reason,
    partition: job.partition,
    asked: askedWords(job.cpus, job.memory),
    origin: { is: 'other', user: job.user },
  };
}

function askedWords(cpus: number, memory: string): string {
  const processors = `${cpus} CPU${cpus === 1 ? '' : 's'}`;
  return memory === '' ? processors : `${processors}, ${memory}`;
}
