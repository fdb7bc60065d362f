/**
 * For what cannot happen unless the program itself is wrong. What can go wrong in operation is a Result instead.
 * @throws Error naming the broken assumption.
 */
export function assert(condition: boolean, assumption: string): asserts condition {
  if (!condition) throw new Error(`broken assumption: ${assumption}`);
}

/** The value, where the program is certain that there is one. */
export function present<T>(value: T | undefined | null, what: string): T {
  assert(value !== undefined && value !== null, `${what} is there`);
  return value;
}
