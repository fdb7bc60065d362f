import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import { z } from 'zod';
import { type Problem, problem } from '../../engine/problem.ts';
import { Refusal } from '../problems.tsx';
import { issueFault, issueWords } from './body-faults.ts';

/** A document of 100,000 tasks is some 40 MB. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Stops bodies over 64 MB before they are in memory. */
export const limitedBody: MiddlewareHandler = bodyLimit({
  maxSize: MOST_BYTES,
  onError: () => {
    throw new Refusal(problem('bad-request', 'The request is larger than 64 MB.'), 413);
  },
});

/**
 * The request's body as JSON of that shape.
 * @throws Refusal with the place of each fault.
 */
export async function readBody<Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const checked = schema.safeParse(parseJson(await readText(c)), { error: issueWords, reportInput: true });
  if (checked.success) return checked.data;
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const faults = checked.error.issues.map((issue) => issueFault(issue, known));
  throw new Refusal(problem('bad-request', faults.map((fault) => fault.message).join('; '), { faults }));
}

async function readText(c: Context): Promise<string> {
  const bytes = await c.req.arrayBuffer();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal(problem('bad-request', 'The request is not UTF-8.'));
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(jsonFault(text));
  }
}

/** `JSON.parse` often does not say where; this parser does. */
function jsonFault(text: string): Problem {
  if (text.trim() === '')
    return problem('bad-request', 'The request has no body; a JSON object is expected.');
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  if (first === undefined) return problem('bad-request', 'The request is not JSON.');
  const before = text.slice(0, first.offset).split('\n');
  const place = { file: 'request', line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  const fault = printParseErrorCode(first.error)
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase();
  return problem(
    'bad-request',
    `The request is not JSON: ${fault} in line ${place.line}, column ${place.column}.`,
    { place },
  );
}
