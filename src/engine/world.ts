import { present } from './assert.ts';
import { CostSum } from './cost-sum.ts';
import type { BackendName, JobId, RunId } from './ids.ts';
import { IndexHeap } from './index-heap.ts';
import { emptyGraph, extendGraph, type Graph, taskAt } from './plan.ts';
import type { RunInfo } from './run.ts';
import {
  isActive,
  type Placed,
  placedOf,
  statusOf,
  TASK_STATUSES,
  type TaskState,
  type TaskStatus,
} from './state.ts';
import type { ArrayRules, Hold, OpenSubmission, SiteLimits } from './submission.ts';
import type { Task } from './task.ts';

/**
 * All that is going on: the runs that have not ended, and what the backends allow. Changed by `apply` alone, which
 * keeps counts, ready sets and unmet dependencies up to date, so that a beat costs what changed.
 */
export interface World {
  readonly runs: Map<RunId, Run>;
  readonly backends: Map<BackendName, BackendSlots>;
}

export interface BackendSlots {
  /** Active tasks over all runs that the backend may have. */
  readonly limit: number;
  active: number;
  /** Narrowed once the scheduler has said what it takes; never saved, as is what it said. */
  arrays: ArrayRules | null;
  partitions: SiteLimits['partitions'];
}

export interface Run {
  readonly info: RunInfo;
  readonly graph: Graph;
  /** By position, as everything below. */
  readonly states: TaskState[];
  /** How many dependencies have not completed. */
  readonly unmet: number[];
  /** Waiting, and nothing is unmet. */
  readonly ready: IndexHeap;
  readonly counts: Record<TaskStatus, number>;
  /** What its tasks have taken, and which are still to come. */
  readonly costs: CostSum;
  active: number;
  /** Tasks that were cancelled, by us or from outside. */
  cancelled: number;
  cancel: { readonly by: string; readonly at: number } | null;
  hold: Hold | null;
  nextSubmission: number;
  readonly open: Map<number, OpenSubmission>;
  /** Jobs that have not ended, as far as we know. Of two with one id, which a scheduler may give anew, the newer one. */
  readonly jobs: Map<JobId, number>;
  /** All of them by what they leave behind, as `placeIn` names it. */
  readonly places: Map<string, number>;
  readonly settling: Set<number>;
  readonly generating: Set<number>;
  /** Ended by the word of the job itself; what accounting measured is still of interest. */
  readonly unmeasured: Map<JobId, number>;
  /** Failed or blocked, and what waits for them has not been blocked yet. */
  readonly fallen: number[];
  endedAt: number | null;
  /** Of this process only, never saved. */
  readonly pace: Pace;
}

/** What is under way or was tried lately. Empty after a restart, which is why a restart looks before it repeats. */
export interface Pace {
  /** Submissions being sent or looked for. */
  readonly inFlight: Set<number>;
  /** Open submissions for which nobody could be asked: when to look again. */
  readonly lookAgainAt: Map<number, number>;
  /** Jobs to be cancelled: when to ask (again). */
  readonly cancelAt: Map<number, number>;
  /** Generators: when to read (again); absent while it is being read. */
  readonly generateAt: Map<number, number>;
  /** Tasks whose jobs told of their start themselves: when we heard of it. */
  readonly startHeardAt: Map<number, number>;
  /** Settling tasks: listings since then that did not show their job. */
  readonly absences: Map<number, Absence>;
  /** Failed in this beat: whether they are tried again is decided before anything follows from it. */
  readonly failed: number[];
  /** The run is cancelled, and some tasks still wait. */
  withdraw: boolean;
  /** Some that could go out were left for the next beat. */
  hasMore: boolean;
}

export interface Absence {
  /** How many listings in a row. */
  readonly times: number;
  /** When the last of them was asked for, in milliseconds since 1970. */
  readonly lastAt: number;
  /** For how long nobody has seen it, as far as that can be told from listing to listing. */
  readonly silentMs: number;
}

export function createWorld(
  rules: Iterable<readonly [BackendName, Pick<BackendSlots, 'limit' | 'arrays'>]>,
): World {
  const backends = new Map<BackendName, BackendSlots>();
  for (const [name, { limit, arrays }] of rules)
    backends.set(name, { limit, active: 0, arrays, partitions: {} });
  return { runs: new Map(), backends };
}

export function createRun(info: RunInfo, tasks: readonly Task[]): Run {
  const run: Run = {
    info,
    graph: emptyGraph(),
    states: [],
    unmet: [],
    ready: new IndexHeap(),
    counts: emptyCounts(),
    costs: new CostSum(),
    active: 0,
    cancelled: 0,
    cancel: null,
    hold: null,
    nextSubmission: 1,
    open: new Map(),
    jobs: new Map(),
    places: new Map(),
    settling: new Set(),
    generating: new Set(),
    unmeasured: new Map(),
    fallen: [],
    endedAt: null,
    pace: {
      inFlight: new Set(),
      lookAgainAt: new Map(),
      cancelAt: new Map(),
      generateAt: new Map(),
      startHeardAt: new Map(),
      absences: new Map(),
      failed: [],
      withdraw: false,
      hasMore: false,
    },
  };
  addTasks(run, tasks);
  return run;
}

/** The same for all: what is shared is saved together. */
const NEW: TaskState = { is: 'waiting', attempt: 1 };

/** New tasks wait; those without unmet dependencies are ready at once. */
export function addTasks(run: Run, tasks: readonly Task[]): void {
  const first = run.graph.tasks.length;
  extendGraph(run.graph, tasks);
  for (let index = first; index < run.graph.tasks.length; index += 1) {
    const unmet = dependenciesOf(run, index).filter(
      (dependency) => run.states[dependency]?.is !== 'completed',
    ).length;
    run.unmet.push(unmet);
    run.states.push(NEW);
    run.counts.pending += 1;
    run.costs.add(taskAt(run.graph, index), NEW);
    if (run.cancel !== null) run.pace.withdraw = true;
    else if (unmet === 0) run.ready.push(index);
    // A dependency that fell before these tasks came must block them too.
    for (const dependency of dependenciesOf(run, index)) {
      const is = run.states[dependency]?.is;
      if (is === 'failed' || is === 'blocked') run.fallen.push(dependency);
    }
  }
}

/** Moves a task into a state, keeping every count and set that follows from it. */
export function setState(world: World, run: Run, index: number, state: TaskState): void {
  leaveState(world, run, index);
  enterState(world, run, index, state);
}

function leaveState(world: World, run: Run, index: number): void {
  const old = stateOf(run, index);
  if (isActive(old)) {
    run.active -= 1;
    slotsOf(world, run).active -= 1;
  }
  const placed = placedOf(old);
  if (placed !== null) {
    if (run.jobs.get(placed.job) === index) run.jobs.delete(placed.job);
    run.places.delete(placeIn(placed));
  }
  if (old.is === 'failed' && old.verdict.reason === 'cancelled') run.cancelled -= 1;
  run.settling.delete(index);
  run.generating.delete(index);
  run.pace.cancelAt.delete(index);
  run.pace.generateAt.delete(index);
  run.pace.absences.delete(index);
  if (old.is === 'running') run.pace.startHeardAt.delete(index);
}

/** Beside `setState` only for a run that is put back: its tasks have no state yet that they could leave. */
export function enterState(world: World, run: Run, index: number, state: TaskState): void {
  const old = stateOf(run, index);
  run.counts[statusOf(old)] -= 1;
  run.counts[statusOf(state)] += 1;
  run.costs.replace(taskAt(run.graph, index), old, state);
  run.states[index] = state;
  if (isActive(state)) {
    run.active += 1;
    slotsOf(world, run).active += 1;
    const placed = placedOf(state);
    if (placed !== null) {
      run.jobs.set(placed.job, index);
      run.places.set(placeIn(placed), index);
    }
  }
  switch (state.is) {
    case 'waiting':
      if (run.cancel !== null) run.pace.withdraw = true;
      else if (run.unmet[index] === 0) run.ready.push(index);
      break;
    case 'queued':
    case 'running':
      if (run.cancel !== null) run.pace.cancelAt.set(index, 0);
      break;
    case 'settling':
      run.settling.add(index);
      break;
    case 'generating':
      run.generating.add(index);
      run.pace.generateAt.set(index, 0);
      break;
    case 'failed':
      if (state.verdict.reason === 'cancelled') run.cancelled += 1;
      run.fallen.push(index);
      break;
    case 'blocked':
      run.fallen.push(index);
      break;
    default:
  }
}

/** A submission's number, with that of the element of an array: `3`, `4_17`. */
export function placeIn({ submission, element }: Pick<Placed, 'submission' | 'element'>): string {
  return element == null ? `${submission}` : `${submission}_${element}`;
}

export function decrementUnmet(run: Run, index: number): number {
  const unmet = present(run.unmet[index], 'a count of unmet dependencies') - 1;
  run.unmet[index] = unmet;
  return unmet;
}

export function stateOf(run: Run, index: number): TaskState {
  return present(run.states[index], `state of task number ${index}`);
}

export function dependentsOf(run: Run, index: number): readonly number[] {
  return present(run.graph.dependents[index], `dependents of task number ${index}`);
}

export function dependenciesOf(run: Run, index: number): readonly number[] {
  return present(run.graph.dependencies[index], `dependencies of task number ${index}`);
}

/**
 * The backend's settings are others now: what it holds of ours stays counted, what its scheduler takes is asked anew. What was
 * to be done there meanwhile may have been done by nobody: it is taken up as after a restart.
 */
export function configureBackend(
  world: World,
  name: BackendName,
  { limit, arrays }: Pick<BackendSlots, 'limit' | 'arrays'>,
): void {
  world.backends.set(name, { limit, arrays, active: world.backends.get(name)?.active ?? 0, partitions: {} });
  for (const run of world.runs.values()) {
    if (run.info.backend !== name) continue;
    run.pace.inFlight.clear();
    for (const task of run.generating) run.pace.generateAt.set(task, 0);
  }
}

/** A backend that is no longer configured has no slots: its runs are kept, and nothing more of them is submitted. */
export function slotsOf(world: World, run: Run): BackendSlots {
  const known = world.backends.get(run.info.backend);
  if (known !== undefined) return known;
  const none: BackendSlots = { limit: 0, active: 0, arrays: null, partitions: {} };
  world.backends.set(run.info.backend, none);
  return none;
}

function emptyCounts(): Record<TaskStatus, number> {
  return Object.fromEntries(TASK_STATUSES.map((status) => [status, 0])) as Record<TaskStatus, number>;
}
