import type { Event, Happening } from '../../src/engine/event.ts';
import { jobId, type RunId, runId, taskId } from '../../src/engine/ids.ts';
import type { RunStatus } from '../../src/engine/run.ts';
import {
  type Placed,
  statusOf,
  TASK_STATUSES,
  type TaskState,
  type TaskStatus,
} from '../../src/engine/state.ts';
import type { Verdict } from '../../src/engine/verdict.ts';
import { creation, makeTask } from '../../src/store/store.testdata.ts';
import type { AttemptSnapshot, Changes, Store } from '../../src/store/store.ts';

/** Runs as large as somebody may have them, saved as the conductor would have saved them, a thousand tasks in a beat. */
export interface LargeRun {
  readonly id: string;
  readonly tasks: number;
  /** The id of a task: `sim.M3.T17`. */
  readonly name?: (index: number) => string;
  /** The ids of the tasks that it needs; nothing said: none. */
  readonly needs?: (index: number) => readonly string[];
  readonly state?: (index: number, tasks: number) => TaskState;
  /** When it was created, in milliseconds since 1970; every task starts a second after the one before. */
  readonly at: number;
  readonly backend: string;
  readonly workflow?: string;
  /** How long after the one before a task was sent, in milliseconds; nothing said: all at once. */
  readonly paceMs?: number;
}

const BEAT = 1_000;

/** A hundred groups, each of which is divided again. */
export function groupedName(index: number): string {
  return `sim${index % 100}.M${Math.floor(index / 100) % 20}.T${index}`;
}

/** Half way through: what has ended did well but for every thousandth task, a hundred run, a hundred queue. */
export function halfDone(index: number, tasks: number): TaskState {
  const half = Math.floor(tasks / 2);
  if (index < half) return endedState(index, index % 1000 === 999 ? 'exit' : 'completed');
  if (index < half + Math.min(100, tasks / 10)) return runningState(index);
  if (index < half + Math.min(200, tasks / 5))
    return { ...placedAt(index), is: 'queued', reason: 'Priority' };
  return { is: 'waiting', attempt: 1 };
}

export function runningState(index: number): TaskState {
  const place = placedAt(index);
  return { ...place, is: 'running', startedAt: place.submittedAt + 500, node: `n${index % 200}` };
}

export function endedState(index: number, reason: 'completed' | 'exit'): TaskState {
  const place = placedAt(index);
  const usage = { cpuEfficiency: 93.4, maxRssBytes: 2 ** 30 };
  const shared = { verdict: verdictOf(place, reason), usage, node: `n${index % 200}` };
  return reason === 'completed'
    ? { is: 'completed', ...place, ...shared }
    : { is: 'failed', attempt: 1, placed: place, ...shared };
}

const START = Date.UTC(2026, 1, 19, 14, 30);

function placedAt(index: number): Placed {
  return {
    attempt: 1,
    submission: index + 1,
    element: null,
    job: jobId(String(1_000_000 + index)),
    submittedAt: START + index * 10,
  };
}

function verdictOf({ submittedAt }: Placed, reason: 'completed' | 'exit'): Verdict {
  const times = { startedAt: submittedAt + 500, finishedAt: submittedAt + 60_000 };
  const shared = { reason, signal: null, source: 'record', raw: '', ...times } as const;
  return reason === 'completed'
    ? { ...shared, exitCode: 0, sentence: '' }
    : { ...shared, exitCode: 3, sentence: 'Scheduler: Non-zero exit code' };
}

/** Saves the run with its tasks, states, attempts and the events that led there. */
export function saveLargeRun(store: Pick<Store, 'save'>, run: LargeRun): RunId {
  const id = runId(run.id);
  const name = run.name ?? groupedName;
  const stateOf = (index: number) => (run.state ?? halfDone)(index, run.tasks);
  const needs = run.needs ?? (() => []);
  const tasks = Array.from({ length: run.tasks }, (_, index) => ({
    ...makeTask(name(index)),
    dependencies: needs(index).map(taskId),
  }));
  const counts = noCounts();
  counts.pending = run.tasks;
  const about = { id, createdAt: run.at, backend: run.backend, workflow: run.workflow ?? 'grid' };
  store.save(creation(tasks, about as never, { counts: { ...counts } }));
  for (let first = 0; first < run.tasks; first += BEAT) {
    const indices = Array.from({ length: Math.min(BEAT, run.tasks - first) }, (_, offset) => first + offset);
    const left = indices.filter((index) => stateOf(index).is !== 'waiting');
    for (const index of left) {
      counts.pending -= 1;
      counts[statusOf(stateOf(index))] += 1;
    }
    store.save(beat(id, left, stateOf, { ...counts }, run));
  }
  return id;
}

function beat(
  run: RunId,
  indices: readonly number[],
  stateOf: (index: number) => TaskState,
  counts: Record<TaskStatus, number>,
  { tasks, at, paceMs = 0 }: LargeRun,
): Changes {
  const status = statusFrom(counts, tasks);
  const isOver = status === 'completed' || status === 'failed';
  return {
    events: indices.flatMap((index) => eventsOf(run, index, stateOf(index), at + index * paceMs)),
    runs: [
      {
        run,
        status,
        counts,
        nextSubmission: tasks + 1,
        cancel: null,
        hold: null,
        open: [],
        endedAt: isOver ? at + 3_600_000 : null,
      },
    ],
    tasks: indices.map((index) => ({ run, index, state: stateOf(index) })),
    attempts: indices.map((index) => attemptOf(run, index)),
    arrays: [],
  };
}

function statusFrom(counts: Record<TaskStatus, number>, tasks: number): RunStatus {
  if (counts.completed === tasks) return 'completed';
  return counts.completed + counts.failed + counts.dep_failed === tasks ? 'failed' : 'running';
}

function eventsOf(run: RunId, index: number, state: TaskState, at: number): Event[] {
  const submission = index + 1;
  const { job, submittedAt } = placedAt(index);
  const happenings: Happening[] = [
    { kind: 'submission-intended', submission, tasks: [{ index, attempt: 1 }] },
    { kind: 'submission-accepted', submission, jobs: [job] },
  ];
  const node = `n${index % 200}`;
  if (state.is !== 'queued')
    happenings.push({ kind: 'task-started', task: index, startedAt: submittedAt, node });
  if (state.is === 'completed' || state.is === 'failed') {
    const { verdict, usage } = state;
    happenings.push({ kind: 'task-ended', task: index, verdict, usage, node });
  }
  return happenings.map((happening) => ({ run, at, ...happening }));
}

/** Of the length that scripts have. */
const SCRIPT = `#!/bin/bash -l\n${'#SBATCH --an-option=of-some-length\n'.repeat(16)}true\n`;

function attemptOf(run: RunId, index: number): AttemptSnapshot {
  const log = `/home/ada/.cache/scripthut/logs/scripthut_${run}_${index}`;
  const files = { outputPath: `${log}.out`, errorPath: `${log}.err` };
  return { run, index, attempt: 1, submission: index + 1, script: SCRIPT, ...files };
}

function noCounts(): Record<TaskStatus, number> {
  return Object.fromEntries(TASK_STATUSES.map((status) => [status, 0])) as Record<TaskStatus, number>;
}

/** A run in which very much happens: its tasks start and end one after the other, and again from the first. */
export class Flood {
  readonly #store: Pick<Store, 'save'>;
  readonly #run: RunId;
  readonly #statuses: TaskStatus[];
  #done = 0;

  constructor(store: Pick<Store, 'save' | 'readOutline'>, run: RunId) {
    this.#store = store;
    this.#run = run;
    this.#statuses = store.readOutline(run).statuses;
  }

  /** How many tasks are in each state, as the last save left them. */
  get counts(): Record<TaskStatus, number> {
    const counts = noCounts();
    for (const status of this.#statuses) counts[status] += 1;
    return counts;
  }

  /** Saves so many changes as one beat, and gives back the number of the last event. */
  change(count: number): number {
    const run = this.#run;
    const tasks = Array.from({ length: count }, () => this.#next());
    const at = Date.now();
    const shared = {
      run,
      status: 'running',
      nextSubmission: this.#statuses.length + 1,
      endedAt: null,
    } as const;
    return this.#store.save({
      events: tasks.map(({ index }) => ({
        run,
        at,
        kind: 'task-started',
        task: index,
        startedAt: at,
        node: 'n1',
      })),
      runs: [{ ...shared, counts: this.counts, cancel: null, hold: null, open: [] }],
      tasks,
      attempts: [],
      arrays: [],
    });
  }

  #next(): { readonly run: RunId; readonly index: number; readonly state: TaskState } {
    const index = this.#done % this.#statuses.length;
    this.#done += 1;
    const before = this.#statuses[index];
    const reason = index % 1000 === 999 ? 'exit' : 'completed';
    const state = before === 'running' ? endedState(index, reason) : runningState(index);
    this.#statuses[index] = statusOf(state);
    return { run: this.#run, index, state };
  }
}
