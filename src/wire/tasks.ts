import type { TaskStatus } from '../engine/state.ts';
import type { Reason } from '../engine/verdict.ts';
import type { IsoTime } from './iso-time.ts';
import type { LogType } from './paths.ts';

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
  /** The scheduler's own word for how it ended. */
  readonly scheduler_state: string | null;
  /** Why it is not running yet, in one sentence. */
  readonly pending_reason: string | null;
  readonly exit_code: number | null;
  readonly reason: Reason | null;
  readonly signal: number | null;
  readonly node: string | null;
  /** From 1. */
  readonly attempt: number;
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
}

/** POST `/api/v1/tasks/run` (`compat.md` 13.7). `task` has the fields of `compat.md` 3.2. */
export interface TaskOrder {
  readonly task: Readonly<Record<string, unknown>>;
  readonly backend: string;
  readonly run_name?: string;
}

/** GET `/api/v1/runs/{id}/tasks/{t}/logs`. */
export interface LogAnswer {
  readonly run_id: string;
  readonly task_id: string;
  readonly type: LogType;
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
