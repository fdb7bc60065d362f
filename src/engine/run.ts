import type { EnvLayer } from './env-rules.ts';
import type { BackendName, RunId, TaskId } from './ids.ts';

/** What is fixed about a run when it is created. */
export interface RunInfo {
  readonly id: RunId;
  /** `compat.md` 3.4: configured name, `<source>/<stem>`, `_adhoc/<task id>`. */
  readonly workflow: string;
  /** The document's `title`, if it has one. */
  readonly title: string | null;
  readonly backend: BackendName;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Limit of this run's active tasks; null is no limit. */
  readonly maxConcurrent: number | null;
  /** Absolute path on the backend, `~` resolved (`compat.md` 3.3). */
  readonly logDir: string;
  readonly account: string | null;
  readonly loginShell: boolean;
  readonly source: RunSource;
  readonly git: GitOrigin | null;
  /** Named environments as they were when the run was created (`compat.md` 2.12). */
  readonly environments: readonly Environment[];
  /**
   * Rules about variables as they were then (`compat.md` 7.2), in the order in which they count; what a task has itself
   * comes after them. Missing where there are none.
   */
  readonly rules?: readonly EnvLayer[];
  /** Who started it, as they were known then: a person, or the way it was ordered. Missing in runs of older versions. */
  readonly by?: string;
  /** Given at its start; people may change them later (`RunRow.labels`). Missing where there were none. */
  readonly labels?: readonly string[];
}

/** Where the run's document came from. `imported` is history of the Python program: such a run was never ours. */
export interface RunSource {
  readonly kind: 'workflow' | 'document' | 'task' | 'source' | 'project' | 'imported';
  /** Name of the workflow, source or file; the folder that was imported. */
  readonly name: string;
  /** Of a source or project: the file's path in it. */
  readonly file?: string;
}

export interface GitOrigin {
  readonly repository: string;
  readonly branch: string;
  /** Full hash. */
  readonly commit: string;
}

export interface Environment {
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Raw shell lines; empty when there are none. */
  readonly extraInit: string;
}

/** `compat.md` 10.3, with `cancelled` as the seed's README wants it. */
export type RunStatus = 'pending' | 'running' | 'completed' | 'failed' | 'cancelled';

/** One try at a task that somebody can be asked about. */
export interface AttemptRef {
  readonly run: RunId;
  readonly task: TaskId;
  /** Position of the task in its run, from 0. */
  readonly index: number;
  /** From 1. */
  readonly attempt: number;
}
