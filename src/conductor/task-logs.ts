import type { LogMatches, LogPart, LogPlace, LogSearch } from '../backends/log-files.ts';
import type { RunId, TaskId } from '../engine/ids.ts';
import type { Result } from '../engine/result.ts';
import type { FollowStart, LogNews } from './follow-log.ts';

export type { LogMatches, LogPart, LogPlace, LogSearch } from '../backends/log-files.ts';

export type LogStream = 'output' | 'error';

/** Which log is meant. */
export interface LogChoice {
  readonly run: RunId;
  readonly task: TaskId;
  readonly stream: LogStream;
  /** The newest where it is undefined. */
  readonly attempt: number | undefined;
}

/**
 * The logs of tasks in pieces, read where they lie; nobody holds a whole one. `not-found` for a task or attempt that
 * there is not, null for a log that does not exist (yet).
 */
export interface TaskLogs {
  /** Where it lies; found out without asking the machine. */
  path(log: LogChoice): Result<string>;
  part(log: LogChoice, place: LogPlace): Promise<Result<LogPart | null>>;
  search(log: LogChoice, search: LogSearch): Promise<Result<LogMatches | null>>;
  /** Lines that end before that byte. */
  countLines(log: LogChoice, before: number): Promise<Result<number | null>>;
  /**
   * What is written from that place on, until the attempt has ended and is read; nothing is asked of the machine while
   * nobody takes the next piece. Aborting ends it.
   */
  follow(log: LogChoice, start: FollowStart, signal: AbortSignal): AsyncGenerator<LogNews, void>;
}
