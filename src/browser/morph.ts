import { parsePart } from './fetch-part.ts';
import { showIcon } from './icon.ts';

/**
 * Makes an element like another one, touching only what differs: what the reader has focused, opened, selected or
 * scrolled stays. Children with an `id` are known by it, others by their place.
 */
export function morph(from: Element, to: Element): void {
  // Only its place was sent: it stays as it is.
  if (to.hasAttribute(KEEP)) return;
  morphAttributes(from, to);
  if (isFetched(from, to)) return;
  morphChildren(from, to);
}

const KEEP = 'data-keep';

/** Something was to be kept that is not there: the page is not the picture that the server takes it for. */
export function isOutOfStep(): boolean {
  return document.querySelector(`[${KEEP}]`) !== null;
}

/** Told to a part whose contents were fetched and are now out of date. */
export const STALE_EVENT = 'part-stale';

/** The contents of such a part came by themselves; what the server sends in their place is only a placeholder. */
function isFetched(from: Element, to: Element): boolean {
  return from.hasAttribute('data-loaded') && to.hasAttribute('data-src');
}

function morphAttributes(from: Element, to: Element): void {
  const versionBefore = from.getAttribute('data-version');
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !isReaders(from, name)) from.removeAttribute(name);
  }
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value && !isReaders(from, name)) from.setAttribute(name, value);
  }
  if (versionBefore !== from.getAttribute('data-version'))
    from.dispatchEvent(new Event(STALE_EVENT, { bubbles: true }));
}

/** What the reader, or this script, has set and the server knows nothing of. */
function isReaders(element: Element, attribute: string): boolean {
  return (element.tagName === 'DETAILS' && attribute === 'open') || attribute === 'data-loaded';
}

function morphChildren(from: Element, to: Element): void {
  const staying = new Map<string, Element>();
  const wanted = new Set([...to.children].map((child) => child.id).filter((id) => id !== ''));
  for (const child of [...from.children]) {
    if (child.id === '') continue;
    if (wanted.has(child.id)) staying.set(child.id, child);
    else child.remove();
  }
  let cursor = from.firstChild;
  for (const next of [...to.childNodes]) {
    const match = matchOf(next, cursor, staying);
    if (match === null) {
      from.insertBefore(next, cursor);
      continue;
    }
    if (match === cursor) cursor = cursor.nextSibling;
    else moveBefore(from, match, cursor);
    if (match instanceof Element && next instanceof Element) morph(match, next);
    else if (match.nodeValue !== next.nodeValue) match.nodeValue = next.nodeValue;
  }
  while (cursor !== null) {
    const after: ChildNode | null = cursor.nextSibling;
    cursor.remove();
    cursor = after;
  }
}

/** The node that stands for `next` already: the one of the same id, or the one in its place if it is of the same kind. */
function matchOf(
  next: Node,
  cursor: ChildNode | null,
  staying: ReadonlyMap<string, Element>,
): ChildNode | null {
  if (next instanceof Element && next.id !== '') {
    const known = staying.get(next.id);
    return known?.tagName === next.tagName ? known : null;
  }
  if (cursor === null || cursor.nodeType !== next.nodeType || cursor.nodeName !== next.nodeName) return null;
  return cursor instanceof Element && cursor.id !== '' ? null : cursor;
}

type WithMove = Element & { moveBefore?: (node: Node, before: Node | null) => void };

/** Newer browsers move without losing focus or scroll position. */
function moveBefore(parent: WithMove, node: Node, before: Node | null): void {
  if (parent.moveBefore !== undefined) parent.moveBefore(node, before);
  else parent.insertBefore(node, before);
}

/** Puts elements with ids in the place of those in the page; others are left out. Rows come in a table around them. */
export function applyFragments(html: string): void {
  const parsed = parsePart(html);
  for (const next of parsed.querySelectorAll('body > [id], body > table > tbody > tr[id]')) {
    const current = document.getElementById(next.id);
    if (current !== null) morph(current, next);
  }
  const title = document.querySelector<HTMLElement>('[data-title]')?.dataset.title;
  if (title !== undefined && title !== document.title) document.title = title;
  showIcon();
}

/** Makes the inside of an element like that HTML. */
export function morphInside(element: Element, html: string): void {
  const parsed = parsePart(html);
  morphChildren(element, parsed.body);
}
