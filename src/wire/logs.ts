/** The two logs of a task, as they are called in addresses (`compat.md` 13.1). */
export type LogType = 'output' | 'error';

/** Which log of a task, where it is read in pieces; nothing said: the newest attempt's output. */
export interface LogQuery {
  readonly type?: LogType;
  readonly attempt?: number;
}

/** Which part of a log: `bytes` bytes from that byte on, or from that line on, or the last ones. */
export interface LogPartQuery extends LogQuery {
  readonly from?: number;
  readonly line?: number;
  readonly bytes?: number;
}

/** What to look for in a log; letters are the same in capitals and small unless `case` says otherwise. */
export interface LogSearchQuery extends LogQuery {
  readonly q?: string;
  readonly case?: 'true';
  /** Instead of `q`: the first line that tells of an error. */
  readonly errors?: 'first';
}

/** Where following begins: behind that byte of that file, or some lines before the end; nothing said: at the beginning. */
export interface LogFollowQuery extends LogQuery {
  readonly from?: number;
  readonly file?: string;
  readonly tail?: number;
}

/** Headers of a part of a log, beside its bytes: where it begins, how large the whole is, which file it is. */
export type LogHeader = 'Log-From' | 'Log-Size' | 'Log-File';

/** GET `/runs/{id}/tasks/{t}/log/search`. A log that does not exist has no match. */
export interface LogSearchAnswer {
  /** Lines that match. */
  readonly count: number;
  /** The last of them, in their order. */
  readonly matches: readonly {
    /** From 1. */
    readonly line: number;
    /** The byte at which it begins. */
    readonly at: number;
  }[];
}

/** GET `/runs/{id}/tasks/{t}/log/lines?before=BYTE`. */
export interface LogLinesAnswer {
  readonly before: number;
  readonly lines: number;
}

/**
 * The events of GET `/runs/{id}/tasks/{t}/log/follow`, by name: the next bytes as text; the log was cut or replaced, and
 * what follows is told from its beginning; nothing more comes; it cannot be read just now. The `id` of a `part` is where
 * following goes on after it: `BYTE:FILE`.
 */
export interface LogEvents {
  readonly part: LogFollowed;
  readonly anew: Record<never, never>;
  readonly over: Record<never, never>;
  readonly problem: { readonly detail: string };
}

export interface LogFollowed {
  readonly from: number;
  /** Behind the last byte. What is not UTF-8 became U+FFFD, so the text may be longer or shorter than these bytes. */
  readonly to: number;
  readonly text: string;
}
