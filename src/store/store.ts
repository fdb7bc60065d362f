import type { ArrayScripts } from '../engine/array-scripts.ts';
import type { Event, EventKind } from '../engine/event.ts';
import type { QueuedJob } from '../engine/evidence.ts';
import type { BackendName, RunId, TaskId } from '../engine/ids.ts';
import type { RunInfo, RunStatus } from '../engine/run.ts';
import type { TaskState, TaskStatus } from '../engine/state.ts';
import type { Hold, SavedSubmission, SubmittedTask } from '../engine/submission.ts';
import type { Task } from '../engine/task.ts';

import type { NoticeStore } from './notice-store.ts';

/**
 * The one file of state. One process writes it. Reading methods show what was saved last and are cheap enough to be
 * called for every page. Methods are synchronous: the file is on this machine's own disk.
 * @throws StoreError when the disk is full or the file cannot be used (a Problem is inside).
 */
export interface Store {
  /**
   * Saves everything of one beat in one transaction, or nothing. Gives back the sequence number of the last event.
   * New runs and tasks come with their states, attempts with the event of their intention; an Error says if not.
   */
  save(changes: Changes): number;
  /** Everything that is needed to go on with the runs that have not ended. */
  loadUnfinished(): readonly StoredRun[];
  /** The same of any run, ended or not. */
  loadRun(run: RunId): StoredRun | null;
  /**
   * Removes an ended run with its tasks, states and attempts. Its events stay, and a `run-deleted` is put behind them.
   * False when there is no such run or it has not ended: then nothing was changed.
   */
  deleteRun(run: RunId, at: number, by: string): boolean;
  /** Replaces the labels of a run and notes it in the log. False when there is no such run. */
  labelRun(run: RunId, labels: readonly string[], at: number, by: string): boolean;

  /** Events after that number, oldest first, at most `limit`. */
  eventsAfter(after: number, limit: number, run?: RunId): readonly StoredEvent[];
  /** The runs that events after that number are about. */
  runsTouchedAfter(after: number): readonly RunId[];
  /** Events of the run before that number, newest first, at most `limit`. */
  eventsBefore(before: number, limit: number, run: RunId): readonly StoredEvent[];
  /**
   * What happened to one task, oldest first: the events that name it, and those of the submissions that its attempts
   * went out with.
   */
  listTaskEvents(run: RunId, task: TaskId): readonly StoredEvent[];
  lastSequence(): number;
  listRuns(query: RunQuery): readonly RunRow[];
  /** Whether one of these runs is as the query wants it, whatever its limit. */
  isAnyListed(query: RunQuery, runs: readonly RunId[]): boolean;
  /** Runs that failed after that time, the last to fail first. */
  listFailedRuns(query: { readonly after: number; readonly limit: number }): readonly RunRow[];
  /** What was started on each day (UTC) from that one on, oldest first; days on which nothing was are left out. */
  activity(fromDay: number): readonly DayActivity[];
  /** Of all runs that have not ended. */
  countActiveRuns(): ActiveRuns;
  readRun(run: RunId): RunRow | null;
  /** In document order. */
  listTasks(run: RunId, query?: TaskQuery): readonly TaskRow[];
  readTask(run: RunId, task: TaskId): TaskRow | null;
  /** Ids and statuses of all tasks of a run, and nothing else of them. */
  readOutline(run: RunId): Outline;
  /** The dependencies of the tasks from index `first` on, `count` of them at most, in document order; nothing else of them. */
  readNeeds(run: RunId, first: number, count: number): readonly (readonly TaskId[])[];
  /** Which tasks of the run the events after that number can have changed. */
  touchedTasks(run: RunId, after: number): Touched;
  /** By index. */
  readStatuses(run: RunId, indices: readonly number[]): ReadonlyMap<number, TaskStatus>;
  /** Oldest first. */
  listAttempts(run: RunId, task: TaskId): readonly AttemptRow[];
  /** The tasks of so many newest attempts of all runs, the newest first. */
  newestTasks(attempts: number): readonly TaskRow[];
  /** The script that each of these tasks was submitted with last, by index; absent where there is none. */
  newestScripts(run: RunId, indices: readonly number[]): ReadonlyMap<number, string>;

  /** Notes the jobs of others that a listing showed; those of the backend that it no longer shows are closed. */
  saveOtherJobs(backend: BackendName, at: number, jobs: readonly QueuedJob[]): void;
  /** Newest submission first. */
  listOtherJobs(query: { readonly limit: number; readonly user?: string }): readonly OtherJobRow[];
  deleteOtherJob(backend: BackendName, job: string): boolean;
  clearEndedOtherJobs(): number;

  /** The folders of the Python program's history that were taken over, and when each was changed last. */
  importedFolders(): ReadonlyMap<string, number>;
  /** Takes one of them over, once; `at` is now. A run of ours with the same id is a `clash`: then nothing is changed. */
  saveImport(folder: ImportedFolder, imported: Imported, at: number): ImportOutcome;

  readonly notices: NoticeStore;

  close(): void;
}

/** What one run folder of the Python program holds (`compat.md` 15), in our words. */
export type Imported =
  | { readonly is: 'run'; readonly run: ImportedRun }
  | { readonly is: 'jobs'; readonly backend: BackendName; readonly jobs: readonly ImportedJob[] };

/** It has ended. */
export interface ImportedRun extends StoredRun {
  readonly attempts: readonly AttemptRow[];
}

/** A job of somebody else that was seen once, and is gone. */
export interface ImportedJob {
  readonly job: QueuedJob;
  /** Milliseconds since 1970. */
  readonly firstSeenAt: number;
  readonly goneAt: number;
}

export interface ImportedFolder {
  /** `<workflow>/<run folder>`, below `workflows/`: the same wherever the whole is moved to. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

/** `known`: it is here already and unchanged, or it was deleted here. */
export type ImportOutcome = 'saved' | 'known' | 'clash';

/** What one beat changed. States are the newest ones; a run or task stands here at most once. */
export interface Changes {
  readonly events: readonly Event[];
  readonly runs: readonly RunSnapshot[];
  readonly tasks: readonly TaskSnapshot[];
  readonly attempts: readonly AttemptSnapshot[];
  readonly arrays: readonly ArraySnapshot[];
}

/** The changing part of a run. `open` are the submissions that nobody has answered for good. */
export interface RunSnapshot {
  readonly run: RunId;
  readonly status: RunStatus;
  readonly counts: Readonly<Record<TaskStatus, number>>;
  readonly nextSubmission: number;
  readonly cancel: { readonly by: string; readonly at: number } | null;
  /** Nothing is submitted before that time, and why. */
  readonly hold: Hold | null;
  readonly open: readonly SavedSubmission[];
  readonly endedAt: number | null;
}

export interface TaskSnapshot {
  readonly run: RunId;
  readonly index: number;
  readonly state: TaskState;
}

/** Saved with the intention: what was sent to the scheduler and where its output goes. */
export interface AttemptSnapshot {
  readonly run: RunId;
  readonly index: number;
  readonly attempt: number;
  readonly submission: number;
  /** The whole text. */
  readonly script: string;
  readonly outputPath: string;
  readonly errorPath: string;
}

/** The same for the elements of an array, in their order. */
export interface ArraySnapshot {
  readonly run: RunId;
  readonly submission: number;
  readonly tasks: readonly SubmittedTask[];
  readonly scripts: ArrayScripts;
}

export interface StoredRun {
  readonly info: RunInfo;
  readonly snapshot: RunSnapshot;
  /** In document order. */
  readonly tasks: readonly Task[];
  readonly states: readonly TaskState[];
}

export interface StoredEvent {
  readonly sequence: number;
  readonly run: RunId;
  readonly at: number;
  readonly kind: EventKind;
  /** The event as it was saved. Tasks that came with it are `tasks: { first, count }`: which indices of the run they are. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface RunQuery {
  readonly limit: number;
  /** Only runs created before this one: for paging. */
  readonly before?: RunId;
  readonly workflow?: string;
  readonly status?: RunStatus;
  /** Only runs that have not ended. */
  readonly active?: boolean;
  readonly label?: string;
  /** Name of the source, workflow or file that the run came from. */
  readonly source?: string;
  readonly backend?: string;
  /** Who started it. */
  readonly by?: string;
  /** In its id, workflow, title, labels, commit or branch; capitals make no difference. */
  readonly text?: string;
  /** Only runs created at that time or later, in milliseconds since 1970. */
  readonly from?: number;
  /** Only runs created before that time. */
  readonly until?: number;
}

/** The runs that were started on one day. */
export interface DayActivity {
  /** Days since 1970, in UTC. */
  readonly day: number;
  readonly runs: number;
  readonly tasks: number;
  /** Of these runs, those that failed. */
  readonly failed: number;
}

export interface ActiveRuns {
  readonly runs: number;
  /** In how many of them a task has failed. */
  readonly failing: number;
}

export interface RunRow {
  readonly info: RunInfo;
  readonly status: RunStatus;
  readonly counts: Readonly<Record<TaskStatus, number>>;
  readonly taskCount: number;
  readonly cancel: { readonly by: string; readonly at: number } | null;
  readonly endedAt: number | null;
  /** Sorted. */
  readonly labels: readonly string[];
}

export interface TaskQuery {
  readonly status?: TaskStatus;
  /** Only tasks after this index: for paging. */
  readonly after?: number;
  readonly limit?: number;
  /** Only these. */
  readonly indices?: readonly number[];
}

/** What a run consists of, by index. */
export interface Outline {
  readonly ids: readonly TaskId[];
  readonly statuses: TaskStatus[];
  /** Number of the newest event of the run. */
  readonly last: number;
}

/** `all`: other tasks may have come, or too much has happened to tell it one by one. */
export type Touched =
  | { readonly is: 'all' }
  | {
      readonly is: 'some';
      readonly tasks: readonly number[];
      /** Number of the newest event; where there was none, the one that was given. */
      readonly last: number;
    };

export interface TaskRow {
  readonly run: RunId;
  readonly index: number;
  readonly task: Task;
  readonly state: TaskState;
}

export interface AttemptRow extends AttemptSnapshot {
  /** Milliseconds since 1970: when the intention was saved. */
  readonly intendedAt: number;
}

export interface OtherJobRow {
  readonly backend: BackendName;
  readonly job: QueuedJob;
  /** Milliseconds since 1970. */
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  /** Set when a listing no longer showed it. */
  readonly goneAt: number | null;
}
