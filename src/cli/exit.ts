import type { Problem } from '../engine/problem.ts';

/** How the program can end (`compat.md` 14.2). */
export const EXIT = {
  ok: 0,
  /** Something failed at run time, or a watched run was not completed. */
  failed: 1,
  /** Wrong usage, or a configuration that cannot be used. */
  usage: 2,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code of a problem that ended the command. */
export function exitCodeOf(problem: Problem): ExitCode {
  return problem.code === 'bad-configuration' || problem.code === 'bad-request' ? EXIT.usage : EXIT.failed;
}
