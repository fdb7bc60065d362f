import type { Context } from 'hono';

/**
 * What the asker can use. The page's script marks its requests with `HX-Request`; a browser that follows a link or
 * sends a form accepts HTML; programs take JSON.
 */
export type Asker = 'script' | 'browser' | 'program';

export function askerOf(c: Context): Asker {
  if (c.req.header('HX-Request') === 'true') return 'script';
  return c.req.header('Accept')?.includes('text/html') ? 'browser' : 'program';
}

/** Who ordered something, while nobody has to say who they are. */
const WEB = 'the web page';
export const API = 'the API';

/** The same for what pages and programs order in one place. */
export function orderedBy(c: Context): string {
  return askerOf(c) === 'program' ? API : WEB;
}

/** Back to where a form was sent from, or to `fallback`; never to another site. */
export function backTo(c: Context, fallback: string): Response {
  const from = URL.parse(c.req.header('Referer') ?? '');
  const here = new URL(c.req.url);
  const target = from !== null && from.host === here.host ? `${from.pathname}${from.search}` : fallback;
  // Two slashes at the front would name another host.
  return c.redirect(target.startsWith('//') ? fallback : target, 303);
}

/** A whole number from the address of a page, between the limits; null when it is missing or none. */
export function numberFromQuery(c: Context, name: string, least: number, most: number): number | null {
  const text = c.req.query(name);
  if (text === undefined || !/^\d{1,15}$/.test(text)) return null;
  return Math.min(most, Math.max(least, Number(text)));
}

/** The sequence number of the picture that the reader of a stream already has; null when it has none. */
export function seenSequence(c: Context): number | null {
  return sequenceOf(c.req.header('Last-Event-ID')) ?? sequenceOf(c.req.query('after'));
}

/** A sequence number as it stands in a header or a query; null for anything else. */
export function sequenceOf(text: string | null | undefined): number | null {
  return text !== null && text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
