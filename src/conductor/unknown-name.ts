import { nearest } from '../engine/nearest.ts';
import { type Problem, problem } from '../engine/problem.ts';

/** `not-found`, with the nearest name there is, or all of them. */
export function unknownName(what: string, name: string, known: readonly string[]): Problem {
  const similar = nearest(name, known);
  const hint = similar !== null ? `Did you mean '${similar}'?` : `Known: ${known.join(', ') || 'none'}.`;
  return problem('not-found', `There is no ${what} called '${name}'`, { hint });
}
