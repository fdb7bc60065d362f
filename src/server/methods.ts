import type { Context, Hono, MiddlewareHandler } from 'hono';
import { problem } from '../engine/problem.ts';
import { visible } from './log-text.ts';
import { notFound, Refusal } from './problems.tsx';

/** Of a HEAD nobody reads the answer: a stream that was opened for it would be told of changes for ever. */
export const endUnread: MiddlewareHandler = async (c, next) => {
  await next();
  if (c.req.method === 'HEAD') await c.res.body?.cancel();
};

/** The last word about an address that no route answers: with the methods that it has, if it has any. */
export function answerOtherMethod(c: Context, app: Hono): Response {
  const path = visible(c.req.path);
  const methods = methodsAt(app, c.req.path);
  if (methods.length === 0) throw notFound(`There is nothing at ${path}.`);
  const allowed = [...methods, 'OPTIONS'].join(', ');
  c.header('Allow', allowed);
  if (c.req.method === 'OPTIONS') return c.body(null, 204);
  const message = `${c.req.method} is not possible at ${path}.`;
  throw new Refusal(problem('bad-request', message, { hint: `Possible: ${allowed}.` }), 405);
}

/** HEAD is answered wherever GET is. */
function methodsAt(app: Hono, path: string): readonly string[] {
  const methods = app.routes.map(({ method }) => method).filter((method) => method !== 'ALL');
  const matching = [...new Set(methods)].filter((method) => {
    const [handlers] = app.router.match(method, path);
    return handlers.some(([[, route]]) => route.method === method);
  });
  return matching.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}
