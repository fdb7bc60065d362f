import type { Problem } from '../engine/problem.ts';

/**
 * How a command went. A failed one has the shape of a successful one, plus a problem where the transport itself
 * failed. A script's own non-zero exit code is not a transport problem.
 */
export interface Outcome {
  /** Null when it is not known: connection cut, time limit. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
  readonly outputCut: boolean;
  /**
   * `unreachable`, `not-authenticated`, `untrusted-host`: certainly not run.
   * `no-answer`: sent, and nobody knows.
   */
  readonly problem: Problem | null;
}
