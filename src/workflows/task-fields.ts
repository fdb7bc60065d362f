import { z } from 'zod';
import { expected } from '../engine/faults.ts';
import { about, text } from './field-schemas.ts';
import { idFault } from './task-ids.ts';

/** More than any machine has: beyond it the number is a slip. */
const MOST_CPUS = 1_000_000;

/**
 * A single word of a scheduler's line: blanks and line breaks would end it. `pattern` says the same as `shape` where
 * there are no flags, as in a JSON Schema.
 */
export function word(
  what: string,
  shape = /^[^\s\p{Cc}]+$/u,
  pattern = '^[^\\s\\u0000-\\u001f\\u007f-\\u009f]+$',
) {
  return z
    .string({ error: expected(what) })
    .regex(shape, { error: expected(what) })
    .meta({ pattern });
}

function numberOrWord(what: string, shape: RegExp, pattern = shape.source) {
  return z.union(
    [
      z
        .int()
        .min(0, { error: expected(what) })
        .transform(String),
      word(what, shape, pattern),
    ],
    { error: expected(what) },
  );
}

/** An empty text means the same as none, as in the documents that generators write. */
export function optionalText(description: string, ...examples: readonly unknown[]) {
  return text()
    .nullish()
    .transform((value) => (value === undefined || value === null || value === '' ? null : value))
    .meta(about(description, ...examples));
}

/** The same for a single word. */
export function optionalWord(what: string, description: string, ...examples: readonly unknown[]) {
  return z
    .union([z.literal(''), word(what)], { error: expected(what) })
    .nullish()
    .transform((value) => value || null)
    .meta(about(description, ...examples));
}

/** See `task-ids.ts`; the pattern says the same. */
export const taskIdText = text()
  .superRefine((id, context) => {
    const fault = idFault(id);
    if (fault !== null) context.addIssue({ code: 'custom', message: fault });
  })
  .meta({
    ...about('Unique in the document; dots make groups. Other tasks name it in deps.', 'sim.1'),
    pattern:
      '^[^\\s\\u0000-\\u001f\\u007f-\\u009f/\\\\]([^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029/\\\\]*[^\\s\\u0000-\\u001f\\u007f-\\u009f/\\\\])?$',
    maxLength: 200,
  });

const cpusText = `a whole number from 1 to ${MOST_CPUS}`;
const cpuNumber = z
  .int({ error: expected(cpusText) })
  .min(1, { error: expected(cpusText) })
  .max(MOST_CPUS, { error: expected(cpusText) });
const spelledNumber = z.string().regex(/^0*([1-9]\d{0,5}|1000000)$/);
/** Documents in the wild have `"4"` as well as `4`. */
export const cpus = z.union([cpuNumber, spelledNumber.transform(Number)], { error: expected(cpusText) });

/** `0` is left to the scheduler: for Slurm it means all that the node has. */
export const memory = numberOrWord(
  'a number with K, M, G, T or P behind it, such as "4G"',
  /^\d{1,15}(\.\d{1,6})?([KMGTPkmgtp][Bb]?)?$/,
);

/** Minutes, `m:s`, `h:m:s`, `d-h`, `d-h:m`, `d-h:m:s` (sbatch(1), --time), or no limit. Passed on unchanged. */
export const timeLimit = numberOrWord(
  'a time such as "1:00:00" or "2-12:00:00"',
  /^(\d{1,9}(:\d{1,9}){0,3}|\d{1,9}-\d{1,9}(:\d{1,9}){0,2}|unlimited|infinite)$/i,
  '^(\\d{1,9}(:\\d{1,9}){0,3}|\\d{1,9}-\\d{1,9}(:\\d{1,9}){0,2}|unlimited|UNLIMITED|infinite|INFINITE)$',
);

const dependency = text('an id or a pattern').min(1, 'is empty: it must be an id or a pattern');
export const dependencies = z.array(dependency, {
  error: expected('a list of ids or patterns, such as ["setup", "sim.*"]'),
});
