import type { z } from 'zod';
import { nearest } from '../../engine/nearest.ts';
import { type Problem, problem } from '../../engine/problem.ts';

/** What is wrong with a value, where the shape itself has no words for it. Zod asks for it. */
export function issueWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return `${KINDS[issue.expected] ?? issue.expected} is expected, found ${foundWords(issue.input)}`;
    case 'too_small':
      return issue.origin === 'string' ? 'it may not be empty' : undefined;
    case 'unrecognized_keys':
      return `${issue.keys.map((key) => `'${key}'`).join(', ')} is not known here`;
    default:
      return undefined;
  }
}

/** With the place in the request, and the key that was meant, of those `known` there. */
export function issueFault(issue: z.core.$ZodIssue, known: readonly string[]): Problem {
  const message = issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`;
  const [key] = issue.code === 'unrecognized_keys' ? issue.keys : [];
  if (key === undefined) return problem('bad-request', message);
  const meant = nearest(key, known);
  const hint = meant === null ? `Known: ${known.join(', ')}.` : `Did you mean '${meant}'?`;
  return problem('bad-request', message, { hint });
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  boolean: 'true or false',
};

function foundWords(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? 'text' : JSON.stringify(value);
}
