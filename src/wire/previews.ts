import type { CostAnswer } from './costs.ts';

/**
 * What would be submitted, and nothing was: POST `/api/v1/runs/preview` (with the body of POST `/api/v1/runs`), and GET
 * `/workflows/{name}/dry-run` as JSON.
 */
export interface PreviewAnswer {
  readonly workflow_name: string;
  readonly title: string | null;
  readonly backend_name: string;
  readonly log_dir: string;
  readonly task_count: number;
  /** In document order, the first thousand; the others are made the same way. */
  readonly tasks: readonly PreviewedTask[];
  /** What was odd but harmless in the document. */
  readonly warnings: readonly string[];
  /** By the time limits, which makes its forecast an upper bound. Absent where nothing has a price. */
  readonly cost?: CostAnswer;
}

export interface PreviewedTask {
  readonly id: string;
  readonly script: string;
  readonly output_path: string;
  readonly error_path: string;
  readonly warnings: readonly string[];
}
