import type { JobId, TaskId } from './ids.ts';
import type { Reason, Usage, Verdict } from './verdict.ts';

/**
 * The state of a task: one tagged union, each state with its own data only. Times are milliseconds since 1970.
 * The drawing is in ARCHITECTURE.md.
 */
export type TaskState =
  /** Not yet handed to the scheduler: dependencies, a slot, or a pause after a refusal are missing. */
  | ({ readonly is: 'waiting'; readonly attempt: number } & MaybeRetried)
  /** The intention to submit is saved; whether the scheduler has it is not known yet. */
  | ({ readonly is: 'submitting'; readonly attempt: number; readonly submission: number } & MaybeRetried)
  /** The scheduler has accepted it. `reason` is why it waits there, in the scheduler's words. */
  | ({ readonly is: 'queued'; readonly reason: string } & Placed)
  | ({ readonly is: 'running'; readonly startedAt: number; readonly node: string } & Placed)
  /** Gone from the queue, or said to have ended: the verdict is being asked for. */
  | ({
      readonly is: 'settling';
      readonly since: number;
      readonly startedAt: number | null;
      readonly node: string;
    } & Placed)
  /** Succeeded, and its further tasks are being read (`compat.md` 6). */
  | ({
      readonly is: 'generating';
      readonly verdict: Verdict;
      readonly usage: Usage;
      readonly node: string;
    } & Placed)
  | ({
      readonly is: 'completed';
      readonly verdict: Verdict;
      readonly usage: Usage;
      readonly node: string;
    } & Placed)
  /** Ended badly. `placed` is null when no job ever existed (refused, cancelled while waiting). */
  | {
      readonly is: 'failed';
      readonly attempt: number;
      readonly verdict: Verdict;
      readonly usage: Usage;
      readonly node: string;
      readonly placed: Placed | null;
    }
  | { readonly is: 'blocked'; readonly attempt: number; readonly because: TaskId; readonly at: number };

/** Where an attempt is: what the scheduler calls it and since when it has it. */
export interface Placed extends MaybeRetried {
  readonly attempt: number;
  readonly submission: number;
  /** Which element of the submission's array it is, from 1; null where it went alone. */
  readonly element: number | null;
  readonly job: JobId;
  readonly submittedAt: number;
}

export interface MaybeRetried {
  /** Missing where the attempt asks for what the author wrote. */
  readonly retried?: Retried;
}

/** Ways of failing after which another attempt may help. */
export type RetriedReason = Extract<
  Reason,
  'out-of-memory' | 'timeout' | 'node-failure' | 'boot-failure' | 'preempted' | 'exit' | 'signal'
>;

/** What was changed by trying again (`retry` of the task). */
export interface Retried {
  /** How often it was tried again by itself, since the author or somebody else last asked for it. */
  readonly count: number;
  /** How the attempt before ended. */
  readonly because: RetriedReason;
  /** As the scheduler takes it: `32G`; missing where it is the author's. */
  readonly memory?: string;
  readonly timeLimit?: string;
}

/** What people and the API see (`compat.md` 10.1). */
export type TaskStatus =
  | 'pending'
  | 'submitted'
  | 'running'
  | 'settling'
  | 'completed'
  | 'failed'
  | 'dep_failed';

export const TASK_STATUSES: readonly TaskStatus[] = [
  'pending',
  'submitted',
  'running',
  'settling',
  'completed',
  'failed',
  'dep_failed',
];

const STATUS_OF: Readonly<Record<TaskState['is'], TaskStatus>> = {
  waiting: 'pending',
  submitting: 'pending',
  queued: 'submitted',
  running: 'running',
  settling: 'settling',
  generating: 'settling',
  completed: 'completed',
  failed: 'failed',
  blocked: 'dep_failed',
};

/** The one place where a state becomes the word that people and the API see. */
export function statusOf(state: TaskState): TaskStatus {
  return STATUS_OF[state.is];
}

/** Nothing more happens to this task in this run. */
export function isTerminal(state: TaskState): boolean {
  return state.is === 'completed' || state.is === 'failed' || state.is === 'blocked';
}

/** Holds one of the run's and the backend's slots: the scheduler has it, or may have it. */
export function isActive(state: TaskState): boolean {
  return (
    state.is === 'submitting' || (placedOf(state) !== null && !isTerminal(state) && state.is !== 'generating')
  );
}

/** What the scheduler knows of the task, in every state in which it knows something. */
export function placedOf(state: TaskState): Placed | null {
  switch (state.is) {
    case 'waiting':
    case 'submitting':
    case 'blocked':
      return null;
    case 'failed':
      return state.placed;
    default:
      return state;
  }
}

export function retriedOf(state: TaskState): Retried | undefined {
  return 'retried' in state ? state.retried : placedOf(state)?.retried;
}

/** For the next state of the same attempt. */
export function keepRetried(state: TaskState): MaybeRetried {
  const retried = retriedOf(state);
  return retried === undefined ? {} : { retried };
}
