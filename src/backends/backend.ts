import type { ArrayScripts } from '../engine/array-scripts.ts';
import type { Ending, Hearing, JobStart, Listing } from '../engine/evidence.ts';
import type { BackendName, JobId, RecordName, Token } from '../engine/ids.ts';
import type { SubmitAnswer } from '../engine/observation.ts';
import type { Result } from '../engine/result.ts';
import type { RunInfo } from '../engine/run.ts';
import type { ArrayRules, SiteLimits } from '../engine/submission.ts';
import type { ResolvedEnvironment, Task } from '../engine/task.ts';
import type { Connection, Host, LoggedCommand } from '../transport/host.ts';
import type { Politeness } from '../transport/meter.ts';
import type { Capacity, Disk } from './capacity.ts';
import type { LogFiles } from './log-files.ts';
import type { OutputFiles } from './output-files.ts';

/**
 * What every scheduler answers, in the same words. Nothing here throws for what can go wrong on the other side,
 * and three answers are never mixed up: "there is none", "it has ended", "could not ask".
 */
export interface Backend extends LogFiles, OutputFiles {
  readonly name: BackendName;
  /** The family, as the configuration calls it: for people and programs that read; nothing is decided by it. */
  readonly type: string;
  /** Limit of active tasks over all runs. */
  readonly maxConcurrent: number;
  readonly account: string | null;
  readonly loginShell: boolean;
  /** For people: the machine. */
  readonly host: string;
  /** The same for clones and folders with work; null where there is none that commands can be run on. */
  readonly machine: Host | null;
  /** How often its queue is asked, in milliseconds; null takes `settings.poll_interval`. */
  readonly pollIntervalMs: number | null;
  /** Which tasks it takes as one array, before the scheduler has been asked (`limits`); null where it has none. */
  readonly arrays: ArrayRules | null;

  /** Makes the run's folders and answers where its logs go (`compat.md` 3.3). */
  prepareRun(request: PrepareRequest): Promise<Result<PreparedRun>>;
  /** The script that `submit` would hand to the scheduler, and where its output goes. Pure. */
  script(job: JobRequest): JobScript;
  /**
   * Hands submissions to the scheduler, each at most once: a token that the ledger knows is answered with the jobs it
   * already has. `answer` is called once for each submission, as the answers arrive.
   */
  submit(
    submissions: readonly SubmissionRequest[],
    answer: (token: Token, answer: SubmitAnswer) => void,
  ): Promise<void>;
  /**
   * Looks for tokens in the ledger, the queue and accounting. A token that is in none of them is missing from the
   * map; a problem means that nothing can be said of any.
   */
  find(submissions: readonly SoughtSubmission[]): Promise<Result<ReadonlyMap<Token, readonly JobId[]>>>;
  /**
   * What the scheduler would say to each of these jobs, in their order; nothing is submitted. Null for a job of which
   * nobody can tell.
   */
  rehearse(jobs: readonly JobRequest[]): Promise<Result<readonly (Rehearsal | null)[]>>;
  /** What the scheduler takes, as it says itself. */
  limits(): Promise<Result<SiteLimits>>;
  /** The whole queue, jobs of others included. */
  list(): Promise<Result<Listing>>;
  /** How these jobs ended, as far as anybody knows. A problem only when nobody at all could be asked. */
  inquire(jobs: readonly EndingQuestion[]): Promise<Result<Inquiry>>;
  /**
   * Waits, for at most about a minute, until jobs have left a line in the backend's events file. Only a hint: lines may
   * be lost, doubled or cut, and the polls find out anyway. `after` is where the last hearing ended; null is from now on.
   */
  hear(after: number | null): Promise<Result<Heard>>;
  /** Only what the jobs wrote themselves, without asking the scheduler. */
  readRecords(jobs: readonly EndingQuestion[]): Promise<Result<JobRecords>>;
  /** Asks for the end of these jobs. Success means that the wish was taken, not that they have ended. */
  cancel(jobs: readonly JobId[]): Promise<Result<void>>;
  /** Cluster figures and disk (`compat.md` 9.3, 9.5). */
  figures(): Promise<Result<Figures>>;
  /**
   * What there is and how much of it is free, for people who look: one command, and a few calls. What concerns our account
   * may be left out where it is not asked for (`withStanding`). Missing where the family cannot tell.
   */
  readonly capacity?: (withStanding: boolean) => Promise<Result<Capacity>>;
  /** The log, or its last lines; null when there is no such file (yet). */
  readLog(path: string, tailLines: number | null): Promise<Result<string | null>>;
  /** A small text file (a document with generated tasks); relative to nothing, `~` allowed. */
  readFile(path: string): Promise<Result<string>>;
  /** Runs a configured workflow's command and gives back what it printed. */
  runCommand(command: string): Promise<Result<string>>;
  connection(): Connection;
  commandLog(): readonly LoggedCommand[];
  clearCommandLog(): void;
  /** How much it was asked since it was opened. */
  politeness(): Politeness;
  close(): Promise<void>;
}

export interface Rehearsal {
  readonly isTaken: boolean;
  /** When it would start as things are now, in milliseconds since 1970; null where that is not told. */
  readonly startsAt: number | null;
  /** The scheduler's own words. */
  readonly said: string;
}

export interface PrepareRequest {
  readonly run: RunInfo['id'];
  readonly workflow: string;
  /** Working directory of the first task: decides whether logs go beside a git repository. */
  readonly workingDir: string;
  /** Nothing is made: only where the logs would go is found out. */
  readonly dryRun: boolean;
}

export interface PreparedRun {
  readonly logDir: string;
}

/** What goes to the scheduler in one call: one job, or the elements of an array in their order. */
export interface SubmissionRequest {
  readonly token: Token;
  readonly jobs: readonly JobRequest[];
  /** What `script` made of each of the jobs before; missing, they are made anew. */
  readonly scripts?: readonly JobScript[];
  /** In place of them, where it is an array. */
  readonly array?: ArrayScripts;
}

export interface SoughtSubmission {
  readonly token: Token;
  /** How many jobs went with it; more than one are the elements of an array. */
  readonly size: number;
}

/** One attempt at one task. `token` is that of its submission. */
export interface JobRequest {
  readonly token: Token;
  readonly run: RunInfo;
  readonly task: Task;
  readonly attempt: number;
  readonly environment: ResolvedEnvironment;
}

export interface JobScript {
  /** Byte for byte what the scheduler gets. */
  readonly text: string;
  readonly outputPath: string;
  readonly errorPath: string;
  /** The same text in pieces. Where tasks differ, so do a few of them, and the others are the very same. */
  readonly parts: readonly string[];
  /** What could not be carried over as asked, for people. */
  readonly warnings: readonly string[];
}

export type { SubmitAnswer };

/** What a job leaves is found by its name, accounting is asked by job. */
export interface EndingQuestion {
  readonly job: JobId;
  readonly record: RecordName;
  readonly run: RunInfo['id'];
}

/**
 * All that end records, accounting and the scheduler's own memory say. Jobs of which nobody knows an end, and those
 * that the scheduler will go on with, are not spoken of. `asked` are those who were asked about every job that no ending
 * speaks of; a family that has no such witness names it neither there nor in `notAsked`.
 */
export interface Inquiry extends Hearing {
  readonly endings: readonly Ending[];
}

export interface JobRecords {
  /** Of jobs that have begun and not ended. */
  readonly starts: readonly JobStart[];
  readonly endings: readonly Ending[];
}

export interface Heard {
  /** Of jobs of which there is news; each may stand here several times. */
  readonly records: readonly RecordName[];
  /** Where to go on listening. */
  readonly at: number;
}

export interface Figures {
  /** Null where the scheduler does not tell. */
  readonly cpus: {
    readonly allocated: number;
    readonly idle: number;
    readonly other: number;
    readonly total: number;
  } | null;
  readonly disk: Disk | null;
}
