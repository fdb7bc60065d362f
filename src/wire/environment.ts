/** GET `/runs/{id}/tasks/{task}/env` (`compat.md` 13.6); the fields after `resolved` are ours. */
export interface EnvironmentAnswer {
  readonly run_id: string;
  readonly task_id: string;
  /** In the order of the script. */
  readonly vars: Readonly<Record<string, EnvironmentVariable>>;
  /** Shell lines besides the exports: those of rules first, then those of the named environment. */
  readonly extra_init: string;
  /** False for an imported run: it does not say what its configuration was. */
  readonly resolved: boolean;
  /** What was asked for and is not there, or was not allowed. */
  readonly warnings: readonly string[];
  /** Names that were left to the shell of the node. */
  readonly notes: readonly string[];
}

export interface EnvironmentVariable {
  /** With its double-quote meaning: the shell of the node fills in `$NAME` and `$(…)`. */
  readonly value: string;
  /** Oldest first. */
  readonly ops: readonly EnvironmentOp[];
}

export interface EnvironmentOp {
  /** Who did it: `automatic`, `environment julia`, `task env_vars`, `server env, rule 2`. */
  readonly source: string;
  readonly op: 'set' | 'append';
  /** The value that was set, or the piece that was appended. */
  readonly contribution: string;
}
