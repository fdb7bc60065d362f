import { z } from 'zod';
import { expected } from '../engine/faults.ts';

// What fields of tasks and of rules about variables have in common.

/** Text that a script can hold. NUL ends a shell word; half a surrogate pair would be written as another character. */
export function text(what = 'text') {
  return z
    .string({ error: expected(what) })
    .refine((value) => !value.includes('\0'), 'holds the NUL character, which no script can hold')
    .refine(
      (value) => value.isWellFormed(),
      'holds half of a character (a lone surrogate), which cannot be written as UTF-8',
    );
}

/** `null` and a missing key mean the same. */
export function optional<T extends z.ZodType, F>(schema: T, fallback: F) {
  return schema.nullish().transform((value) => value ?? fallback);
}

/** What POSIX allows as a name (XBD 8.1), lower case too. */
export const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
  error: 'is not a name that a shell accepts: letters, digits and _ only, and no digit in front',
});

/** Generators write numbers here too. One that JavaScript cannot hold exactly would arrive as another. */
const exactNumber = z.number().refine((value) => !Number.isInteger(value) || Number.isSafeInteger(value));

export const variableValue = z.union([exactNumber.transform(String), text('text in quotes')], {
  error: expected('text in quotes'),
});

export const variables = z.record(variableName, variableValue, {
  error: expected('a group of names and texts'),
});
