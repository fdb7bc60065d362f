import { type Problem, type ProblemCode, problem } from '../engine/problem.ts';

/** The state file cannot be used, or cannot take more. What was saved before stays saved. */
export class StoreError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.message, options);
    this.name = 'StoreError';
    this.problem = problem;
  }
}

export function storeError(code: ProblemCode, message: string, hint: string, cause?: unknown): StoreError {
  return new StoreError(problem(code, message, { hint }), { cause });
}

const NO_SPACE_HINT =
  'Make room on that disk. What was saved before is safe, and the server goes on from there.';
const NO_ACCESS_HINT =
  'Check who owns the file and its folder, and that the disk works and is not mounted read-only.';
const BUSY_HINT =
  'Another program has opened the file for writing. Only the server may write it: close the other one.';
const DAMAGED_HINT =
  'Stop the server, keep a copy of the file, and put the last good copy in its place. ' +
  'Without one, move the file away: the server then starts with an empty history.';

const SQLITE_BUSY = 5;

interface Meaning {
  readonly code: ProblemCode;
  readonly words: string;
  readonly hint: string;
}

/** Primary result codes (https://sqlite.org/rescode.html) that can come up in operation. Others are our mistakes. */
const MEANINGS: Readonly<Record<number, Meaning>> = {
  3: { code: 'no-access', words: 'may not be used', hint: NO_ACCESS_HINT },
  [SQLITE_BUSY]: { code: 'no-access', words: 'is locked', hint: BUSY_HINT },
  6: { code: 'no-access', words: 'is locked', hint: BUSY_HINT },
  8: { code: 'no-access', words: 'cannot be written', hint: NO_ACCESS_HINT },
  10: { code: 'no-access', words: 'could not be read or written', hint: NO_ACCESS_HINT },
  11: { code: 'bad-state', words: 'is damaged', hint: DAMAGED_HINT },
  13: { code: 'no-space', words: 'could not grow: the disk is full', hint: NO_SPACE_HINT },
  14: { code: 'no-access', words: 'cannot be opened', hint: NO_ACCESS_HINT },
  26: { code: 'bad-state', words: 'is not a state file, or is damaged', hint: DAMAGED_HINT },
};

const DISK_FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT']);

/**
 * What SQLite or the file system threw, as a StoreError that names the file where that can happen in operation;
 * anything else is given back as it came.
 */
export function asStoreError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof StoreError) return error;
  if ('errcode' in error && typeof error.errcode === 'number') {
    const meaning = MEANINGS[error.errcode & 0xff];
    if (meaning === undefined) return error;
    return storeError(
      meaning.code,
      `The state file ${path} ${meaning.words} (${error.message})`,
      meaning.hint,
      error,
    );
  }
  if ('syscall' in error && 'code' in error) {
    const [code, hint] = DISK_FULL.has(error.code)
      ? (['no-space', NO_SPACE_HINT] as const)
      : (['no-access', NO_ACCESS_HINT] as const);
    return storeError(code, `The state file ${path} cannot be used (${error.message})`, hint, error);
  }
  return error;
}

/** Whether another connection holds the lock that was wanted. */
export function isBusy(error: unknown): boolean {
  const cause = error instanceof StoreError ? error.cause : error;
  return cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_BUSY;
}

/** For a file whose content contradicts itself. */
export function damaged(path: string, what: string): StoreError {
  return storeError('bad-state', `The state file ${path} is damaged: ${what}`, DAMAGED_HINT);
}
