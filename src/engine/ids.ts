/**
 * Names of things, each a type of its own so that they cannot be swapped by mistake. At run time all are text.
 */
declare const brand: unique symbol;
type Name<Kind extends string> = string & { readonly [brand]: Kind };

/** 8 hexadecimal characters (`compat.md` 3.4). */
export type RunId = Name<'run'>;
/** What the author wrote in `id`: unique in its run. */
export type TaskId = Name<'task'>;
/** The name of a configured backend. */
export type BackendName = Name<'backend'>;
/** What the scheduler calls a job: `1234`, `1234_7`. Only its backend reads meaning into it. */
export type JobId = Name<'job'>;
/** Marks one submission for ever: `<run>.<submission number>`. Safe as a file name and in a shell. */
export type Token = Name<'token'>;
/** What one job of a submission leaves behind is filed under it: the token, of an array's element `<token>_<element>`. */
export type RecordName = Name<'record'>;

export const runId = (text: string): RunId => text as RunId;
export const taskId = (text: string): TaskId => text as TaskId;
export const backendName = (text: string): BackendName => text as BackendName;
export const jobId = (text: string): JobId => text as JobId;
export const token = (text: string): Token => text as Token;
export const recordName = (text: string): RecordName => text as RecordName;

/** The token of a run's submission; numbers start at 1 and are never used twice in a run. */
export function submissionToken(run: RunId, submission: number): Token {
  return token(`${run}.${submission}`);
}

/** `element` counts from 1; null is a job that is no part of an array. */
export function recordOf(token: Token, element: number | null): RecordName {
  return recordName(element === null ? token : `${token}_${element}`);
}

/** The submission that a record is of. */
export function tokenOf(record: RecordName): Token {
  return token(record.split('_', 1)[0] ?? record);
}
