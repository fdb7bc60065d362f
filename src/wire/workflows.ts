import type { RunStatus } from '../engine/run.ts';

/** GET `/workflows` as JSON (`compat.md` 13.2). */
export interface WorkflowsAnswer {
  readonly workflows: readonly ListedWorkflow[];
}

export interface ListedWorkflow {
  readonly name: string;
  readonly backend: string;
  readonly description: string;
  readonly max_concurrent: number | null;
  readonly has_git: boolean;
}

/** POST `/workflows/{name}/run`. A failure is status 422 or 404 with `{error}`. */
export interface WorkflowStarted {
  readonly run_id: string;
  readonly workflow_name: string;
  readonly backend_name: string;
  readonly task_count: number;
  readonly status: RunStatus;
}
