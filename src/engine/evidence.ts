import type { JobId, Token } from './ids.ts';
import type { Problem } from './problem.ts';
import type { Reason, Usage } from './verdict.ts';

/**
 * What a scheduler's queue says of one job, in words common to all schedulers. `suspended` and `unknown` change
 * nothing about a task; `ended` only says that the job is over, and the verdict is then asked for.
 */
export type QueueState = 'pending' | 'running' | 'completing' | 'suspended' | 'ended' | 'unknown';

/** One job of the queue: ours or somebody else's. */
export interface QueuedJob {
  readonly job: JobId;
  /** Set where the listing shows that the job is ours; jobs of others have none. */
  readonly token: Token | null;
  readonly name: string;
  readonly user: string;
  readonly state: QueueState;
  /** The state as people are shown it: `PENDING`, `qw`. */
  readonly rawState: string;
  /** Why it waits, in the scheduler's words; empty when it does not. */
  readonly reason: string;
  readonly partition: string;
  readonly nodes: string;
  readonly cpus: number;
  /** As the scheduler prints it: `4G`. */
  readonly memory: string;
  /** Milliseconds since 1970. */
  readonly submittedAt: number | null;
  readonly startedAt: number | null;
  /** Seconds. */
  readonly elapsedSeconds: number | null;
}

/** All jobs that the backend knew at one moment. Never partial: a listing that could not be made is a Problem. */
export interface Listing {
  readonly jobs: readonly QueuedJob[];
}

/** What somebody says about how one job ended. Several may speak of one job; the rank decides (`verdict.ts`). */
export interface Ending {
  readonly job: JobId;
  readonly source: 'record' | 'accounting' | 'queue';
  readonly reason: Reason;
  readonly exitCode: number | null;
  readonly signal: number | null;
  /** The scheduler's own words. */
  readonly raw: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly node: string | null;
  readonly usage: Usage;
}

/** What a job wrote when it began. */
export interface JobStart {
  readonly job: JobId;
  /** Milliseconds since 1970, by the clock of its machine. */
  readonly startedAt: number;
  readonly node: string;
}

/** Who was asked how jobs ended, and answered; and who could not be. */
export interface Hearing {
  readonly asked: readonly Ending['source'][];
  readonly notAsked: readonly NotAsked[];
}

/** Code `unsupported`: there is none here, for good. Anything else may be otherwise next time. */
export interface NotAsked {
  readonly source: Ending['source'];
  readonly problem: Problem;
}
