import type { ResolvedEnvironment, Variable } from './task.ts';

/** What was done to a variable, and who did it. */
export interface VariableOp {
  /** For people: `server env, rule 2: group gpu (backend), rule 1`. */
  readonly source: string;
  readonly op: 'set' | 'append';
  /** The value that was set, or the piece that was appended. */
  readonly contribution: string;
}

export interface TracedVariable extends Variable {
  /** Oldest first; the last `set` and what was appended behind it make the value. */
  readonly ops: readonly VariableOp[];
}

/** The variables of a task with how each came about. */
export interface TracedEnvironment extends ResolvedEnvironment {
  readonly variables: readonly TracedVariable[];
  /** For people: names that are not ours to know, and were left to the shell of the node. */
  readonly notes: readonly string[];
}
