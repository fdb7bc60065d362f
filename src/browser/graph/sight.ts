/** A part of a drawing, in its units. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What is seen of a drawing: `scale` is how many pixels one unit has. */
export interface Sight {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** A window in pixels. */
export interface Pane {
  readonly width: number;
  readonly height: number;
}

/** Names are legible down to the first; the second is for a whole drawing at once. */
export const LEGIBLE = 0.8;
const LEAST = 0.02;
const MOST = 2.5;

/** All of that part in the middle, not larger than life. */
export function whole(part: Rectangle, pane: Pane): Sight {
  const scale = bounded(Math.min(1, pane.width / (part.width || 1), pane.height / (part.height || 1)));
  return centred(part, pane, scale);
}

/**
 * Legible, and so much of that part as there is room for: where the whole drawing fits, all of it; where the part does
 * not fit, its beginning.
 */
export function look(part: Rectangle, drawing: Rectangle, pane: Pane): Sight {
  const all = whole(drawing, pane);
  if (all.scale >= LEGIBLE) return all;
  const scale = Math.max(LEGIBLE, whole(part, pane).scale);
  const shown = {
    ...part,
    width: Math.min(part.width, pane.width / scale),
    height: Math.min(part.height, pane.height / scale),
  };
  return centred(shown, pane, scale);
}

function centred(part: Rectangle, pane: Pane, scale: number): Sight {
  return {
    x: part.x + part.width / 2 - pane.width / scale / 2,
    y: part.y + part.height / 2 - pane.height / scale / 2,
    scale,
  };
}

/** So many times as large; what is at that pixel stays there. */
export function zoom(sight: Sight, times: number, at: { readonly x: number; readonly y: number }): Sight {
  const scale = bounded(sight.scale * times);
  return {
    x: sight.x + at.x / sight.scale - at.x / scale,
    y: sight.y + at.y / sight.scale - at.y / scale,
    scale,
  };
}

/** Moved by so many pixels. */
export function pan(sight: Sight, x: number, y: number): Sight {
  return { ...sight, x: sight.x - x / sight.scale, y: sight.y - y / sight.scale };
}

/** The drawing never leaves the window: a part of it stays in sight. */
export function kept(sight: Sight, drawing: Rectangle, pane: Pane): Sight {
  const [width, height] = [pane.width / sight.scale, pane.height / sight.scale];
  const margin = 80 / sight.scale;
  return {
    ...sight,
    x: between(drawing.x - width + margin, sight.x, drawing.x + drawing.width - margin),
    y: between(drawing.y - height + margin, sight.y, drawing.y + drawing.height - margin),
  };
}

/** As little as it takes to have that part in sight, with some room around it. */
export function reveal(sight: Sight, part: Rectangle, pane: Pane): Sight {
  const room = 24 / sight.scale;
  const [width, height] = [pane.width / sight.scale, pane.height / sight.scale];
  return {
    ...sight,
    x: between(
      part.x + part.width + room - width,
      sight.x,
      Math.max(part.x - room, part.x + part.width + room - width),
    ),
    y: between(
      part.y + part.height + room - height,
      sight.y,
      Math.max(part.y - room, part.y + part.height + room - height),
    ),
  };
}

/** Whether a part lies within another. */
export function holds(outer: Rectangle, inner: Rectangle): boolean {
  return (
    outer.x <= inner.x &&
    outer.y <= inner.y &&
    outer.x + outer.width >= inner.x + inner.width &&
    outer.y + outer.height >= inner.y + inner.height
  );
}

function between(least: number, value: number, most: number): number {
  return Math.min(Math.max(least, value), Math.max(least, most));
}

function bounded(scale: number): number {
  return between(LEAST, scale, MOST);
}
