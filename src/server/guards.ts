import type { MiddlewareHandler } from 'hono';
import { problem } from '../engine/problem.ts';
import { Refusal } from './problems.tsx';

/** `http://localhost:8000` and the like name this machine and cannot be pointed elsewhere by anybody's DNS. */
const LOOPBACK_NAMES: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers that every answer carries. */
export const securityHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  const { headers } = c.res;
  // What jobs made is served under a stricter one of its own.
  if (!headers.has('Content-Security-Policy')) headers.set('Content-Security-Policy', POLICY);
  headers.set('X-Content-Type-Options', 'nosniff');
  headers.set('Referrer-Policy', 'same-origin');
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'no-store');
};

/**
 * Refuses requests under a name that is not ours: a foreign page whose name was pointed at 127.0.0.1 (DNS rebinding)
 * would otherwise be of "the same origin" as we are.
 */
export function hostGuard(allowedHosts: readonly string[]): MiddlewareHandler {
  const allowed = new Set([...LOOPBACK_NAMES, ...allowedHosts].map((name) => name.toLowerCase()));
  return async (c, next) => {
    const host = c.req.header('Host') ?? new URL(c.req.url).host;
    const name = URL.parse(`http://${host}`)?.hostname;
    if (name === undefined || !allowed.has(name)) {
      throw new Refusal(
        problem('bad-request', `This server does not answer under the name ${JSON.stringify(host)}.`, {
          hint: 'Open it as http://localhost, or name the host in settings.server_host.',
        }),
        403,
      );
    }
    await next();
  };
}

/**
 * Refuses changes that another site's page asks for. Browsers say where a request comes from in `Origin` and
 * `Sec-Fetch-Site` (https://developer.mozilla.org/docs/Web/HTTP/Headers/Sec-Fetch-Site); programs send neither.
 */
export const originGuard: MiddlewareHandler = async (c, next) => {
  if (!SAFE_METHODS.includes(c.req.method) && isForeign(c.req.header(), new URL(c.req.url).host)) {
    throw new Refusal(
      problem('bad-request', 'A page of another site asked for this change, and that is not allowed.'),
      403,
    );
  }
  await next();
};

function isForeign(headers: Record<string, string>, ownHost: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const origin = headers.origin;
  return origin !== undefined && URL.parse(origin)?.host !== (headers.host ?? ownHost);
}
