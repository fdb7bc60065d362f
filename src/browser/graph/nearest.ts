import type { Rectangle } from './sight.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

/** What a step aside costs, measured by a step ahead: a row is kept rather than left. */
const ASIDE = 2.5;

/** The number of the box that an arrow leads to from that one; null where there is none on that side. */
export function nearest(boxes: readonly Rectangle[], from: number, direction: Direction): number | null {
  const start = boxes[from];
  if (start === undefined) return null;
  let best: { readonly at: number; readonly distance: number } | null = null;
  for (const [at, box] of boxes.entries()) {
    const distance = at === from ? null : distanceTo(start, box, direction);
    if (distance !== null && (best === null || distance < best.distance)) best = { at, distance };
  }
  return best?.at ?? null;
}

function distanceTo(from: Rectangle, to: Rectangle, direction: Direction): number | null {
  const across = middle(to.x, to.width) - middle(from.x, from.width);
  const down = middle(to.y, to.height) - middle(from.y, from.height);
  const ahead = { left: -across, right: across, up: -down, down }[direction];
  const aside = Math.abs(direction === 'left' || direction === 'right' ? down : across);
  return ahead > 1 ? ahead + ASIDE * aside : null;
}

function middle(start: number, length: number): number {
  return start + length / 2;
}
