import { runId, taskId } from '../../src/engine/ids.ts';
import type { RunInfo } from '../../src/engine/run.ts';
import type { TaskState } from '../../src/engine/state.ts';
import type { Task } from '../../src/engine/task.ts';
import { makeTask } from '../../src/store/store.testdata.ts';
import { makePipeline } from './pipelines.ts';
import { COMMIT } from './pretended-sources.ts';
import {
  completedState,
  failedState,
  NOON,
  type PretendedWorld,
  queuedState,
  runningState,
} from './pretended-world.ts';

/** The run that is open, and the one that did the same the day before. */
export const GRID = runId('7c41e9d2');
export const GRID_BEFORE = runId('3b90f6a8');

/** A task of both that ran out of memory in the newer one. */
export const STARVED = taskId('sim.M2.T11');

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What a laboratory may have on an afternoon: nothing in it is odd, as it is in other tests. */
export function addBelievableRuns(world: PretendedWorld): void {
  addQuick(world, '1f6a0c37', 'nightly', 31 * HOUR, []);
  addQuick(world, '9d02b5e1', 'lab/report', 28 * HOUR, []);
  addGridBefore(world);
  addQuick(world, '5ae7714b', 'benchmark', 9 * HOUR, ['large.8']);
  addQuick(world, 'c83d20f9', 'nightly', 7 * HOUR, []);
  addGrid(world);
}

function addQuick(world: PretendedWorld, id: string, workflow: string, ago: number, bad: readonly string[]) {
  const names = ['small', 'medium', 'large'].flatMap((size) => [1, 2, 4, 8].map((n) => `${size}.${n}`));
  const run = world.addRun(id, names, { workflow, createdAt: NOON - ago, by: 'ada' });
  const startedAt = NOON - ago + 2 * MINUTE;
  const stateOf = (name: string, index: number) =>
    bad.includes(name)
      ? failedState('timeout', 'The time limit of 1:00:00 was reached', String(470_100 + index), {
          startedAt,
          finishedAt: startedAt + HOUR,
        })
      : ran(String(470_100 + index), startedAt, (3 + index) * MINUTE, 1 + index / 4);
  const states = names.map((name, index) => [name, stateOf(name, index)]);
  world.setStates(run, Object.fromEntries(states), NOON - ago + (bad.length > 0 ? 63 : 20) * MINUTE);
}

const ABOUT_GRID: Partial<RunInfo> = {
  workflow: 'lab/grid',
  title: 'Grid search',
  git: { repository: 'git@github.com:lab/grid.git', branch: 'main', commit: COMMIT },
  by: 'ada',
  labels: ['paper', 'revision 2'],
  maxConcurrent: 40,
};

function addGridBefore(world: PretendedWorld): void {
  const tasks = gridTasks();
  const git = {
    repository: 'git@github.com:lab/grid.git',
    branch: 'main',
    commit: COMMIT.replace('3f', '9b'),
  };
  world.addRun(GRID_BEFORE, tasks, { ...ABOUT_GRID, git, createdAt: NOON - 26 * HOUR });
  const stateOf = (index: number) => {
    const start = startOf(index) - DAY;
    const job = String(479_000 + index);
    if (index === 97) return exited(job, start);
    return ran(job, start, (index === 40 ? 71 : 12 + (index % 7)) * MINUTE, memoryOf(index));
  };
  const states = tasks.slice(0, 235).map(({ id }, index) => [id, stateOf(index)]);
  const blocked = { is: 'blocked', attempt: 1, because: tasks[97]?.id, at: NOON - 23 * HOUR };
  const behind = tasks.slice(235).map(({ id }) => [id, blocked]);
  world.setStates(GRID_BEFORE, Object.fromEntries([...states, ...behind]), NOON - 23 * HOUR);
}

function addGrid(world: PretendedWorld): void {
  const tasks = gridTasks();
  world.addRun(GRID, tasks, { ...ABOUT_GRID, createdAt: NOON - 2 * HOUR });
  for (const [from, to, ago] of [
    [0, 1, 116],
    [1, 60, 80],
    [60, 130, 45],
    [130, 172, 9],
    [172, 212, 1],
  ] as const) {
    const some = tasks.slice(from, to).map(({ id }, offset) => [id, gridState(id, from + offset)]);
    world.setStates(GRID, Object.fromEntries(some), NOON - ago * MINUTE);
  }
}

function gridTasks(): readonly Task[] {
  const { ids, needs } = makePipeline(240, 4);
  return ids.map((id, index) => ({
    ...makeTask(id),
    command: id.startsWith('sim.') ? `julia --project run.jl ${id}` : `julia --project ${id}.jl`,
    workingDir: '~/grid',
    dependencies: (needs[index] ?? []).map(taskId),
    resources: { partition: 'normal', cpus: 4, memory: '16G', timeLimit: '2:00:00', gres: null },
  }));
}

function gridState(id: string, index: number): TaskState {
  const job = String(481_200 + index);
  const start = startOf(index);
  if (id === STARVED || index % 36 === 11) return broken('out-of-memory', job, start, 14 * MINUTE);
  if (index === 50 || index === 97) return exited(job, start);
  if (index < 172) return ran(job, start, (index === 0 ? 2 : 11 + (index % 7)) * MINUTE, memoryOf(index));
  if (index < 200) {
    const startedAt = NOON - (3 + (index % 13)) * MINUTE;
    return { ...runningState(job, nodeOf(index), startedAt), submittedAt: startedAt - MINUTE } as TaskState;
  }
  return queuedState(job, 'Priority', NOON - 20 * MINUTE);
}

/** Forty side by side, each wave after the one before. */
function startOf(index: number): number {
  if (index === 0) return NOON - 118 * MINUTE;
  return NOON - (115 - Math.floor((index - 1) / 40) * 21 - ((index - 1) % 40) * 0.1) * MINUTE;
}

const memoryOf = (index: number): number => 4 + (index % 5) * 0.4;
const nodeOf = (index: number): string => `n${String(80 + (index % 40)).padStart(3, '0')}`;

const exited = (job: string, startedAt: number): TaskState => broken('exit', job, startedAt, MINUTE);

function broken(reason: 'exit' | 'out-of-memory', job: string, startedAt: number, tookMs: number): TaskState {
  const isExit = reason === 'exit';
  const sentence = isExit ? 'Exit code 3' : 'Killed at 16.0 GB: out of memory';
  const times = { startedAt, finishedAt: startedAt + tookMs, ...(isExit && { exitCode: 3 }) };
  const state = failedState(reason, sentence, job, times);
  if (state.is !== 'failed' || state.placed === null) return state;
  return {
    ...state,
    node: nodeOf(Number(job) % 3),
    placed: { ...state.placed, submittedAt: startedAt - MINUTE },
  };
}

/** Completed after so many milliseconds, with so many gigabytes at most. */
function ran(job: string, startedAt: number, tookMs: number, gigabytes: number): TaskState {
  const state = completedState(job, tookMs, gigabytes * 1024 ** 3);
  if (state.is !== 'completed') return state;
  const verdict = { ...state.verdict, startedAt, finishedAt: startedAt + tookMs };
  return { ...state, verdict, submittedAt: startedAt - MINUTE, node: nodeOf(Number(job)) };
}
