import type { RunId, TaskId } from '../engine/ids.ts';
import type { Result } from '../engine/result.ts';

/** What tasks publish beside their logs, read where it lies, and only when somebody asks for it. */
export interface TaskOutputs {
  /** `not-found` for a run that there is not. */
  summaries(run: RunId): Promise<Result<RunSummaries>>;
  /** A file below the task's folder; null when there is none there. */
  file(run: RunId, task: TaskId, path: string): Promise<Result<Uint8Array | 'too-large' | null>>;
}

export interface RunSummaries {
  /** Those about the whole run first. */
  readonly sections: readonly SummarySection[];
  /** Further ones that were not read. */
  readonly leftOut: number;
}

export interface SummarySection {
  readonly about: 'run' | 'task';
  /** Null where no task of the run has a folder of that name. */
  readonly task: { readonly id: TaskId; readonly name: string } | null;
  /** The folder's name. */
  readonly folder: string;
  /** Markdown, from outside; the beginning of it where it is too long. */
  readonly text: string;
  readonly isCut: boolean;
}
