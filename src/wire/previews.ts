import type { CostAnswer } from './costs.ts';
import type { IsoTime } from './iso-time.ts';

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
  /** Tasks that ask for the same, the first ones first. */
  readonly kinds: readonly PreviewedKindAnswer[];
  /** What was odd but harmless in the document. */
  readonly warnings: readonly string[];
  /** By the time limits, which makes its forecast an upper bound. Absent where nothing has a price. */
  readonly cost?: CostAnswer;
}

export interface PreviewedKindAnswer {
  /** The first of them. */
  readonly task_id: string;
  readonly tasks: number;
  /** How many calls of the scheduler they would be, were they all ready at once. */
  readonly submissions: number;
  /** What the scheduler would say to the first of them; null where it was not asked or cannot tell. */
  readonly rehearsal: {
    readonly accepted: boolean;
    /** When it would start as things are now. */
    readonly starts_at: IsoTime | null;
    readonly said: string;
  } | null;
}

export interface PreviewedTask {
  readonly id: string;
  readonly script: string;
  readonly output_path: string;
  readonly error_path: string;
  readonly warnings: readonly string[];
}
