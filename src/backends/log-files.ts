import type { Result } from '../engine/result.ts';

/**
 * Logs in pieces, so that nobody ever holds a whole one. Places in them are bytes from 0. Null stands for a file that
 * does not exist (yet).
 */
export interface LogFiles {
  readLogPart(path: string, place: LogPlace): Promise<Result<LogPart | null>>;
  /** Looks through the whole log where it lies; only places of lines come back. */
  searchLog(path: string, search: LogSearch): Promise<Result<LogMatches | null>>;
  /** How many lines end before that byte. */
  countLogLines(path: string, before: number): Promise<Result<number | null>>;
  /**
   * Waits, for at most a few seconds, until one of the logs is not as it was seen, and tells how each of them is now.
   * One call for all logs that somebody follows.
   */
  awaitLogs(logs: readonly SeenLog[]): Promise<Result<readonly (LogState | null)[]>>;
}

export interface LogState {
  /** Names the file as such: another one in its place, however alike, has another name. */
  readonly file: string;
  /** In bytes. */
  readonly size: number;
}

export interface SeenLog {
  readonly path: string;
  readonly seen: LogState | null;
}

/** At most `bytes` bytes: from there on, the last ones, the last lines, or from the beginning of a line (counted from 1). */
export type LogPlace =
  | { readonly is: 'from'; readonly from: number; readonly bytes: number }
  | { readonly is: 'end'; readonly bytes: number }
  | { readonly is: 'last-lines'; readonly lines: number; readonly bytes: number }
  | { readonly is: 'line'; readonly line: number; readonly bytes: number };

export interface LogPart extends LogState {
  readonly from: number;
  readonly bytes: Uint8Array;
}

export interface LogSearch {
  /** One line of plain text, or an extended regular expression of POSIX. */
  readonly pattern: string;
  readonly isExpression: boolean;
  readonly ignoreCase: boolean;
  /** Stops at the first line that matches. */
  readonly firstOnly: boolean;
}

export interface LogMatches {
  /** Lines that match. */
  readonly count: number;
  /** The last of them, in their order; no more than a thousand. */
  readonly matches: readonly LogMatch[];
}

export interface LogMatch {
  /** From 1. */
  readonly line: number;
  /** Where that line begins. */
  readonly at: number;
}
