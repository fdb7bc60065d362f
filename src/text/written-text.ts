import type { Place } from '../engine/problem.ts';

/** The keys and positions that lead to a value. */
export type TextPath = readonly PropertyKey[];

/** A text as read, and where things stand in it. */
export interface WrittenText {
  readonly value: unknown;
  /** Where the value stands, or the nearest group around it. Null when it did not come as text. */
  readonly placeOf: (path: TextPath) => Place | null;
  /** The characters of a number, a truth value or a null, as they stand there: `1.50`. Null when there are none. */
  readonly sourceOf: (path: TextPath) => string | null;
}

/** A value that did not come as text. */
export function withoutText(value: unknown): WrittenText {
  return { value, placeOf: () => null, sourceOf: () => null };
}
