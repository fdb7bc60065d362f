import type { IsoTime } from './iso-time.ts';
import type { ApiProblem } from './problem.ts';
import type { SeedSource } from './sources.ts';

/** GET `/api/v1/backends`: the contract's four fields (`compat.md` 13.7), and ours. */
export interface BackendsAnswer {
  readonly backends: readonly ListedBackend[];
}

export interface ListedBackend {
  readonly name: string;
  readonly type: string;
  readonly connected: boolean;
  readonly max_concurrent: number;
  readonly host: string;
  /** Active tasks of ours. */
  readonly active: number;
  /** Jobs in its queue, those of others included. */
  readonly job_count: number;
  readonly last_poll: IsoTime | null;
  /** What went wrong since then. */
  readonly error: string | null;
  /** The picture is older than it should be: it is that of `last_poll`, and its tasks are taken to be as they were then. */
  readonly stale: boolean;
}

/** POST `/backends/{name}/toggle` (`compat.md` 13.2). */
export interface BackendToggled {
  readonly name: string;
  /** Whether it is polled from now on; again when the server starts anew, in any case. */
  readonly enabled: boolean;
}

/** GET `/api/v1/orphans`: jobs of ours in the queues that no run wants any more. */
export interface OrphansAnswer {
  readonly orphans: readonly OrphanJob[];
}

export interface OrphanJob {
  readonly backend: string;
  readonly job_id: string;
  readonly name: string;
  readonly user: string;
  /** The scheduler's own word: `RUNNING`. */
  readonly state: string;
  /** The run that it was submitted for. */
  readonly run_id: string | null;
  readonly submitted_at: IsoTime | null;
  readonly started_at: IsoTime | null;
}

/** The body of POST `/api/v1/orphans/end`; without one, all orphans are meant. What is no orphan is left alone. */
export interface EndOrphansOrder {
  readonly jobs: readonly JobName[];
}

export interface JobName {
  readonly backend: string;
  readonly job_id: string;
}

/** Its answer, status 200 also when some could not be ended. The scheduler was asked; the queue shows when they are gone. */
export interface OrphansEnded {
  readonly ended: readonly JobName[];
  readonly failed: readonly (JobName & ApiProblem)[];
}

/** GET `/api/v1/health`. */
export interface ApiHealth {
  readonly status: 'ok';
  readonly config_loaded: boolean;
  readonly config_error: string | null;
  readonly starting: boolean;
  readonly backends: readonly { readonly name: string; readonly type: string; readonly connected: boolean }[];
}

/** GET `/health` (`compat.md` 13.2). */
export interface Health {
  /** `ok` when at least one backend is connected. */
  readonly status: 'ok' | 'degraded';
  readonly backends: Readonly<
    Record<
      string,
      {
        readonly connected: boolean;
        readonly host: string;
        readonly job_count: number;
        readonly last_poll: IsoTime | null;
        readonly error: string | null;
      }
    >
  >;
  /** Those that are git repositories. */
  readonly sources: Readonly<Record<string, Omit<SeedSource, 'path'>>>;
  readonly total_jobs: number;
}

/** GET `/ping`. */
export interface Ping {
  readonly status: 'pong';
  readonly pid: number;
  readonly version: string;
  /** Changes with each start, also of the same process. */
  readonly started_at: IsoTime;
}
