import type { EnvRule, EnvRules } from './env-rules.ts';
import type { TaskId } from './ids.ts';

/** What one task asks of the scheduler, in the author's own spelling (`compat.md` 3.2). */
export interface Resources {
  readonly partition: string;
  readonly cpus: number;
  /** A number and K, M, G, T or P: `4G`. */
  readonly memory: string;
  /** Passed on unchanged: `1:00:00`, `1-00:00:00`. */
  readonly timeLimit: string;
  /** Generic resources, e.g. `gpu:2`. */
  readonly gres: string | null;
}

/** What an author asked for: one id in one run. Never changes once the run is created. */
export interface Task {
  readonly id: TaskId;
  readonly name: string;
  /** Shell text, inserted verbatim; may span lines. */
  readonly command: string;
  /** Ids of tasks in the same run, patterns already expanded. May name one twice (`compat.md` 4). */
  readonly dependencies: readonly TaskId[];
  /** Resolved (`compat.md` 5); may start with `~`, which the backend's shell expands. */
  readonly workingDir: string;
  readonly resources: Resources;
  /** Replaces the default log path. */
  readonly outputFile: string | null;
  readonly errorFile: string | null;
  /** Path of a document with further tasks, read when the task has succeeded (`compat.md` 6). */
  readonly generatesSource: string | null;
  /** Name of an entry of `environments`. */
  readonly environment: string | null;
  /** In the author's order. */
  readonly envVars: Readonly<Record<string, string>>;
  /** The task's own rules (`compat.md` 2.15); missing where it has none. */
  readonly env?: readonly EnvRule[];
  /** Rules of the documents that generated it, the oldest first; missing where there are none. */
  readonly inheritedRules?: readonly EnvRules[];
  /** Null: it is tried once, unless somebody asks for more. */
  readonly retry: RetryPolicy | null;
}

/** The failures after which another attempt may help, as authors write them. */
export const RETRY_REASONS = ['out_of_memory', 'timeout', 'node_fail', 'preempted', 'exit'] as const;
export type RetryReason = (typeof RETRY_REASONS)[number];

/** When a task that failed is tried again by itself, and with what. */
export interface RetryPolicy {
  /** Further attempts at most, at least 1. */
  readonly max: number;
  /** Each once. */
  readonly on: readonly RetryReason[];
  /** So many times the memory of the attempt before, after it ran out of it. At least 1. */
  readonly memory: number;
  /** So many times the time limit of the attempt before, after it was reached. At least 1. */
  readonly timeLimit: number;
}

/** The variables and shell lines that a task's script gets, merged (`compat.md` 7). */
export interface ResolvedEnvironment {
  /** In the order of first definition; a later value keeps the place of the first. */
  readonly variables: readonly Variable[];
  /** Shell lines of rules, which come before the exports, so that what is set wins over what they do. */
  readonly preludes: readonly Prelude[];
  /** Raw shell lines of the named environment, which come after the exports; empty when there are none. */
  readonly init: string;
  /** For people: an unknown environment's or group's name, a variable that was left alone. */
  readonly warnings: readonly string[];
}

export interface Variable {
  readonly key: string;
  /** Keeps its double-quote meaning on the node: `$NAME`, `$(…)` and `\$` work there. */
  readonly value: string;
}

/** Shell lines, and what must be exported in front of them because they name it. */
export interface Prelude {
  readonly variables: readonly Variable[];
  readonly text: string;
}
