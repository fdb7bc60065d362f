import { z } from 'zod';
import { expected } from '../engine/faults.ts';
import type { ForEditors } from '../text/editor-schema.ts';

// What fields of tasks and of rules about variables have in common.

/** For JSON Schemas, which cannot speak of surrogates. */
export const ANY_TEXT = '^[^\\u0000]*$';

/** Text that a script can hold. NUL ends a shell word; half a surrogate pair would be written as another character. */
export function text(what = 'text') {
  return z
    .string({ error: expected(what) })
    .refine((value) => !value.includes('\0'), 'holds the NUL character, which no script can hold')
    .refine(
      (value) => value.isWellFormed(),
      'holds half of a character (a lone surrogate), which cannot be written as UTF-8',
    )
    .meta({ pattern: ANY_TEXT });
}

/** For editors: what a key is for, and values that show how it is written. */
export function about(
  description: string,
  ...examples: readonly unknown[]
): ForEditors & { description: string } {
  return examples.length === 0 ? { description } : { description, 'x-shown': { examples } };
}

/** `null` and a missing key mean the same. */
export function optional<T extends z.ZodType, F>(
  schema: T,
  fallback: F,
  description?: string,
  ...examples: readonly unknown[]
) {
  const shown = { default: fallback, ...(examples.length > 0 && { examples }) };
  return schema
    .nullish()
    .transform((value) => value ?? fallback)
    .meta({ ...(description !== undefined && { description }), 'x-shown': shown });
}

/** What POSIX allows as a name (XBD 8.1), lower case too. */
export const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
  error: 'is not a name that a shell accepts: letters, digits and _ only, and no digit in front',
});
/** Generators write numbers here too. One that JavaScript cannot hold exactly would arrive as another. */
const exactNumber = z.number().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);
export const variableValue = z.union([exactNumber.transform(String), text('text in quotes')], {
  error: expected('text in quotes'),
});
export const variables = z.record(variableName, variableValue, {
  error: expected('a group of names and texts'),
});
