import type { Sight } from './list-window.ts';

/** A line that must stay where the reader sees it, and its place in the whole list. */
export interface Anchor {
  readonly line: HTMLElement;
  readonly at: number;
}

/** What of the list is before the reader. What sticks to the top of the page covers it. */
export function sightOf(list: HTMLElement, line: number): Sight {
  const { top } = list.getBoundingClientRect();
  return { top: topEdge() - top, bottom: window.innerHeight - top, line };
}

/** Where the part of the window begins that nothing sticks to, in pixels. */
export function topEdge(): number {
  let edge = 0;
  for (const part of document.querySelectorAll('.frame, .run-head')) {
    if (getComputedStyle(part).position !== 'sticky') continue;
    edge = Math.max(edge, part.getBoundingClientRect().bottom);
  }
  return edge;
}

/**
 * The line that the keyboard or the pointer is on, as long as it is seen; else the first that is seen, when the reader has
 * scrolled; null at the beginning of the list, where lines that come may push the others down.
 */
export function anchorOf(lines: HTMLElement, from: number): Anchor | null {
  const children = [...lines.children];
  const held = heldElement()?.closest('.lines > li') ?? null;
  const edge = topEdge();
  const isScrolled = lines.getBoundingClientRect().top < edge;
  const line =
    held ?? (isScrolled ? children.find((each) => each.getBoundingClientRect().bottom > edge) : null);
  if (!(line instanceof HTMLElement) || line.id === '') return null;
  return { line, at: from + children.indexOf(line) };
}

/** What the keyboard is on, or else the pointer, when it can be seen. */
export function heldElement(): Element | null {
  const hovered = [...document.querySelectorAll('main :hover')].at(-1);
  return [document.activeElement?.closest('main *'), hovered].find((each) => each && isSeen(each)) ?? null;
}

function isSeen(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > topEdge() && top < window.innerHeight;
}
