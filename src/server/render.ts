import type { Child } from 'hono/jsx';

/** A page's HTML, with the line that keeps browsers out of their quirks mode. */
export function documentText(page: Child): string {
  return `<!doctype html>${fragmentText(page)}`;
}

/** The HTML of parts that wait for nothing. */
export function fragmentText(part: Child): string {
  return String(part);
}
