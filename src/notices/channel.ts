import type { Notice, NoticeKind } from '../engine/notice.ts';
import type { Result } from '../engine/result.ts';

/** A way to tell somebody. */
export interface Channel {
  readonly name: string;
  readonly type: string;
  /** For people: to whom it goes, without secrets. */
  readonly goesTo: string;
  readonly kinds: readonly NoticeKind[];
  /** Told of every run, not only of those for which somebody asked for it. */
  readonly isForAll: boolean;
  /**
   * Sends one message about all of these, at least one. `id` is the same each time the same message is tried, so that
   * the other side can tell a repetition. Answers within half a minute.
   */
  send(message: Message): Promise<Result<void>>;
}

export interface Message {
  readonly id: string;
  readonly notices: readonly Notice[];
  /** Of a trial, which tells nothing but that it arrived. */
  readonly isTrial: boolean;
}
