/**
 * Why something could not be done, in words for people and a code for programs.
 * The code is part of the outside contract: new ones may be added, old ones keep their meaning.
 */
export interface Problem {
  readonly code: ProblemCode;
  /** One sentence: what was found, where, and what was expected instead. */
  readonly message: string;
  /** What to do about it, where we know. */
  readonly hint?: string;
  /** Where in a file or document the fault stands. */
  readonly place?: Place;
  /** The single faults, when several were found at once. */
  readonly faults?: readonly Problem[];
}

/** A place in a text. Line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type ProblemCode =
  /** A workflow document or one of its tasks is not as it must be. */
  | 'bad-document'
  /** The configuration is not as it must be. */
  | 'bad-configuration'
  /** A request from outside has the wrong shape. */
  | 'bad-request'
  /** The thing named does not exist. */
  | 'not-found'
  /** It exists, but its state does not allow this. */
  | 'conflict'
  /** The machine could not be reached: network, name, port, timeout while connecting. */
  | 'unreachable'
  /** The machine was reached and did not let us in: key, user, second factor. */
  | 'not-authenticated'
  /** The machine's host key is unknown or has changed. */
  | 'untrusted-host'
  /** The connection was lost, or the time limit passed, after the command was sent: it may have been done. */
  | 'no-answer'
  /** The command was run and failed; nothing is known to be lasting. */
  | 'command-failed'
  /** The scheduler cannot take this now and may take it later (limits, restart, socket time-out). */
  | 'busy'
  /** The scheduler refuses this for good (bad partition, bad account). */
  | 'refused'
  /** An answer could not be understood. */
  | 'unreadable'
  /** A disk is full, ours or the backend's. */
  | 'no-space'
  /** A file cannot be read or written. */
  | 'no-access'
  /** The state file cannot be used. */
  | 'bad-state'
  /** Something this version does not do. */
  | 'unsupported';

export function problem(
  code: ProblemCode,
  message: string,
  more: Omit<Problem, 'code' | 'message'> = {},
): Problem {
  return { code, message, ...more };
}
