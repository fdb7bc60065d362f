import type { Context } from 'hono';
import { problem } from '../engine/problem.ts';
import { Refusal } from './problems.tsx';

/**
 * What a form sent.
 * @throws Refusal for what is none: taken for a form without fields, it would mean something.
 */
export async function formOf(c: Context): Promise<FormData> {
  if (!isForm(c)) {
    const hint = 'Send its fields as application/x-www-form-urlencoded.';
    throw new Refusal(problem('bad-request', 'A form is expected here.', { hint }), 415);
  }
  try {
    return await c.req.formData();
  } catch {
    throw new Refusal(problem('bad-request', 'The form cannot be read.'));
  }
}

/** One that is sent by GET has its fields in the address. */
export function isForm(c: Context): boolean {
  if (c.req.method !== 'POST') return false;
  return /^(?:multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(
    c.req.header('Content-Type') ?? '',
  );
}
