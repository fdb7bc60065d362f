import type { JobId, RunId, TaskId } from './ids.ts';
import type { Problem } from './problem.ts';
import type { RunInfo, RunStatus } from './run.ts';
import type { Retried } from './state.ts';
import type { SubmittedTask } from './submission.ts';
import type { Task } from './task.ts';
import type { Usage, Verdict } from './verdict.ts';

/**
 * Something that happened to a run, saved for ever. Tasks are named by their index in the run.
 * Every event changes a state; what changes nothing is not an event.
 */
export type Event = { readonly run: RunId; readonly at: number } & Happening;

export type Happening =
  /** The tasks travel with the event and are saved beside it, not in it. */
  | { readonly kind: 'run-created'; readonly info: RunInfo; readonly tasks: readonly Task[] }
  | {
      readonly kind: 'tasks-added';
      readonly generator: number;
      readonly tasks: readonly Task[];
      /** What was odd in their document; missing where there was nothing, and in events of older versions. */
      readonly warnings?: readonly string[];
    }
  | { readonly kind: 'cancel-requested'; readonly by: string }
  | {
      readonly kind: 'submission-intended';
      readonly submission: number;
      readonly tasks: readonly SubmittedTask[];
    }
  /** `jobs` stands beside the submission's tasks, in their order. */
  | { readonly kind: 'submission-accepted'; readonly submission: number; readonly jobs: readonly JobId[] }
  /** The scheduler will not take it: its tasks fail. */
  | { readonly kind: 'submission-refused'; readonly submission: number; readonly problem: Problem }
  /** The scheduler cannot take it now: its tasks wait again until then. */
  | {
      readonly kind: 'submission-deferred';
      readonly submission: number;
      readonly problem: Problem;
      readonly until: number;
    }
  /** No answer came. It may or may not have been done; nobody submits again before looking. */
  | {
      readonly kind: 'submission-unanswered';
      readonly submission: number;
      readonly problem: Problem;
      readonly lookAt: number;
    }
  /** We looked everywhere, and nobody knows the token (yet). */
  | { readonly kind: 'submission-missing'; readonly submission: number; readonly lookAt: number }
  | { readonly kind: 'task-queued'; readonly task: number; readonly reason: string }
  | {
      readonly kind: 'task-started';
      readonly task: number;
      readonly startedAt: number;
      readonly node: string;
    }
  | { readonly kind: 'task-settling'; readonly task: number }
  | {
      readonly kind: 'task-ended';
      readonly task: number;
      readonly verdict: Verdict;
      readonly usage: Usage;
      readonly node: string | null;
    }
  /** It failed in a way for which it is to be tried again, with more of something where that helps. */
  | { readonly kind: 'task-retried'; readonly task: number; readonly retried: Retried }
  /** Learned after the verdict, and put beside it. */
  | { readonly kind: 'task-measured'; readonly task: number; readonly usage: Usage; readonly raw: string }
  | { readonly kind: 'task-blocked'; readonly task: number; readonly because: TaskId }
  /** Cancelled before any job existed. */
  | { readonly kind: 'task-withdrawn'; readonly task: number; readonly by: string }
  /** The generated tasks were refused as a whole. */
  | { readonly kind: 'generation-failed'; readonly task: number; readonly problem: Problem }
  | { readonly kind: 'run-ended'; readonly status: RunStatus }
  /** These tasks of an ended run are to be done once more, each as a new attempt. */
  | { readonly kind: 'rerun-requested'; readonly by: string; readonly tasks: readonly number[] };

/** What can stand in the log. What concerns a run's entry or its messages alone, the store notes there itself: it changes no state. */
export type EventKind = Happening['kind'] | NoteKind;

export type NoteKind = 'run-deleted' | 'run-labelled' | 'notice-dropped';

export type EventOf<Kind extends EventKind> = Extract<Event, { kind: Kind }>;
