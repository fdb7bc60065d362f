import { heldElement, topEdge } from './list-place.ts';

/** Changes the page, and keeps what the reader is on, or looks at after scrolling, where it is seen. */
export function steadily(change: () => void): void {
  const held = heldElement() ?? (window.scrollY > 0 ? firstSeen() : null);
  const before = held?.getBoundingClientRect().top ?? 0;
  change();
  if (held?.isConnected) moveBy(held.getBoundingClientRect().top - before);
}

/** In pixels; less than one is only rounding. */
export function moveBy(pixels: number): void {
  if (Math.abs(pixels) >= 1) window.scrollBy({ top: pixels, behavior: 'instant' });
}

function firstSeen(): Element | null {
  return document.elementFromPoint(window.innerWidth / 3, topEdge() + 8);
}
