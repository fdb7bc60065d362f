import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type Problem, type ProblemCode, problem } from '../engine/problem.ts';
import type { Result } from '../engine/result.ts';
import type { ApiProblem, SeedProblem } from '../wire/problem.ts';
import { askerOf } from './asking.ts';
import type { ServerContext } from './context.ts';
import { ProblemPage } from './pages/problem-page.tsx';
import { ProblemNotice } from './parts/problem-notice.tsx';
import { documentText, fragmentText } from './render.ts';

/** Thrown by a route to answer with a problem; `status` where the code's own does not fit. */
export class Refusal extends Error {
  readonly problem: Problem;
  readonly status: ContentfulStatusCode;

  constructor(problem: Problem, status?: ContentfulStatusCode) {
    super(problem.message);
    this.problem = problem;
    this.status = status ?? STATUS_OF[problem.code];
  }
}

const STATUS_OF: Readonly<Record<ProblemCode, ContentfulStatusCode>> = {
  'bad-document': 422,
  'bad-configuration': 422,
  'bad-request': 422,
  'not-found': 404,
  conflict: 409,
  unreachable: 502,
  'not-authenticated': 502,
  'untrusted-host': 502,
  'no-answer': 504,
  'command-failed': 502,
  busy: 503,
  refused: 422,
  unreadable: 502,
  'no-space': 507,
  'no-access': 500,
  'bad-state': 500,
  unsupported: 501,
};

/** The one place where what went wrong becomes an answer: JSON for programs, a page for people. */
export function answerError(
  c: Context,
  context: ServerContext,
  error: unknown,
): Response | Promise<Response> {
  const known = knownProblem(error);
  // A refusal is an answer like any other; everything else should not have happened.
  if (!(error instanceof Refusal)) context.report(error);
  const shown = known?.problem ?? INTERNAL;
  const status = known?.status ?? 500;
  if (c.req.path.startsWith('/api/')) return c.json(apiProblem(shown, known === null), status);
  switch (askerOf(c)) {
    case 'script':
      return c.html(fragmentText(<ProblemNotice problem={shown} />), status);
    case 'browser':
      return c.html(
        documentText(<ProblemPage c={c} context={context} problem={shown} status={status} />),
        status,
      );
    case 'program': {
      const { detail: message, ...more } = apiProblem(shown, known === null);
      return c.json({ error: message, ...more } satisfies SeedProblem, status);
    }
  }
}

const INTERNAL = problem('bad-state', 'Something in this server went wrong that should not have.', {
  hint: 'The server’s own output says more. Your runs go on.',
});

function knownProblem(
  error: unknown,
): { readonly problem: Problem; readonly status: ContentfulStatusCode } | null {
  if (error instanceof Refusal) return error;
  // The store throws errors that carry a problem.
  if (error instanceof Error && 'problem' in error && isProblem(error.problem)) {
    return { problem: error.problem, status: STATUS_OF[error.problem.code] };
  }
  return null;
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && String(value.code) in STATUS_OF;
}

/** `isInternal`: a fault of ours, about which nobody else can do anything. */
export function apiProblem(shown: Problem, isInternal = false): ApiProblem {
  return {
    detail: shown.message,
    code: isInternal ? 'internal' : shown.code,
    ...(shown.hint !== undefined && { hint: shown.hint }),
    ...(shown.place !== undefined && { place: shown.place }),
    ...(shown.faults !== undefined && { faults: shown.faults.map((fault) => apiProblem(fault)) }),
  };
}

/** @throws Refusal with the problem. */
export function orRefuse<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Refusal(result.problem);
  return result.value;
}

/** Where the thing named in an address does not exist. */
export function notFound(what: string, hint?: string): Refusal {
  return new Refusal(problem('not-found', what, hint === undefined ? {} : { hint }));
}
