import type { Figures, JobScript, Rehearsal } from '../backends/backend.ts';
import type { RunCost } from '../engine/cost-sum.ts';
import type { TracedEnvironment } from '../engine/environment.ts';
import type { QueuedJob } from '../engine/evidence.ts';
import type { BackendName, RunId, TaskId } from '../engine/ids.ts';
import type { Problem } from '../engine/problem.ts';
import type { RerunChoice } from '../engine/rerun.ts';
import type { Result } from '../engine/result.ts';
import type { GitOrigin, RunSource } from '../engine/run.ts';
import type { Task } from '../engine/task.ts';
import type { Revision } from '../sources/git-names.ts';
import type { Connection, LoggedCommand } from '../transport/host.ts';
import type { Politeness } from '../transport/meter.ts';
import type { Capacities } from './capacity-desk.ts';
import type { SourceKind, SourceView } from './catalog.ts';
import type { Notifications } from './notifications.ts';
import type { FoundProjectFile } from './project-file.ts';
import type { RunCosts } from './run-costs.ts';
import type { LogStream, TaskLogs } from './task-logs.ts';
import type { TaskOutputs } from './task-outputs.ts';

/** What people can order and ask, whatever the way: page, API or command line. */
export interface Orders {
  /** Text → tasks → plan → saved. The run is in the store before this returns. */
  submitRun(request: RunRequest): Promise<Result<SubmittedRun>>;
  /** The same up to the scripts, and nothing is saved or sent. */
  previewRun(request: RunRequest): Promise<Result<Preview>>;
  /** Cancelling a run that has ended changes nothing and is not an error. Unknown: `not-found`. */
  cancelRun(run: RunId, by: string): Promise<Result<void>>;
  /** Tasks of an ended run once more, in the same run, each as a new attempt. Problems as `chooseRerun`. */
  rerun(run: RunId, choice: RerunChoice, by: string): Promise<Result<void>>;
  /**
   * A new run of the same: of a configured workflow its command is run again, of anything else the tasks that the run
   * was created with are taken. `not-found`, or whatever `submitRun` says.
   */
  repeatRun(run: RunId, by: string): Promise<Result<SubmittedRun>>;
  /** Removes an ended run from the list; its events stay. `conflict` while it goes on. */
  deleteRun(run: RunId, by: string): Result<void>;
  /** Replaces the labels of a run, ended or not. `bad-request` for what can be none. */
  labelRun(run: RunId, labels: readonly string[], by: string): Result<void>;
  /** Jobs of ours in the queue that no run wants: left over when something went wrong beyond our reach. */
  orphans(): readonly Orphan[];
  /** Ends jobs of the queue in one call, also those that we did not start. */
  cancelJobs(backend: BackendName, jobs: readonly string[]): Promise<Result<void>>;
  /** Asks all backends, or one, at once; answers when they have been asked. */
  pollNow(backend?: BackendName): Promise<void>;

  /** The configured `workflows:`. */
  workflows(): readonly WorkflowListing[];
  /** The configured `sources:` and `projects:`, as their last looks showed them. */
  sources(): readonly SourceView[];
  /** Looks anew at a source or a project. `not-found`, or why it cannot be read; then the last known files stay. */
  syncSource(kind: SourceKind, name: string): Promise<Result<SourceView>>;
  /** What a source or project says itself about variables, in the state that its last look showed; null when nothing. */
  projectFile(kind: SourceKind, name: string): Promise<Result<FoundProjectFile | null>>;
  /** In the configuration's order. */
  backends(): readonly BackendView[];
  /** The jobs that the backend's queue showed last. */
  queue(backend: BackendName): readonly QueuedJob[];
  backendLog(backend: BackendName): Result<readonly LoggedCommand[]>;
  clearBackendLog(backend: BackendName): Result<void>;
  /** Polls it no more, or again, until the server starts anew; says which. Its tasks keep their states meanwhile. */
  toggleBackend(backend: BackendName): Result<boolean>;
  /** How much the backend was asked since the start. */
  politeness(backend: BackendName): Result<Politeness>;
  /** What they have free, for who looks. */
  readonly capacities: Capacities;

  /** Who is told about runs. */
  readonly notifications: Notifications;
  /** What runs cost, and at which prices. */
  readonly costs: RunCosts;
  /** One sentence: why the task is as it is. Empty when there is nothing to explain (success). */
  explain(run: RunId, task: TaskId): string;
  /** One sentence for the whole run: what it waits for, or what went wrong. */
  explainRun(run: RunId): string;
  /** The script of that attempt, else of the newest one, else as it would be submitted. */
  script(run: RunId, task: TaskId, attempt?: number): Promise<Result<TaskScript>>;
  /** The task's variables and how each came about: the evaluation that its script is made of. */
  environment(run: RunId, task: TaskId): Result<TracedEnvironment>;
  /**
   * What that attempt wrote, else the newest one: the last lines of it where `tailLines` says so. `content` is null when
   * there is no such file (yet).
   */
  readLog(
    run: RunId,
    task: TaskId,
    stream: LogStream,
    tailLines: number | null,
    attempt?: number,
  ): Promise<Result<TaskLog>>;

  /** The document with further tasks that a task wrote, as it lies on the backend now. */
  readGenerated(run: RunId, task: TaskId): Promise<Result<TaskLog>>;

  /** The same logs in pieces, however large they are. */
  readonly taskLogs: TaskLogs;
  /** What tasks published beside them. */
  readonly taskOutputs: TaskOutputs;

  /** Called after each save with the number of the last event, and after each poll. Gives back how to stop it. */
  onChange(listener: (change: Change) => void): () => void;
}

export type { Amount, Capacity, FairShare, Limit, Partition } from '../backends/capacity.ts';
export type { Politeness, Tally } from '../transport/meter.ts';
export type { CapacityPicture } from './capacity-desk.ts';
export type { LogStream } from './task-logs.ts';

export type Change =
  | { readonly is: 'events'; readonly last: number }
  | { readonly is: 'polled'; readonly backend: BackendName };

export interface RunRequest {
  readonly document: RequestedDocument;
  /** Needed for `text` and `value`; otherwise it overrides the configured one. */
  readonly backend?: string;
  /** Overrides the limit of the workflow. */
  readonly maxConcurrent?: number | null;
  /** Overrides the branch, or the branch's newest commit, of what comes from git. */
  readonly revision?: Revision;
  /** Overrides the name that the run gets. */
  readonly name?: string;
  readonly labels?: readonly string[];
  readonly by: string;
}

export type RequestedDocument =
  /** A configured workflow: its command is run on its backend. */
  | { readonly is: 'workflow'; readonly name: string }
  /** A file of a source or project: its path there, its name, or that without the extension. */
  | { readonly is: SourceKind; readonly name: string; readonly file: string }
  /** A document as text; `file` is for messages. */
  | { readonly is: 'text'; readonly text: string; readonly file: string; readonly kind: RunSource['kind'] }
  /** A document or a single task that came as a JSON value. */
  | { readonly is: 'value'; readonly value: unknown; readonly kind: RunSource['kind'] };

export interface SubmittedRun {
  readonly run: RunId;
  readonly warnings: readonly string[];
}

export interface Preview {
  readonly workflow: string;
  readonly title: string | null;
  readonly backend: BackendName;
  readonly git: GitOrigin | null;
  readonly logDir: string;
  readonly document: string;
  readonly tasks: readonly { readonly task: Task; readonly script: JobScript }[];
  /** Tasks that ask for the same, the first ones first. */
  readonly kinds: readonly PreviewedKind[];
  /** Null where nothing has a price. */
  readonly cost: RunCost | null;
  readonly warnings: readonly string[];
}

export interface PreviewedKind {
  readonly first: Task;
  readonly tasks: number;
  /** How many calls of the scheduler they would be, were they all ready at once. */
  readonly submissions: number;
  /** What the scheduler would say to the first of them; null where it was not asked or cannot tell. */
  readonly rehearsal: Rehearsal | null;
}

export interface Orphan {
  readonly backend: BackendName;
  readonly job: QueuedJob;
}

export interface WorkflowListing {
  readonly name: string;
  readonly backend: BackendName;
  readonly description: string;
  readonly maxConcurrent: number | null;
  readonly hasGit: boolean;
}

export interface BackendView {
  readonly name: BackendName;
  readonly type: string;
  readonly host: string;
  readonly maxConcurrent: number;
  /** Active tasks of ours. */
  readonly active: number;
  /** Jobs of the last listing. */
  readonly jobCount: number;
  readonly connection: Connection;
  /** When its queue was last listed with success, in milliseconds since 1970. */
  readonly lastPollAt: number | null;
  /** What went wrong since then; null when the last poll went well. */
  readonly problem: Problem | null;
  /** The picture is older than it should be. */
  readonly stale: boolean;
  /** No longer configured: it takes no new runs, and is kept until those that use it have ended. */
  readonly isLeaving?: boolean;
  readonly figures: Figures | null;
}

export interface TaskScript extends Omit<JobScript, 'parts'> {
  /** Of which attempt it is, from 1. */
  readonly attempt: number;
  readonly submitted: boolean;
}

export interface TaskLog {
  readonly path: string;
  readonly content: string | null;
}
