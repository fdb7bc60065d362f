import type { EventKind } from '../engine/event.ts';
import type { RunStatus } from '../engine/run.ts';
import type { TaskStatus } from '../engine/state.ts';
import type { CostAnswer } from './costs.ts';
import type { IsoTime } from './iso-time.ts';
import type { ApiProblem } from './problem.ts';
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
  /** Ours: sorted words that people put on it. Absent where there are none. */
  readonly labels?: readonly string[];
  /** Ours: who started it. Absent where nobody knows. */
  readonly started_by?: string;
  /** Ours. Absent where nothing has a price, or prices are not known. */
  readonly cost?: CostAnswer;
}

/** GET `/api/v1/runs`: newest first. */
export interface RunsAnswer {
  readonly runs: readonly RunSummary[];
}

/** Tasks whose ids begin alike, up to the first dot; or one task that stands alone. */
export interface RunGroup {
  readonly name: string;
  readonly task_count: number;
  /** Only states that occur. */
  readonly status_counts: Readonly<Partial<Record<TaskStatus, number>>>;
}

/** GET `/api/v1/runs/{id}`. Without a query, `items` is all of them. */
export interface RunDetail extends RunSummary {
  /** One sentence: what the run waits for, or what went wrong. Empty when all is well. */
  readonly why: string;
  readonly finished_at: IsoTime | null;
  /** Set while the run goes on and its backend does not answer. */
  readonly stale: StalePicture | null;
  /** In document order. */
  readonly items: readonly RunItem[];
  /** Where `items` ends before the last task that was asked for: the `after` that brings those that follow. */
  readonly next_after: number | null;
  /** Only with `groups=true`: in document order; empty where there are more than a page of them. */
  readonly groups?: readonly RunGroup[];
  readonly log_dir: string;
  readonly account: string | null;
  readonly commit_hash: string | null;
  readonly git_repo: string | null;
  readonly git_branch: string | null;
}

/** What is known of a backend's jobs is older than it should be. Unknown is not dead: they are taken to be as last seen. */
export interface StalePicture {
  readonly backend: string;
  /** When its queue was seen last; null when it never was. */
  readonly since: IsoTime | null;
  /** Jobs of this run that are taken to be still running or queued. */
  readonly jobs: number;
  /** What went wrong. */
  readonly error: string | null;
}

/** POST `/api/v1/runs`. */
export interface RunOrder {
  /** A list of tasks, or an object with `tasks` (`compat.md` 3.1). As a text, it is read as JSON, and faults name line and column. */
  readonly document: unknown;
  readonly backend: string;
  readonly workflow_name?: string;
  /** Absent: no limit but the backend's. */
  readonly max_concurrent?: number | null;
  readonly labels?: readonly string[];
}

/** The body of PUT `/api/v1/runs/{id}/labels`, and its answer: all labels that the run has then. */
export interface RunLabels {
  readonly labels: readonly string[];
}

/** The answer to POST `/api/v1/runs`, `/api/v1/tasks/run` and `/api/v1/runs/{id}/rerun`. */
export interface RunStarted extends RunSummary {
  /** What was odd but harmless in the document. */
  readonly warnings: readonly string[];
}

/** DELETE `/api/v1/runs/{id}`. */
export interface RunDeleted {
  readonly run_id: string;
  readonly deleted: true;
}

/** The body of POST `/api/v1/runs/delete`. */
export interface DeleteOrder {
  readonly run_ids: readonly string[];
}

/** Its answer, status 200 also when some stay; and that of POST `/runs/delete` for programs. */
export interface RunsDeleted {
  readonly deleted: readonly string[];
  readonly failed: readonly ({ readonly run_id: string } & ApiProblem)[];
}

/** The answer of POST `/runs/rerun` for programs, status 200 also when some cannot be started. */
export interface RunsRepeated {
  readonly started: readonly { readonly run_id: string; readonly new_run_id: string }[];
  readonly failed: readonly ({ readonly run_id: string } & ApiProblem)[];
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
