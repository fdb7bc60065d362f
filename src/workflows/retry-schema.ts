import { z } from 'zod';
import { describeValue, expected } from '../engine/faults.ts';
import { didYouMean } from '../engine/nearest.ts';
import { RETRY_REASONS, type RetryPolicy } from '../engine/task.ts';
import { optional } from './field-schemas.ts';

/** More tries than this are a slip. */
const MOST_RETRIES = 100;
const MOST_FACTOR = 100;

/** What is tried again when the author does not say: a program that failed by itself would only fail again. */
const DEFAULT_REASONS = RETRY_REASONS.filter((reason) => reason !== 'exit');

const reason = z.enum(RETRY_REASONS, {
  error: ({ input }) => {
    const suggestion = typeof input === 'string' ? didYouMean(input, RETRY_REASONS) : '';
    return `must be one of ${RETRY_REASONS.join(', ')}, found ${describeValue(input)}${suggestion}`;
  },
});

const maxText = `a whole number from 0 to ${MOST_RETRIES}`;
const factorText = `a number from 1 to ${MOST_FACTOR}`;
const factor = z
  .number({ error: expected(factorText) })
  .min(1, { error: expected(factorText) })
  .max(MOST_FACTOR, { error: expected(factorText) });

/** When a failed task is tried again by itself, and with what. Null when it is not (`max: 0`). */
export const retrySchema = z
  .strictObject(
    {
      max: optional(
        z
          .int({ error: expected(maxText) })
          .min(0, { error: expected(maxText) })
          .max(MOST_RETRIES, { error: expected(maxText) }),
        1,
        'How many further attempts there may be; 0 for none.',
      ),
      on: optional(
        z
          .array(reason, { error: expected('a list of reasons such as [out_of_memory, timeout]') })
          .min(1, { error: 'is empty: name at least one reason' }),
        DEFAULT_REASONS,
        'For which failures: exit is an exit code other than 0.',
      ),
      memory: optional(
        factor,
        2,
        'After running out of memory: so many times the memory of the attempt before.',
      ),
      time_limit: optional(
        factor,
        1.5,
        'After the time limit: so many times the limit of the attempt before.',
      ),
    },
    {
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? `has the key '${issue.keys[0]}', which is not known${didYouMean(issue.keys[0] ?? '', KEYS)}`
          : expected('a group of keys such as {max: 2, on: [out_of_memory]}')(issue),
    },
  )
  .transform((retry): RetryPolicy | null =>
    retry.max === 0
      ? null
      : { max: retry.max, on: [...new Set(retry.on)], memory: retry.memory, timeLimit: retry.time_limit },
  );

const KEYS = ['max', 'on', 'memory', 'time_limit'];
