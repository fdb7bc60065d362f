import { gzipSync } from 'node:zlib';
import type { PackedTexts } from '../engine/array-scripts.ts';
import type { Event, Happening } from '../engine/event.ts';
import type { QueuedJob } from '../engine/evidence.ts';
import { backendName, jobId, type RunId, runId, taskId } from '../engine/ids.ts';
import type { RunInfo } from '../engine/run.ts';
import { TASK_STATUSES, type TaskState, type TaskStatus } from '../engine/state.ts';
import type { Task } from '../engine/task.ts';
import type { Changes, RunSnapshot } from './store.ts';

export const RUN = runId('aaaaaaaa');
export const CLUSTER = backendName('cluster');
export const WAITING: TaskState = { is: 'waiting', attempt: 1 };

export function makeInfo(more: Partial<RunInfo> = {}): RunInfo {
  return {
    id: RUN,
    workflow: 'diamond',
    title: null,
    backend: CLUSTER,
    createdAt: 1000,
    maxConcurrent: null,
    logDir: '/home/ada/logs',
    account: null,
    loginShell: false,
    source: { kind: 'workflow', name: 'diamond' },
    git: null,
    environments: [],
    ...more,
  };
}

export function makeTask(id: string): Task {
  return {
    id: taskId(id),
    name: id,
    command: 'true',
    dependencies: [],
    workingDir: '~',
    resources: { partition: 'normal', cpus: 1, memory: '1G', timeLimit: '1:00:00', gres: null },
    outputFile: null,
    errorFile: null,
    generatesSource: null,
    environment: null,
    envVars: {},
    retry: null,
  };
}

export function makeTasks(count: number): Task[] {
  return Array.from({ length: count }, (_, index) => makeTask(`task-${index}`));
}

export function makeCounts(more: Partial<Record<TaskStatus, number>> = {}): Record<TaskStatus, number> {
  return {
    ...(Object.fromEntries(TASK_STATUSES.map((status) => [status, 0])) as Record<TaskStatus, number>),
    ...more,
  };
}

export function makeSnapshot(more: Partial<RunSnapshot> = {}): RunSnapshot {
  return {
    run: RUN,
    status: 'running',
    counts: makeCounts(),
    nextSubmission: 1,
    cancel: null,
    hold: null,
    open: [],
    endedAt: null,
    ...more,
  };
}

export function changes(more: Partial<Changes>): Changes {
  return { events: [], runs: [], tasks: [], attempts: [], arrays: [], ...more };
}

export function event(happening: Happening, run: RunId = RUN, at = 2000): Event {
  return { run, at, ...happening };
}

/** A beat that creates a run whose tasks all wait. */
export function creation(
  tasks: readonly Task[],
  info: Partial<RunInfo> = {},
  snapshot: Partial<RunSnapshot> = {},
): Changes {
  const whole = makeInfo(info);
  const run = whole.id;
  return changes({
    events: [{ run, at: whole.createdAt, kind: 'run-created', info: whole, tasks }],
    runs: [makeSnapshot({ run, ...snapshot })],
    tasks: tasks.map((_, index) => ({ run, index, state: WAITING })),
  });
}

/** As the scripts of an array are packed on their way. */
export function packedTexts(texts: readonly string[]): PackedTexts {
  const each = texts.map((text) => Buffer.from(text));
  return { lengths: each.map(({ length }) => length), packed: gzipSync(Buffer.concat(each)) };
}

/** A beat that puts one task into the queue, with that reason to wait there. */
export function queuing(index: number, reason: string): Changes {
  return changes({
    events: [event({ kind: 'task-queued', task: index, reason })],
    tasks: [{ run: RUN, index, state: { ...PLACED, is: 'queued', reason } }],
  });
}

export const PLACED = {
  attempt: 1,
  submission: 1,
  element: null,
  job: jobId('71'),
  submittedAt: 1500,
} as const;

export function makeJob(job: string, more: Partial<QueuedJob> = {}): QueuedJob {
  return {
    job: jobId(job),
    name: 'train',
    user: 'ada',
    state: 'running',
    rawState: 'RUNNING',
    reason: '',
    partition: 'normal',
    nodes: 'n1',
    cpus: 4,
    memory: '4G',
    submittedAt: 1000,
    startedAt: 2000,
    elapsedSeconds: 10,
    token: null,
    ...more,
  };
}
