import type { Change, Orphan } from '../../src/conductor/orders.ts';
import type { Happening } from '../../src/engine/event.ts';
import {
  type BackendName,
  backendName,
  jobId,
  type RunId,
  runId,
  type TaskId,
  taskId,
  token,
} from '../../src/engine/ids.ts';
import type { RunInfo, RunStatus } from '../../src/engine/run.ts';
import {
  isTerminal,
  statusOf,
  TASK_STATUSES,
  type TaskState,
  type TaskStatus,
} from '../../src/engine/state.ts';
import type { Task } from '../../src/engine/task.ts';
import type { Reason, Verdict } from '../../src/engine/verdict.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import { creation, makeJob, makeTask } from '../../src/store/store.testdata.ts';
import type { AttemptSnapshot, Store } from '../../src/store/store.ts';

/** 2026-02-19 14:30 UTC: pretended worlds stand still there unless a test says otherwise. */
export const NOON = Date.UTC(2026, 1, 19, 14, 30);

export const MERCURY = backendName('mercury');

/**
 * A world whose tasks change when a test says so: the real store in memory, and nobody who decides. What the conductor
 * would save after a beat is saved here by hand.
 */
export class PretendedWorld {
  readonly store: Store = openStore(':memory:');
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #cancelled = new Map<RunId, string>();
  #submissions = 0;

  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** How many listen; zero when everybody who left has also stopped listening. */
  listenerCount(): number {
    return this.#listeners.size;
  }

  tell(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }

  addRun(id: string, tasks: readonly (string | Task)[], info: Partial<RunInfo> = {}): RunId {
    const run = runId(id);
    const whole = tasks.map((task) => (typeof task === 'string' ? makeTask(task) : task));
    const counts = { ...noCounts(), pending: whole.length };
    const about = { id: run, backend: MERCURY, createdAt: NOON - 3_600_000, ...info };
    this.#saved(this.store.save(creation(whole, about, { status: 'pending', counts })));
    return run;
  }

  /** Puts tasks into states, all in one beat, and the run into the status that follows. */
  setStates(run: RunId, states: Readonly<Record<string, TaskState>>, at = NOON): void {
    const changed = Object.entries(states).map(([id, state]) => ({
      index: this.#indexOf(run, id),
      id,
      state,
    }));
    const attempts = changed.flatMap(({ index, state }) => this.#attempt(run, index, state));
    const counts = this.#countsAfter(run, new Map(changed.map(({ index, state }) => [index, state])));
    const status = this.#statusOf(run, counts);
    const isOver = status !== 'running' && status !== 'pending';
    const by = this.#cancelled.get(run);
    this.#saved(
      this.store.save({
        events: [
          ...attempts.map(({ index, attempt, submission }) => ({
            run,
            at,
            kind: 'submission-intended' as const,
            submission,
            tasks: [{ index, attempt }],
          })),
          ...changed.map(({ index, state }) => ({ run, at, ...happeningOf(index, state) })),
        ],
        runs: [
          {
            run,
            status,
            counts,
            nextSubmission: this.#submissions + 1,
            cancel: by === undefined ? null : { by, at },
            hold: null,
            open: [],
            endedAt: isOver ? at : null,
          },
        ],
        tasks: changed.map(({ index, state }) => ({ run, index, state })),
        attempts,
        arrays: [],
      }),
    );
  }

  /** The chosen tasks of an ended run wait again, each as a new attempt. */
  rerun(run: RunId, by: string, chosen: readonly TaskId[]): void {
    this.#cancelled.delete(run);
    const rows = this.store.listTasks(run).filter(({ task }) => chosen.includes(task.id));
    const tasks = rows.map(({ index }) => index);
    this.#saved(
      this.store.save({
        events: [{ run, at: NOON, kind: 'rerun-requested', by, tasks }],
        runs: [],
        tasks: [],
        attempts: [],
        arrays: [],
      }),
    );
    this.setStates(
      run,
      Object.fromEntries(
        rows.map(({ task, state }) => [task.id, { is: 'waiting', attempt: state.attempt + 1 }]),
      ),
    );
  }

  /** Every task that has not ended ends as cancelled. */
  cancel(run: RunId, by: string): boolean {
    if (this.store.readRun(run) === null) return false;
    this.#cancelled.set(run, by);
    const open = this.store.listTasks(run).filter(({ state }) => !isTerminal(state));
    this.setStates(
      run,
      Object.fromEntries(open.map(({ task }) => [task.id, failedState('cancelled', `Cancelled by ${by}`)])),
    );
    return true;
  }

  #saved(last: number): void {
    this.tell({ is: 'events', last });
  }

  #indexOf(run: RunId, id: string): number {
    const row = this.store.readTask(run, taskId(id));
    if (row === null) throw new Error(`run ${run} has no task ${id}`);
    return row.index;
  }

  #attempt(run: RunId, index: number, state: TaskState): readonly AttemptSnapshot[] {
    if (state.is !== 'queued' && state.is !== 'running') return [];
    this.#submissions += 1;
    const { attempt } = state;
    const log = `/home/ada/logs/${attempt}_${index}`;
    const script = `#!/bin/bash\n#SBATCH --partition=normal\n# attempt ${attempt}\ntrue\n`;
    const files = { outputPath: `${log}.out`, errorPath: `${log}.err` };
    return [{ run, index, attempt, submission: this.#submissions, script: script, ...files }];
  }

  #countsAfter(run: RunId, changed: ReadonlyMap<number, TaskState>): Record<TaskStatus, number> {
    const counts = noCounts();
    for (const { index, state } of this.store.listTasks(run))
      counts[statusOf(changed.get(index) ?? state)] += 1;
    return counts;
  }

  #statusOf(run: RunId, counts: Record<TaskStatus, number>): RunStatus {
    if (counts.submitted + counts.running + counts.settling > 0) return 'running';
    if (counts.pending > 0) return 'pending';
    if (this.#cancelled.has(run)) return 'cancelled';
    return counts.failed + counts.dep_failed > 0 ? 'failed' : 'completed';
  }
}

/** Any event that the store takes; only the ends are read by anybody. */
function happeningOf(task: number, state: TaskState): Happening {
  if (state.is === 'completed' || state.is === 'failed') {
    const { verdict, usage, node } = state;
    return { kind: 'task-ended', task, verdict, usage, node };
  }
  return { kind: 'task-queued', task, reason: '' };
}

function noCounts(): Record<TaskStatus, number> {
  return Object.fromEntries(TASK_STATUSES.map((status) => [status, 0])) as Record<TaskStatus, number>;
}

const NO_USAGE = { cpuEfficiency: null, maxRssBytes: null } as const;

export function placed(job: string, submittedAt = NOON - 1_800_000) {
  return { attempt: 1, submission: 1, element: null, job: jobId(job), submittedAt } as const;
}

export function queuedState(job: string, reason = 'Priority', submittedAt?: number): TaskState {
  return { is: 'queued', reason, ...placed(job, submittedAt) };
}

export function runningState(job: string, node = 'n087', startedAt = NOON - 720_000): TaskState {
  return { is: 'running', startedAt, node, ...placed(job) };
}

export function completedState(
  job: string,
  tookMs = 840_000,
  maxRssBytes: number | null = 5.1 * 1024 ** 3,
): TaskState {
  const verdict = makeVerdict('completed', '', {
    exitCode: 0,
    finishedAt: NOON - 60_000,
    startedAt: NOON - 60_000 - tookMs,
  });
  return {
    is: 'completed',
    verdict,
    usage: { cpuEfficiency: 93.4, maxRssBytes },
    node: 'n113',
    ...placed(job),
  };
}

export function failedState(
  reason: Reason,
  sentence: string,
  job: string | null = null,
  more: Partial<Verdict> = {},
): TaskState {
  const times = { startedAt: NOON - 900_000, finishedAt: NOON - 60_000 };
  const verdict = makeVerdict(reason, sentence, { ...times, ...more });
  const shared = { is: 'failed', attempt: 1, verdict, usage: NO_USAGE } as const;
  return job === null
    ? { ...shared, node: '', placed: null }
    : { ...shared, node: 'n113', placed: placed(job) };
}

/** Failed with that exit code. */
export function exitedState(exitCode: number, job: string): TaskState {
  return failedState('exit', 'Scheduler: Non-zero exit code', job, { exitCode });
}

/** A job with a token of ours that no run wants. */
export function makeOrphan(job: string): Orphan {
  return { backend: MERCURY, job: makeJob(job, { name: 'left over', token: token('dead0000.7') }) };
}

export function blockedState(because: string): TaskState {
  return { is: 'blocked', attempt: 1, because: taskId(because), at: NOON - 30_000 };
}

function makeVerdict(reason: Reason, sentence: string, more: Partial<Verdict>): Verdict {
  return {
    reason,
    exitCode: null,
    signal: null,
    source: 'record',
    raw: '',
    startedAt: null,
    finishedAt: null,
    sentence,
    ...more,
  };
}

export type { BackendName };
