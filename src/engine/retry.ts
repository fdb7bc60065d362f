import { assert } from './assert.ts';
import type { EventOf } from './event.ts';
import { taskAt } from './plan.ts';
import { readMemory, readTimeLimit, writeMemory, writeTimeLimit } from './resources.ts';
import { type MaybeRetried, type Retried, type RetriedReason, retriedOf, type TaskState } from './state.ts';
import type { PartitionLimits, SiteLimits } from './submission.ts';
import type { Resources, RetryPolicy, RetryReason, Task } from './task.ts';
import type { Reason } from './verdict.ts';
import { type Run, setState, stateOf, type World } from './world.ts';

/** The author's words for ways of failing. A command that a signal ended has ended by itself, as one with an exit code. */
const RETRY_REASON: Readonly<Record<RetriedReason, RetryReason>> = {
  'out-of-memory': 'out_of_memory',
  timeout: 'timeout',
  'node-failure': 'node_fail',
  'boot-failure': 'node_fail',
  preempted: 'preempted',
  exit: 'exit',
  signal: 'exit',
};

const UNKNOWN: PartitionLimits = { memoryBytes: null, seconds: null };

/** What a task is tried again with, after it failed just now. Null: it is not. */
export function nextTry(run: Run, index: number, partitions: SiteLimits['partitions']): Retried | null {
  const state = stateOf(run, index);
  const task = taskAt(run.graph, index);
  // Tasks that were saved by earlier versions have no word about it.
  const policy = task.retry ?? null;
  if (state.is !== 'failed' || policy === null || run.cancel !== null) return null;
  const because = state.verdict.reason;
  if (!isWorthATry(because)) return null;
  const reason = RETRY_REASON[because];
  const before = retriedOf(state);
  const count = (before?.count ?? 0) + 1;
  if (!policy.on.includes(reason) || count > policy.max) return null;
  const more = scale(taskOf(task, state).resources, reason, policy, partitions);
  return more === null ? null : { ...before, ...more, count, because };
}

function isWorthATry(reason: Reason): reason is RetriedReason {
  return Object.hasOwn(RETRY_REASON, reason);
}

/** The task as this attempt asks for it. */
export function taskOf(task: Task, state: MaybeRetried | TaskState): Task {
  const retried = 'is' in state ? retriedOf(state) : state.retried;
  if (retried === undefined) return task;
  const { memory = task.resources.memory, timeLimit = task.resources.timeLimit } = retried;
  return { ...task, resources: { ...task.resources, memory, timeLimit } };
}

type More = Pick<Retried, 'memory' | 'timeLimit'>;

/** Null where more would help, and there is no more. */
function scale(
  { partition, memory, timeLimit }: Resources,
  reason: RetryReason,
  policy: RetryPolicy,
  partitions: SiteLimits['partitions'],
): More | null {
  const limits = (Object.hasOwn(partitions, partition) ? partitions[partition] : undefined) ?? UNKNOWN;
  if (reason === 'out_of_memory' && policy.memory > 1) {
    const bytes = grown(readMemory(memory), policy.memory, limits.memoryBytes);
    return bytes === null ? null : { memory: writeMemory(bytes) };
  }
  if (reason === 'timeout' && policy.timeLimit > 1) {
    const seconds = grown(readTimeLimit(timeLimit), policy.timeLimit, limits.seconds);
    return seconds === null ? null : { timeLimit: writeTimeLimit(seconds) };
  }
  return {};
}

/** So many times the amount, up to the limit; null where that is no more, or where nobody can say how much it was. */
function grown(amount: number | null, factor: number, limit: number | null): number | null {
  if (amount === null) return null;
  const wanted = Math.min(amount * factor, limit ?? Number.POSITIVE_INFINITY);
  return wanted > amount ? wanted : null;
}

/** It waits again, as its next attempt. */
export function retryTask(world: World, run: Run, event: EventOf<'task-retried'>): readonly number[] {
  const old = stateOf(run, event.task);
  assert(old.is === 'failed', 'only a task that failed is tried again');
  // What accounting says of it later is about an attempt that nobody asks for any more.
  if (old.placed !== null) run.unmeasured.delete(old.placed.job);
  setState(world, run, event.task, { is: 'waiting', attempt: old.attempt + 1, retried: event.retried });
  return [event.task];
}
