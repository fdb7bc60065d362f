import type { EventKind } from '../engine/event.ts';
import type { RunStatus } from '../engine/run.ts';
import type { TaskStatus } from '../engine/state.ts';
import type { IsoTime } from './iso-time.ts';
import type { RunItem } from './tasks.ts';

/** A run in a list, and the answer to everything that starts one (`compat.md` 13.7). */
export interface RunSummary {
  readonly id: string;
  readonly workflow_name: string;
  /** Name of the source the document came from; null for configured workflows, documents and single tasks. */
  readonly source_name: string | null;
  readonly backend_name: string;
  readonly created_at: IsoTime;
  readonly status: RunStatus;
  readonly task_count: number;
  /** Tasks that have ended, failures included. */
  readonly completed_count: number;
  /** Tasks that are no longer pending. */
  readonly submitted_count: number;
  /** Only states that occur. */
  readonly status_counts: Readonly<Partial<Record<TaskStatus, number>>>;
}

/** GET `/api/v1/runs`: newest first. */
export interface RunsAnswer {
  readonly runs: readonly RunSummary[];
}

/** GET `/api/v1/runs/{id}`. */
export interface RunDetail extends RunSummary {
  /** One sentence: what the run waits for, or what went wrong. Empty when all is well. */
  readonly why: string;
  readonly finished_at: IsoTime | null;
  /** In document order. */
  readonly items: readonly RunItem[];
  readonly log_dir: string;
  readonly account: string | null;
  readonly commit_hash: string | null;
  readonly git_repo: string | null;
  readonly git_branch: string | null;
}

/** POST `/api/v1/runs`. */
export interface RunOrder {
  /** A list of tasks, or an object with `tasks` (`compat.md` 3.1). As a text, it is read as JSON, and faults name line and column. */
  readonly document: unknown;
  readonly backend: string;
  readonly workflow_name?: string;
  /** Absent: no limit but the backend's. */
  readonly max_concurrent?: number | null;
}

/** The answer to POST `/api/v1/runs` and `/api/v1/tasks/run`. */
export interface RunStarted extends RunSummary {
  /** What was odd but harmless in the document. */
  readonly warnings: readonly string[];
}

/** POST `/api/v1/runs/{id}/cancel`. */
export interface RunCancelled {
  readonly run_id: string;
  readonly cancelled: true;
}

/** One event of GET `/api/v1/events`, in the `data` of a server-sent event whose `id` is `sequence`. */
export interface RunEvent {
  readonly sequence: number;
  readonly run_id: string;
  readonly at: IsoTime;
  readonly kind: EventKind;
  /** The event as it was saved, without its tasks. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** One line of GET `/runs/list` (`compat.md` 13.2). */
export interface ListedRun {
  readonly id: string;
  readonly workflow_name: string;
  readonly backend_name: string;
  readonly created_at: IsoTime;
  readonly status: RunStatus;
  /** Ended tasks and all tasks. */
  readonly progress: readonly [done: number, total: number];
  readonly task_count: number;
}
