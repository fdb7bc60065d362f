import type { Problem } from './problem.ts';

/**
 * What a step that can fail in operation gives back. Expected failures are values of this type and must be
 * handled; broken assumptions are thrown (`assert.ts`).
 */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failed(problem: Problem): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem };
}
