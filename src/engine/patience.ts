/** How long we wait for what, in milliseconds. */

/** Between two looks for a submission that nobody has answered for. */
export const LOOK_AGAIN_MS = 10_000;

/**
 * So many looks in vain, `LOOK_AGAIN_MS` apart, before the same submission is sent again: a scheduler that said yes to
 * a host that died at once shows the job in its queue well within that time.
 */
export const LOOKS_BEFORE_REPEAT = 2;

/** After the scheduler could not take something; doubled each time in a row. */
export const HOLD_FIRST_MS = 5_000;
export const HOLD_LONGEST_MS = 60_000;

/** Between two wishes to end the same job. */
export const CANCEL_AGAIN_MS = 30_000;

/** Before a generated document that could not be asked for is asked for again. */
export const GENERATE_AGAIN_MS = 10_000;

/** A job that says itself that it was killed: so long accounting may tell why. */
export const WHY_KILLED_MS = 30_000;

/** A job that we wanted ended is gone, and nobody says how: so long somebody may. */
export const CANCELLED_SILENCE_MS = 60_000;

/** Silence counts only when so many listings in a row did not show the job: one may be wrong. */
export const SILENT_LISTINGS = 3;

/** Gone from the queue, asked for, and nobody answers for it: then it is lost. */
export const LOST_AFTER_MS = 600_000;

/** Between two listings no more silence than this is counted: the clock may have been put forward. */
export const MOST_SILENCE_MS = LOST_AFTER_MS / SILENT_LISTINGS;

/**
 * When something is due that was put off by at most so much. What is further ahead was put off by a clock that has been set
 * back since: it is due now.
 */
export function dueTime(at: number, now: number, mostMs: number): number {
  return at - now > mostMs ? now : at;
}

/** Milliseconds since then. What is still to come was noted by a clock that has been set back since: it is long ago. */
export function elapsed(since: number, now: number): number {
  return since > now ? Number.POSITIVE_INFINITY : now - since;
}

export function holdMs(times: number): number {
  return Math.min(HOLD_FIRST_MS * 2 ** Math.min(times, 20), HOLD_LONGEST_MS);
}
