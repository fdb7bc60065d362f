import type { IsoTime } from './iso-time.ts';

/** GET `/api/v1/backends/{name}/politeness`: how much a backend was asked since the server was started. */
export interface PolitenessAnswer {
  readonly backend: string;
  readonly since: IsoTime;
  /** The last 60 minutes. */
  readonly last_hour: AskedCounts;
  readonly total: AskedCounts;
  /** The last 48 hours in which something was asked, newest first. */
  readonly hours: readonly (AskedCounts & {
    /** Its beginning: a full hour of UTC. */
    readonly hour: IsoTime;
  })[];
}

export interface AskedCounts {
  /** Calls of the scheduler's programs: `{"squeue": 61, "sbatch": 3}`. */
  readonly scheduler_calls: Readonly<Record<string, number>>;
  /** SSH connections made. */
  readonly ssh_logins: number;
  /** Shells opened; over SSH, sessions of those connections. */
  readonly sessions: number;
  /** Scripts run in them. */
  readonly commands: number;
  readonly bytes_sent: number;
  readonly bytes_received: number;
}
