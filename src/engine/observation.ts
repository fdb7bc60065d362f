import type { Ending, Hearing, JobStart, Listing } from './evidence.ts';
import type { BackendName, JobId, RecordName, RunId } from './ids.ts';
import type { Problem } from './problem.ts';
import type { RunInfo } from './run.ts';
import type { SiteLimits } from './submission.ts';
import type { Task } from './task.ts';

/**
 * What came to our ears since the last beat: answers of backends, wishes of people. An observation decides nothing;
 * `learn` says what it means. A backend that could not be asked yields none.
 */
export type Observation =
  /** `askedAt` is when the question was sent: what was accepted later need not be in the answer. */
  | {
      readonly is: 'listing';
      readonly backend: BackendName;
      readonly askedAt: number;
      readonly listing: Listing;
    }
  | {
      readonly is: 'endings';
      readonly backend: BackendName;
      readonly asked: readonly AskedJob[];
      readonly endings: readonly Ending[];
      readonly hearing: Hearing;
    }
  /** Asked once. */
  | { readonly is: 'site-limits'; readonly backend: BackendName; readonly limits: SiteLimits }
  /** Said by the jobs themselves, before the queue shows it. */
  | { readonly is: 'starts'; readonly backend: BackendName; readonly starts: readonly JobStart[] }
  | {
      readonly is: 'submit-answer';
      readonly run: RunId;
      readonly submission: number;
      readonly answer: SubmitAnswer;
    }
  /** Looked for everywhere; `jobs` is null where nobody knew the token. */
  | {
      readonly is: 'find-answer';
      readonly run: RunId;
      readonly submission: number;
      readonly jobs: readonly JobId[] | null;
    }
  | {
      readonly is: 'find-failed';
      readonly run: RunId;
      readonly submission: number;
      readonly problem: Problem;
    }
  | {
      readonly is: 'generated';
      readonly run: RunId;
      readonly task: number;
      readonly tasks: readonly Task[];
      /** What was odd in their document but harmless, in words for people. */
      readonly warnings?: readonly string[];
    }
  /** `again` when the file could not be asked for now; otherwise what was found is refused for good. */
  | {
      readonly is: 'not-generated';
      readonly run: RunId;
      readonly task: number;
      readonly problem: Problem;
      readonly again: boolean;
    }
  | { readonly is: 'new-run'; readonly info: RunInfo; readonly tasks: readonly Task[] }
  | { readonly is: 'cancel-wish'; readonly run: RunId; readonly by: string }
  /** `tasks` as `chooseRerun` gives them. */
  | {
      readonly is: 'rerun-wish';
      readonly run: RunId;
      readonly by: string;
      readonly tasks: readonly number[];
    };

/** A job that was asked about. `record` says which task it is of: a scheduler may give an id anew. */
export interface AskedJob {
  readonly job: JobId;
  readonly record: RecordName;
}

/** What became of one submission. */
export type SubmitAnswer =
  | { readonly is: 'accepted'; readonly jobs: readonly JobId[] }
  /** For good: the scheduler's own text is in the problem. */
  | { readonly is: 'refused'; readonly problem: Problem }
  /** Never as one array of that size; its tasks may go in smaller ones. */
  | { readonly is: 'too-large'; readonly problem: Problem }
  /** Not now; certainly not taken. */
  | { readonly is: 'deferred'; readonly problem: Problem }
  /** Nobody knows: look before asking again. */
  | { readonly is: 'unanswered'; readonly problem: Problem };
