import type { IsoTime } from './iso-time.ts';

/** GET `/api/v1/backends/{name}/capacity`: what a backend has free, as it said within the last minute. */
export interface CapacityAnswer {
  readonly backend: string;
  /** When it was told. */
  readonly at: IsoTime;
  /** Why the newest question was not answered; the numbers are then those of `at`. */
  readonly error: string | null;
  /** Whose account is used there. */
  readonly user: string;
  readonly whole: RoomAnswer;
  /** The load average of the last minute, of a single machine. */
  readonly load: number | null;
  /** Partitions, or queues. */
  readonly partitions: readonly PartitionAnswer[];
  /** Jobs of `user` in the queue, as it was seen last. */
  readonly own: QueueShareAnswer;
  readonly limits: readonly LimitAnswer[];
  readonly fair_shares: readonly FairShareAnswer[];
  readonly disk: {
    readonly path: string;
    readonly total_bytes: number;
    readonly available_bytes: number;
  } | null;
  /** What could not be told, and why. */
  readonly untold: readonly string[];
}

/** Null: nobody tells. */
export interface RoomAnswer {
  readonly nodes: { readonly total: number; readonly idle: number; readonly away: number } | null;
  readonly cpus: AmountAnswer | null;
  readonly memory_bytes: AmountAnswer | null;
  readonly gpus: AmountAnswer | null;
}

export interface AmountAnswer {
  readonly total: number;
  readonly free: number;
}

export interface PartitionAnswer extends RoomAnswer, QueueShareAnswer {
  readonly name: string;
  readonly is_default: boolean;
  readonly takes_jobs: boolean;
  readonly starts_jobs: boolean;
  /** Null: without limit, or unknown. */
  readonly max_seconds: number | null;
}

export interface QueueShareAnswer {
  readonly running: JobSumAnswer;
  readonly waiting: JobSumAnswer;
}

export interface JobSumAnswer {
  readonly jobs: number;
  readonly cpus: number;
}

export interface LimitAnswer {
  /** Whose jobs are counted together. */
  readonly of: 'user' | 'all';
  readonly what: 'jobs' | 'running-jobs' | 'cpus' | 'gpus';
  readonly most: number;
  /** `queue workq`, `account stats`; empty: everywhere. */
  readonly where: string;
}

/** Parts of the whole, from 0 to 1; a factor near 1 is served first. */
export interface FairShareAnswer {
  readonly account: string;
  readonly share: number;
  readonly usage: number;
  readonly factor: number;
}
