import type { Context } from 'hono';
import { problem } from '../engine/problem.ts';
import type { LogType } from '../wire/logs.ts';
import { Refusal } from './problems.tsx';

/**
 * A whole number from what a program asks; null when it is missing. More than `most` is no mistake, and taken as that.
 * @throws Refusal for all else, so that nobody takes an answer for what was not asked.
 */
export function checkedNumber(c: Context, name: string, least: number, most: number): number | null {
  const text = c.req.query(name);
  if (text === undefined) return null;
  if (/^\d{1,15}$/.test(text) && Number(text) >= least) return Math.min(most, Number(text));
  const expected = `a whole number of at least ${least} is expected`;
  throw new Refusal(problem('bad-request', `${name}: ${expected}, found ${JSON.stringify(text)}`));
}

/**
 * Which of a task's logs; the output when nothing is said.
 * @throws Refusal
 */
export function checkedLogType(c: Context): LogType {
  const type = c.req.query('type') ?? 'output';
  if (type === 'output' || type === 'error') return type;
  throw new Refusal(
    problem('bad-request', `type: output or error is expected, found ${JSON.stringify(type)}`),
  );
}
