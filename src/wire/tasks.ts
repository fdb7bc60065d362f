import type { TaskStatus } from '../engine/state.ts';
import type { RetryReason } from '../engine/task.ts';
import type { EvidenceSource, Reason } from '../engine/verdict.ts';
import type { IsoTime } from './iso-time.ts';
import type { LogType } from './paths.ts';

/** Why a task is not completed and never will be: the reason of its verdict, or that it was never started. */
export type FailureReason = Exclude<Reason, 'completed'> | 'dependency-failed';

/** One task of a run and how it stands (`compat.md` 15, 'Item'); the fields after `exit_code` are ours. */
export interface RunItem {
  readonly task: ItemTask;
  readonly status: TaskStatus;
  readonly job_id: string | null;
  readonly submitted_at: IsoTime | null;
  readonly started_at: IsoTime | null;
  readonly finished_at: IsoTime | null;
  /** Why it failed, in one sentence; null when it did not. */
  readonly error: string | null;
  /** The newest submitted script; null when there is none yet. */
  readonly submit_script: string | null;
  /** Percent. */
  readonly cpu_efficiency: number | null;
  /** `1.2G`, `512M`, `64K`, `10B`; empty when unknown. */
  readonly max_rss: string;
  /** The scheduler's own words for how it ended, raw: `CANCELLED by 1000`. */
  readonly scheduler_state: string | null;
  /** Why it is not running yet, in one sentence. */
  readonly pending_reason: string | null;
  readonly exit_code: number | null;
  readonly reason: 'completed' | FailureReason | null;
  /** The reason for people: `exit code 3`, `signal 11 (SIGSEGV)`, `cancelled by ada`; null when it did not fail. */
  readonly reason_words: string | null;
  /** Who says how it ended, in the order of rank: the job's own record, accounting, the queue, nobody; or ScriptHut. */
  readonly reason_source: EvidenceSource | null;
  readonly cancelled_by: string | null;
  readonly signal: number | null;
  readonly node: string | null;
  /** From 1. */
  readonly attempt: number;
  /** An estimate in US dollars; absent where start, end or price are not known. */
  readonly cost?: number;
}

/** A task's definition under its long field names (`compat.md` 3.2), patterns expanded, directories resolved. */
export interface ItemTask {
  readonly id: string;
  readonly name: string;
  readonly command: string;
  readonly dependencies: readonly string[];
  readonly working_dir: string;
  readonly partition: string;
  readonly cpus: number;
  readonly memory: string;
  readonly time_limit: string;
  readonly output_file: string | null;
  readonly error_file: string | null;
  readonly generates_source: string | null;
  readonly gres: string | null;
  readonly environment: string | null;
  readonly env_vars: Readonly<Record<string, string>>;
  /** Null: it is not tried again by itself. */
  readonly retry: ItemRetry | null;
}

/** When a failed task is tried again by itself: `docs/workflows.md`. */
export interface ItemRetry {
  readonly max: number;
  readonly on: readonly RetryReason[];
  readonly memory: number;
  readonly time_limit: number;
}

/** GET `/api/v1/runs/{id}/tasks/{t}/attempts`: oldest first. */
export interface AttemptsAnswer {
  readonly run_id: string;
  readonly task_id: string;
  readonly attempts: readonly AttemptItem[];
}

export interface ItemRetried {
  readonly because: FailureReason;
  readonly memory: string | null;
  readonly time_limit: string | null;
}

/** One try at a task, and how it ended. */
export interface AttemptItem {
  /** From 1. */
  readonly attempt: number;
  readonly job_id: string | null;
  /** When it was handed to the scheduler. */
  readonly sent_at: IsoTime;
  readonly started_at: IsoTime | null;
  readonly finished_at: IsoTime | null;
  readonly node: string | null;
  /** Null while it goes on. */
  readonly reason: 'completed' | FailureReason | null;
  readonly reason_words: string | null;
  readonly reason_source: EvidenceSource | null;
  readonly exit_code: number | null;
  readonly signal: number | null;
  readonly error: string | null;
  readonly scheduler_state: string | null;
  /** What the scheduler said after the verdict, which stays as it was. */
  readonly learned_later: string | null;
  /** Why it was made by itself, and what it asks for where that is not what the author wrote; else null. */
  readonly retried: ItemRetried | null;
  /** What was odd in the document with the tasks that the attempt generated. */
  readonly warnings: readonly string[];
  readonly output_path: string;
  readonly error_path: string;
  readonly script: string;
}

/** POST `/api/v1/tasks/run` (`compat.md` 13.7). `task` has the fields of `compat.md` 3.2. */
export interface TaskOrder {
  readonly task: Readonly<Record<string, unknown>>;
  readonly backend: string;
  readonly run_name?: string;
  readonly labels?: readonly string[];
}

/** GET `/api/v1/runs/{id}/tasks/{t}/logs`. */
export interface LogAnswer {
  readonly run_id: string;
  readonly task_id: string;
  readonly type: LogType;
  /** The attempt that was asked for; null stands for the newest. */
  readonly attempt: number | null;
  /** Null when there is no such file (yet). */
  readonly content: string | null;
  readonly path: string;
}

/** GET `/runs/{id}/tasks/{task}/detail/{what}` (`compat.md` 13.2). */
export interface TaskDetail {
  readonly content: string | null;
  readonly error: string | null;
  readonly task_name: string | null;
  readonly task_id: string;
  readonly path: string | null;
  readonly job_id: string | null;
  readonly status: TaskStatus | null;
  readonly node: string | null;
  readonly backend_name: string | null;
  readonly run_id: string;
  readonly generates_source: string | null;
}
