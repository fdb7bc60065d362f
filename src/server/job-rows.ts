import type { QueueState } from '../engine/evidence.ts';
import type { BackendName } from '../engine/ids.ts';
import { taskOf } from '../engine/retry.ts';
import { isTerminal, placedOf, statusOf } from '../engine/state.ts';
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

/** Newest submission first: the newest attempts of all runs, however large those are, and the newest jobs of others. */
export function listJobs(store: Store, query: JobQuery): readonly JobRow[] {
  const { endedAfter } = query;
  // What is left out is made good, as far as a second helping reaches.
  const tasks = store.newestTasks(endedAfter === null ? query.limit : 2 * query.limit);
  const runs = new Map([...new Set(tasks.map(({ run }) => run))].map((run) => [run, store.readRun(run)]));
  const user = query.user === null ? {} : { user: query.user };
  const others = store.listOtherJobs({ limit: query.limit, ...user }).map(otherJob);
  return [...tasks.flatMap((row) => taskJob(runs.get(row.run) ?? null, row)), ...others]
    .filter((row) => endedAfter === null || row.finishedAt === null || row.finishedAt >= endedAfter)
    .toSorted((a, b) => b.submittedAt - a.submittedAt)
    .slice(0, query.limit);
}

/** Empty for tasks that never had a job. */
function taskJob(run: RunRow | null, row: TaskRow): readonly JobRow[] {
  const { task, state } = row;
  const placed = placedOf(state);
  if (placed === null || run === null) return [];
  const { resources } = taskOf(task, state);
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
      partition: resources.partition,
      asked: askedWords(resources.cpus, resources.memory),
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
