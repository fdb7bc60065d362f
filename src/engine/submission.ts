/** A submission whose intention is saved and that nobody has answered for good. */
export interface OpenSubmission {
  /** Its number in the run, from 1. */
  readonly submission: number;
  readonly intendedAt: number;
  readonly tasks: readonly { readonly index: number; readonly attempt: number }[];
  /** Nobody looks for it before that time, in milliseconds since 1970. */
  readonly lookAt: number;
  /** How often in a row we looked everywhere in vain. */
  readonly missing: number;
}

/** A pause after the scheduler could not take something: nothing is submitted before `until`. */
export interface Hold {
  /** Milliseconds since 1970. */
  readonly until: number;
  readonly reason: string;
  /** How often in a row; the pause grows with it. */
  readonly times: number;
}
