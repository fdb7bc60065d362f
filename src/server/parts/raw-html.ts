import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';

/** Puts HTML that TSX has made before into other TSX. Never for text from outside. */
export function madeHtml(html: string): Child {
  return raw(html);
}
