/** A submission whose intention is saved and that nobody has answered for good. */
export interface OpenSubmission {
  /** Its number in the run, from 1. */
  readonly submission: number;
  readonly intendedAt: number;
  /** One, or the elements of an array in their order, which is that of the document. */
  readonly tasks: readonly SubmittedTask[];
  /** Nobody looks for it before that time, in milliseconds since 1970. */
  readonly lookAt: number;
  /** How often in a row we looked everywhere in vain. */
  readonly missing: number;
  /** Some script that carries it was not answered, and may still be on its way. */
  readonly isInDoubt?: true;
}

/** As it is saved: its tasks are known by their states. */
export type SavedSubmission = Omit<OpenSubmission, 'tasks'>;

export interface SubmittedTask {
  readonly index: number;
  readonly attempt: number;
}

/** Which tasks a backend takes as one array. Null in place of it: it has no arrays. */
export interface ArrayRules {
  /** Fewer tasks of a shape go out one by one. */
  readonly smallest: number;
  /** The scheduler takes no more elements in one array. */
  readonly largest: number;
}

/** What the scheduler of a backend takes, as it says itself. */
export interface SiteLimits {
  /** Elements of one array; less than 2 where there are no arrays. */
  readonly largestArray: number;
  /** By name; empty where nobody tells. */
  readonly partitions: Readonly<Record<string, PartitionLimits>>;
}

/** Null: without limit, or unknown. */
export interface PartitionLimits {
  /** Of the largest node. */
  readonly memoryBytes: number | null;
  readonly seconds: number | null;
}

/** A pause after the scheduler could not take something: nothing is submitted before `until`. */
export interface Hold {
  /** Milliseconds since 1970. */
  readonly until: number;
  readonly reason: string;
  /** How often in a row; the pause grows with it. */
  readonly times: number;
}
