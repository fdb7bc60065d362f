/** Which runs of the list; nothing said: all. */
export interface RunsFilter {
  readonly status?: string;
  readonly workflow?: string;
  readonly label?: string;
  readonly source?: string;
  readonly backend?: string;
  /** Who started it. */
  readonly by?: string;
  /** Any text of it. */
  readonly text?: string;
  /** Days (UTC), `2026-02-19`: from the first one on, and up to and with the last one. */
  readonly from?: string;
  readonly until?: string;
}

/** A page of the list. */
export interface RunsPage extends RunsFilter {
  /** Only runs that were created before that one. */
  readonly before?: string;
}

/** Which jobs of the table, and in which order. */
export interface JobsFilter {
  readonly text?: string;
  readonly state?: string;
  readonly backend?: string;
  readonly whose?: 'ours' | 'others';
  /** A column; `-` in front turns it round. */
  readonly sort?: string;
  /** The array whose elements are shown one by one: `<run>.<submission>`. */
  readonly open?: string;
}
