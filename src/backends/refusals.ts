import type { SubmitAnswer } from '../engine/observation.ts';
import { problem } from '../engine/problem.ts';
import { isDiskFull } from './on-host.ts';

/** How a family reads what its scheduler says when it does not take a job. */
export interface RefusalWords {
  /** Which hands jobs over. */
  readonly program: string;
  /** The request may have reached the scheduler: nobody can know whether the job exists. */
  readonly nobodyKnows: readonly RegExp[];
  /** Certainly not taken, and nothing is wrong with the job. */
  readonly isNotNow: (said: string) => boolean;
  /** More elements than the site takes in one array. */
  readonly tooLarge: RegExp;
  /** What can be done about it, by what was said. */
  readonly hints: readonly (readonly [RegExp, string])[];
}

/** What the failure means for the submission. `said` is all that was printed. */
export function refusalOf(said: string, exitCode: number, words: RefusalWords): SubmitAnswer {
  const message = `${words.program} failed: ${said || `exit code ${exitCode}, and it said nothing`}`;
  if (words.nobodyKnows.some((pattern) => pattern.test(said)) || (exitCode > 128 && exitCode < 255)) {
    return { is: 'unanswered', problem: problem('no-answer', message) };
  }
  if (isDiskFull(said)) return { is: 'deferred', problem: problem('no-space', message) };
  if (words.isNotNow(said)) return { is: 'deferred', problem: problem('busy', message) };
  if (words.tooLarge.test(said)) return { is: 'too-large', problem: problem('busy', message) };
  const hint = words.hints.find(([pattern]) => pattern.test(said))?.[1];
  return { is: 'refused', problem: problem('refused', message, hint === undefined ? {} : { hint }) };
}
