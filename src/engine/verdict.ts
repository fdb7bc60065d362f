/** How an attempt ended, and who says so. */
export interface Verdict {
  readonly reason: Reason;
  /** The exit code of the author's command, where somebody knows it. */
  readonly exitCode: number | null;
  /** The signal that ended it, where somebody knows it: 9, 11. */
  readonly signal: number | null;
  readonly source: EvidenceSource;
  /** The scheduler's own words, kept raw: `CANCELLED by 1000`. Empty where it said nothing. */
  readonly raw: string;
  /** Milliseconds since 1970; null where nobody knows. */
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** One sentence for people; empty for success. */
  readonly sentence: string;
}

/**
 * `completed` is success; everything else is a failure.
 */
export type Reason =
  | 'completed'
  | 'exit'
  | 'signal'
  | 'timeout'
  | 'out-of-memory'
  | 'cancelled'
  | 'node-failure'
  | 'preempted'
  | 'deadline'
  | 'boot-failure'
  | 'submission-refused'
  | 'lost'
  | 'bad-generated-tasks'
  | 'unknown-failure';

/**
 * In order of rank: the end record that the job wrote itself, the scheduler's accounting, its queue, then silence
 * (nobody answers for the job within the limit). `scripthut` stands for what we did ourselves.
 */
export type EvidenceSource = 'record' | 'accounting' | 'queue' | 'silence' | 'scripthut';

/** What was measured of an attempt, known at its end or later. */
export interface Usage {
  /** Processor time over elapsed time and CPUs, in percent with one decimal. */
  readonly cpuEfficiency: number | null;
  /** Peak memory in bytes. */
  readonly maxRssBytes: number | null;
}
