/** One rule of today's way to say what variables a task gets (`compat.md` 2.15, 7.2). */
export interface EnvRule {
  /** It counts only where each of these variables has one of these values. */
  readonly if: Readonly<Record<string, readonly string[]>>;
  /** Names of groups, which come before what the rule says itself. */
  readonly include: readonly string[];
  readonly set: Readonly<Record<string, string>>;
  /** Joined to what is there with a colon. */
  readonly append: Readonly<Record<string, string>>;
  /** Raw shell lines; empty when there are none. */
  readonly init: string;
}

/** The rules that stand in one place, and the groups that rules anywhere may include. */
export interface EnvRules {
  readonly env: readonly EnvRule[];
  readonly groups: Readonly<Record<string, readonly EnvRule[]>>;
}

export const NO_RULES: EnvRules = { env: [], groups: {} };

/** Where rules stand, in the order in which they count: what comes later wins. */
export type EnvSource = 'backend' | 'server' | 'project' | 'document' | 'generated' | 'task';

export interface EnvLayer extends EnvRules {
  readonly source: EnvSource;
}
