/** What qsub was asked for. */
export interface JobOrder {
  readonly name: string;
  /** As it was called, for `Submit_arguments`. */
  readonly args: string;
  readonly script: Buffer;
  readonly queue: string;
  readonly owner: string;
  readonly home: string;
  readonly cwd: string;
  /** The job's variables, in their order, those of PBS among them. */
  readonly variables: readonly Variable[];
  readonly resources: JobResources;
  /** Null where PBS chooses. */
  readonly output: string | null;
  readonly error: string | null;
  readonly join: string;
  readonly keep: string;
  readonly isHeld: boolean;
  readonly account: string | null;
  readonly depend: readonly Dependency[];
  readonly array: ArrayRange | null;
}

export type Variable = readonly [name: string, value: string];

export interface JobResources {
  readonly cpus: number;
  readonly walltimeSeconds: number | null;
  /** As listings show them. */
  readonly listed: readonly Variable[];
}

export interface Dependency {
  readonly type: string;
  /** As qsub was told. */
  readonly on: string;
  readonly number: number;
}

export interface ArrayRange {
  /** Without the limit. */
  readonly text: string;
  readonly indices: readonly number[];
  /** So many at a time; null for all. */
  readonly limit: number | null;
}

/** One job that can be a process: a whole one, or an element of an array. Times are in milliseconds since 1970. */
export interface PretendedJob {
  readonly submission: Submission;
  /** In its array; null where there is none. */
  readonly index: number | null;
  state: 'queued' | 'held' | 'running' | 'exiting' | 'ended';
  changedAt: number;
  startedAt: number | null;
  endedAt: number | null;
  exitStatus: number | null;
  /** What is added to the comment of an ended job. */
  ending: string;
  /** Who asked for its end. */
  deletedBy: string | null;
  session: number | null;
  slot: number;
}

/** What one call of qsub made. */
export interface Submission {
  readonly number: number;
  readonly order: JobOrder;
  readonly jobs: PretendedJob[];
  readonly createdAt: number;
  /** The jobs that it depends on have ended as they should. */
  isReleased: boolean;
}

/** How an id looks without its server: `12`, `12[]` and `12[3]`. */
export function shortId({ number, order }: Submission, index: number | null): string {
  if (order.array === null) return String(number);
  return `${number}[${index ?? ''}]`;
}

export function isOver(submission: Submission): boolean {
  return submission.jobs.every(({ state }) => state === 'ended');
}
