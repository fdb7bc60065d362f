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
