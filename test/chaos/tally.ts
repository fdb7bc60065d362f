import type { RunDetail } from '../../src/wire/runs.ts';
import type { RunItem } from '../../src/wire/tasks.ts';
import type { JobRecord } from '../cluster/records.ts';
import type { PlannedTask } from './graph.ts';
import type { Trace } from './traces.ts';

/** What went wrong, one sentence each. */
export interface Tally {
  /** A task executed twice, or a second job for one submission or task. */
  readonly doubles: readonly string[];
  /** Not executed, or never ended, or a job that nobody knows of any more. */
  readonly lost: readonly string[];
  readonly wrongVerdicts: readonly string[];
  /** Begun before a parent had ended well, or at all though it had to be blocked. */
  readonly orderFaults: readonly string[];
}

/** Three witnesses: the files that the tasks left, the scheduler's accounting, and what the program says. */
export interface Witnesses {
  readonly traces: ReadonlyMap<string, Trace>;
  /** Of all jobs of the cluster. */
  readonly records: readonly JobRecord[];
  readonly run: RunDetail;
}

/** Holds what was planned against what the three say. */
export function tally(planned: readonly PlannedTask[], witnesses: Witnesses): Tally {
  return {
    doubles: [...doubledLines(planned, witnesses), ...doubledJobs(witnesses)],
    lost: planned.flatMap((task) => lostFaults(task, witnesses)),
    wrongVerdicts: planned.flatMap((task) => verdictFaults(task, witnesses)),
    orderFaults: planned.flatMap((task) => orderFaults(task, witnesses)),
  };
}

function doubledLines(planned: readonly PlannedTask[], { traces }: Witnesses): string[] {
  return planned.flatMap(({ id }) => {
    const jobs = traces.get(id)?.lines.map(({ job }) => job) ?? [];
    return jobs.length > 1 ? [`${id} was executed ${jobs.length} times, by the jobs ${jobs.join(', ')}`] : [];
  });
}

/** The jobs of the run, by the token in their comment (`<run>.<submission>`). */
function jobsOf({ records, run }: Witnesses): JobRecord[] {
  return records.filter(({ comment }) => comment.startsWith(`${run.id}.`));
}

function doubledJobs(witnesses: Witnesses): string[] {
  const jobs = new Map<string, string[]>();
  for (const { comment, job } of jobsOf(witnesses)) jobs.set(comment, [...(jobs.get(comment) ?? []), job]);
  // The elements of one array are one submission.
  const twice = [...jobs].filter(([, ids]) => new Set(ids.map((id) => id.split('_')[0])).size > 1);
  const known = new Set(witnesses.run.items.map(({ job_id }) => job_id));
  const strays = jobsOf(witnesses).filter(({ job }) => !known.has(job));
  return [
    ...twice.map(([token, ids]) => `submission ${token} has the jobs ${ids.join(', ')}`),
    ...strays.map(({ job, comment }) => `job ${job} of submission ${comment} belongs to no task`),
  ];
}

function lostFaults({ id, end }: PlannedTask, witnesses: Witnesses): string[] {
  const item = itemOf(witnesses, id);
  if (item === undefined) return [`${id} is not in the run any more`];
  if (!/^(completed|failed|dep_failed)$/.test(item.status))
    return [`${id} never ended: it is ${item.status}`];
  if (end.is === 'blocked') return [];
  const [line] = witnesses.traces.get(id)?.lines ?? [];
  if (line === undefined) return [`${id} was never executed, and is ${item.status}: ${item.error}`];
  const isRecorded = jobsOf(witnesses).some(({ job }) => job === item.job_id);
  return [
    ...(line.job === item.job_id ? [] : [`${id} was executed by job ${line.job}, not by ${item.job_id}`]),
    ...(isRecorded ? [] : [`job ${item.job_id} of ${id} is not in accounting with its token`]),
  ];
}

function verdictFaults({ id, end }: PlannedTask, witnesses: Witnesses): string[] {
  const item = itemOf(witnesses, id);
  if (item === undefined || isRight(item, end)) return [];
  const { status, exit_code, signal, reason, error } = item;
  return [
    `${id} should be ${JSON.stringify(end)}, but is ${JSON.stringify({ status, exit_code, signal, reason, error })}`,
  ];
}

function isRight(item: RunItem, end: PlannedTask['end']): boolean {
  switch (end.is) {
    case 'well':
      return item.status === 'completed' && item.exit_code === 0;
    case 'exit':
      return item.status === 'failed' && item.reason === 'exit' && item.exit_code === end.code;
    case 'killed':
      return item.status === 'failed' && item.reason === 'signal' && item.signal === 9;
    case 'blocked':
      return item.status === 'dep_failed';
  }
}

function orderFaults({ id, parents, end }: PlannedTask, { traces }: Witnesses): string[] {
  const lines = traces.get(id)?.lines ?? [];
  if (end.is === 'blocked')
    return lines.map(({ job }) => `${id} had to be blocked, but job ${job} executed it`);
  return lines.flatMap(({ time, missing }) => {
    const late = parents.filter((parent) => (traces.get(parent)?.doneAt ?? Infinity) > time);
    const early = [...new Set([...missing, ...late])];
    return early.length === 0 ? [] : [`${id} began before the end of ${early.join(', ')}`];
  });
}

function itemOf({ run }: Witnesses, id: string): RunItem | undefined {
  return run.items.find(({ task }) => task.id === id);
}
