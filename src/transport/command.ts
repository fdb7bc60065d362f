import type { Secret } from '../engine/secret.ts';

/** How often programs are called, by name. */
export type Calls = Readonly<Record<string, number>>;

/**
 * What is to be run on a host: a script for POSIX `sh`, as a value. It is run in a shell of its own with an empty
 * standard input, in the login directory, whatever the user's login shell is. Everything that is not ours in it went
 * through `quote` (`transport/quote.ts`).
 *
 * When the time limit passes, its processes get HUP, as when a terminal is closed. What must not stop half way says
 * `trap '' HUP PIPE`; what is to outlive the script is started with `setsid` and its own files as output.
 */
export interface Command {
  /** Holds no NUL character (`quote`). */
  readonly script: string;
  /** What it is for, in a few words: shown in the backend's log beside the script. */
  readonly purpose: string;
  /** So many milliseconds after its turn came it is given up; connecting has a limit of its own. */
  readonly timeLimitMs: number;
  /** Of each output, what is beyond so many bytes is cut off; `outputCut` says so. Default 64 MiB. */
  readonly outputLimitBytes?: number;
  /** Each byte of the output becomes one character, whatever it was meant to be. Default: it is UTF-8. */
  readonly encoding?: 'latin1';
  /** Values in the script or its output that the log must not show. */
  readonly secrets?: readonly Secret[];
  /**
   * It only waits for something to happen. It is not run (`unsupported`) where the machine allows a single session: the
   * other commands would have to wait for it.
   */
  readonly patient?: true;
  /**
   * One of several that come in a row. Where no session is free it is sent behind another such command that is under way, so
   * that the machine begins it as soon as it can, and need not wait for the way there and back.
   */
  readonly inRow?: true;
  /**
   * Calls of the scheduler's programs in the script, at most. How often it makes them may turn out on the machine: then
   * that is read off what the script printed.
   */
  readonly calls?: Calls | ((stdout: string) => Calls);
}
