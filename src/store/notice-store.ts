import type { RunId } from '../engine/ids.ts';
import type { Notice } from '../engine/notice.ts';
import type { Problem } from '../engine/problem.ts';

/** Part of the `Store`: messages about runs, until they have been sent. Synchronous and whole, as all of it. */
export interface NoticeStore {
  /** Up to which event the log was read for notices; null before the first time. */
  readTo(): number | null;
  /** In which runs something ended after that event, oldest first. */
  newsAfter(sequence: number): readonly RunNews[];
  /** Whether the channel was told of a failure of the run since the run was started or run again. */
  knowsFailure(run: RunId, channel: string): boolean;
  /** Keeps notices, and that the log was read up to there. A notice that is there already stays as it is. */
  add(readTo: number, notices: readonly NewNotice[]): void;
  /** Those that are to be sent by now, oldest first. */
  due(now: number): readonly SavedNotice[];
  /** When the next one is due, in milliseconds since 1970. */
  nextDueAt(): number | null;
  /** Before they are sent for the first time: from now on they are one message. */
  join(numbers: readonly number[], message: string): void;
  /** How a message fared. `dueAt` is when it is tried again; null: not any more. */
  settle(message: string, outcome: NoticeOutcome): void;
  /** They are not sent (any more), for that reason; each leaves a line in the events of its run. */
  drop(notices: readonly SavedNotice[], problem: Problem, at: number): void;
  /** The newest of a channel. */
  list(channel: string, limit: number): readonly SavedNotice[];

  /** The channels that somebody asked to be used for the run. */
  channelsOf(run: RunId): readonly string[];
  /** Asks for it, or takes it back. The run must be there. */
  setChannel(run: RunId, channel: string, isWanted: boolean): void;
}

export interface RunNews {
  readonly run: RunId;
  /** When the newest of these events happened, in milliseconds since 1970. */
  readonly at: number;
  /** Number of the newest event by which a task ended. */
  readonly task: number | null;
  /** Number of the event with which the run ended. */
  readonly end: number | null;
}

export interface NewNotice {
  readonly channel: string;
  /** Number of the event that it tells of. */
  readonly sequence: number;
  readonly notice: Notice;
}

export interface SavedNotice extends NewNotice {
  readonly number: number;
  /** What it is sent with; null before the first try. */
  readonly message: string | null;
  readonly tries: number;
  /** In milliseconds since 1970, as `sentAt`; null: not any more. */
  readonly dueAt: number | null;
  readonly sentAt: number | null;
  /** Why the last try failed. */
  readonly problem: Problem | null;
}

export type NoticeOutcome =
  | { readonly is: 'sent'; readonly at: number }
  | { readonly is: 'failed'; readonly problem: Problem; readonly dueAt: number | null };
