import type { Place, ProblemCode } from '../engine/problem.ts';

/** The body of every answer of `/api/v1` that is not a success. `detail` is the contract's (`compat.md` 13), the rest ours. */
export interface ApiProblem {
  /** One sentence for people. */
  readonly detail: string;
  /** For programs. `internal` is a fault of ours. */
  readonly code: ProblemCode | 'internal';
  /** What to do about it. */
  readonly hint?: string;
  readonly place?: Place;
  /** The single faults, when several were found at once. */
  readonly faults?: readonly ApiProblem[];
}

/** The body of a failure at the endpoints outside `/api/v1` (`compat.md` 13.2). `error` is the contract's, the rest ours. */
export interface SeedProblem extends Omit<ApiProblem, 'detail'> {
  readonly error: string;
}
