/**
 * What is to be run on a host: a script for POSIX `sh`, as a value. It is run with an empty standard input,
 * in the login directory, whatever the user's login shell is. Everything that is not ours in it went through
 * `quote` (`transport/quote.ts`).
 */
export interface Command {
  readonly script: string;
  /** What it is for, in a few words: shown in the backend's log beside the script. */
  readonly purpose: string;
  /** After so many milliseconds it is given up. */
  readonly timeLimitMs: number;
  /** Output beyond so many bytes is cut off; `outputCut` says so. Default 64 MiB. */
  readonly outputLimitBytes?: number;
}
