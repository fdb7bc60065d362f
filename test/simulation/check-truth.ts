import type { RunId } from '../../src/engine/ids.ts';
import { placedOf, type TaskState } from '../../src/engine/state.ts';
import type { Reason } from '../../src/engine/verdict.ts';
import type { Store, TaskRow } from '../../src/store/store.ts';
import type { PretendedCluster } from './pretended-cluster.ts';
import type { PretendedJob } from './pretended-job.ts';

/** Holds what was published against what really happened. Gives back every difference. */
export function checkTruth(store: Store, cluster: PretendedCluster): readonly string[] {
  return store.listRuns({ limit: 100 }).flatMap(({ info: { id: run } }) => {
    const rows = store.listTasks(run);
    const jobs = cluster.jobs.filter((job) => job.run === run);
    return [...rows.flatMap((row) => checkTask(row, jobs)), ...checkRun(store, run, rows)];
  });
}

function checkTask(row: TaskRow, jobs: readonly PretendedJob[]): string[] {
  const mine = jobs.filter((job) => job.task === row.task.id);
  const faults = [...checkVerdict(row, mine)];
  const attempts = new Set(mine.map(({ attempt }) => attempt));
  if (mine.length > attempts.size)
    faults.push(`${row.run}/${row.task.id} had ${mine.length} jobs for ${attempts.size} attempts`);
  for (const job of mine) {
    for (const dependency of row.task.dependencies) {
      const inTime = jobs.some(
        (before) =>
          before.task === dependency &&
          before.endsAt <= job.acceptedAt &&
          before.fate === 'succeeds' &&
          !before.cancelled,
      );
      if (!inTime) faults.push(`${row.run}/${row.task.id} was submitted before ${dependency} had succeeded`);
    }
  }
  return faults;
}

function checkVerdict({ run, task, state }: TaskRow, jobs: readonly PretendedJob[]): string[] {
  const placed = placedOf(state);
  const job = placed === null ? undefined : jobs.find(({ id }) => id === placed.job);
  if (isTrue(state, job)) return [];
  const truth =
    job === undefined ? 'it had no job then' : `its job ${job.cancelled ? 'was cancelled' : job.fate}`;
  return [`${run}/${task.id} is said to be ${said(state)}, in truth ${truth}`];
}

function isTrue(state: TaskState, job: PretendedJob | undefined): boolean {
  if (state.is === 'completed') return job?.fate === 'succeeds' && !job.cancelled;
  if (state.is === 'blocked') return job === undefined;
  if (state.is !== 'failed') return false;
  return TRUE_REASONS[state.verdict.reason]?.(job) ?? false;
}

const TRUE_REASONS: Partial<Record<Reason, (job: PretendedJob | undefined) => boolean>> = {
  exit: (job) => job?.fate === 'fails' && !job.cancelled,
  'out-of-memory': (job) => job?.fate === 'is-killed' && !job.cancelled,
  // A job that we wanted ended, is gone, and left no word: nobody can tell our cancelling from another end.
  cancelled: (job) =>
    job === undefined || job.cancelled || job.fate === 'vanishes' || job.fate === 'is-killed',
  'submission-refused': (job) => job === undefined,
  lost: (job) => job?.fate === 'vanishes',
  'bad-generated-tasks': (job) => job?.fate === 'succeeds' && !job.cancelled,
};

function said(state: TaskState): string {
  return state.is === 'failed' ? `failed (${state.verdict.reason})` : state.is;
}

function checkRun(store: Store, run: RunId, rows: readonly TaskRow[]): string[] {
  const row = store.readRun(run);
  const allCompleted = rows.every(({ state }) => state.is === 'completed');
  const faults: string[] = [];
  if (row === null) return [`${run} is not in the store`];
  if ((row.status === 'completed') !== allCompleted) faults.push(`${run} is ${row.status}`);
  // Every second attempt succeeds: nothing that was to be tried again may have failed.
  const untried = rows.filter(({ task, state }) => isWorthARetry(task.retry?.on ?? [], state));
  if (row.cancel === null) faults.push(...untried.map(({ task }) => `${run}/${task.id} was not tried again`));
  if (row.status === 'cancelled' && row.cancel === null)
    faults.push(`${run} is cancelled, and nobody cancelled it`);
  const counted = Object.values(row.counts).reduce((sum, count) => sum + count, 0);
  if (counted !== rows.length) faults.push(`${run} counts ${counted} tasks of ${rows.length}`);
  return faults;
}

function isWorthARetry(on: readonly string[], state: TaskState): boolean {
  if (state.is !== 'failed') return false;
  const { reason } = state.verdict;
  return on.includes(reason === 'out-of-memory' ? 'out_of_memory' : reason);
}
