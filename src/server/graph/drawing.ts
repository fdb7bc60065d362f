import { type Box, type Layout, layOut, layOutGrid, type Point, type Size } from './layout.ts';
import { everyBox, type Shown } from './shown.ts';
import type { TaskLinks } from './task-links.ts';

/** A graph whose every part has its place. */
export interface Drawing extends Size {
  /** What is around others comes before them. */
  readonly boxes: readonly DrawnBox[];
  readonly lines: readonly DrawnLine[];
  /** Frames around boxes that need the same and are needed by the same: one line stands for all of them. */
  readonly frames: readonly Box[];
}

export interface DrawnBox extends Box {
  readonly shown: Shown;
}

export interface DrawnLine {
  /** Keys of the boxes at its ends; several where one line stands for all of them. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** How many dependencies it stands for. */
  readonly count: number;
  readonly points: readonly Point[];
}

const TASK: Size = { width: 184, height: 42 };
const GROUP: Size = { width: 216, height: 62 };
/** Around what is inside of an opened group, and for its name. */
const PADDING = 16;
const TITLE = 34;
/** From so many on, boxes that need the same and are needed by the same are placed as one. */
const TWINS = 4;

/** Draws the boxes: those inside of an opened group first, then what is around them. */
export function draw(shown: readonly Shown[], links: TaskLinks): Drawing {
  // Which box of the level that is being drawn a task stands in.
  const owner = new Int32Array(links.size).fill(-1);
  return drawLevel(shown, links, owner);
}

function drawLevel(shown: readonly Shown[], links: TaskLinks, owner: Int32Array): Drawing {
  const inner = shown.map((each) =>
    each.is === 'group' && each.inside !== null ? drawLevel(each.inside, links, owner) : null,
  );
  const sizes = shown.map((each, at) => sizeOf(each, inner[at] ?? null));
  const counts = countEdges(shown, links, owner);
  const blocks = blocksOf(shown, sizes, counts);
  const grids = blocks.map((block) => gridOf(block, sizes));
  const between = edgesBetween(blocks, shown.length, counts);
  const layout = layOut(
    grids,
    between.map(({ edge }) => edge),
  );
  const keys = blocks.map((block) => block.map((at) => shown[at]?.key ?? ''));
  const boxes: DrawnBox[] = [];
  const own: DrawnLine[] = between.map(({ edge: [from, to], count }, at) => ({
    from: keys[from] ?? [],
    to: keys[to] ?? [],
    count,
    points: layout.lines[at] ?? [],
  }));
  const lines = [...own];
  const frames: Box[] = [];
  for (const [number, block] of blocks.entries()) {
    const frame = layout.boxes[number] as Box;
    if (block.length > 1) frames.push(frame);
    for (const [place, at] of block.entries()) {
      const each = shown[at] as Shown;
      const box = moved(grids[number]?.boxes[place] as Box, frame);
      boxes.push({ ...box, shown: each });
      const drawing = inner[at] ?? null;
      if (drawing === null) continue;
      const origin = { x: box.x + PADDING, y: box.y + TITLE };
      boxes.push(...drawing.boxes.map((inside) => moved(inside, origin)));
      frames.push(...drawing.frames.map((inside) => moved(inside, origin)));
      lines.push(
        ...drawing.lines.map((line) => ({ ...line, points: line.points.map((p) => moved(p, origin)) })),
      );
    }
  }
  return { width: layout.width, height: layout.height, boxes, lines, frames };
}

function moved<P extends Point>(point: P, by: Point): P {
  return { ...point, x: point.x + by.x, y: point.y + by.y };
}

function sizeOf(shown: Shown, inner: Drawing | null): Size {
  if (shown.is === 'task') return TASK;
  if (inner === null) return GROUP;
  return {
    width: Math.max(GROUP.width, inner.width + 2 * PADDING),
    height: inner.height + TITLE + PADDING,
  };
}

/** How many dependencies lead from box to box of one level, by `from * length + to`. */
function countEdges(
  shown: readonly Shown[],
  links: TaskLinks,
  owner: Int32Array,
): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const [at, { members }] of shown.entries()) for (const task of members) owner[task] = at;
  for (const [at, { members }] of shown.entries()) {
    for (const task of members) {
      for (const needed of links.needs(task)) {
        const from = owner[needed] ?? -1;
        if (from === -1 || from === at) continue;
        const edge = from * shown.length + at;
        counts.set(edge, (counts.get(edge) ?? 0) + 1);
      }
    }
  }
  for (const { members } of shown) for (const task of members) owner[task] = -1;
  return counts;
}

/** Boxes that are placed as one, each named by its number. */
function blocksOf(
  shown: readonly Shown[],
  sizes: readonly Size[],
  counts: ReadonlyMap<number, number>,
): readonly (readonly number[])[] {
  const needs: number[][] = shown.map(() => []);
  const neededBy: number[][] = shown.map(() => []);
  for (const edge of counts.keys()) {
    const [from, to] = ends(edge, shown.length);
    needs[to]?.push(from);
    neededBy[from]?.push(to);
  }
  const sorted = (numbers: number[] | undefined) => (numbers ?? []).sort((a, b) => a - b).join();
  const alike = Map.groupBy(shown.keys(), (at) => {
    const isAlone = shown[at]?.is === 'group' && sizes[at] !== GROUP;
    return isAlone ? `${at}` : [shown[at]?.is, sorted(needs[at]), sorted(neededBy[at])].join(' ');
  });
  return [...alike.values()].flatMap((block) => (block.length < TWINS ? block.map((at) => [at]) : [block]));
}

function gridOf(block: readonly number[], sizes: readonly Size[]): Layout {
  return layOutGrid(sizes[block[0] ?? 0] ?? GROUP, block.length);
}

function edgesBetween(
  blocks: readonly (readonly number[])[],
  count: number,
  counts: ReadonlyMap<number, number>,
): readonly { readonly edge: readonly [number, number]; readonly count: number }[] {
  const block = new Int32Array(count);
  for (const [number, boxes] of blocks.entries()) for (const at of boxes) block[at] = number;
  const sums = new Map<number, number>();
  for (const [edge, dependencies] of counts) {
    const [from, to] = ends(edge, count);
    const between = (block[from] ?? 0) * blocks.length + (block[to] ?? 0);
    sums.set(between, (sums.get(between) ?? 0) + dependencies);
  }
  return [...sums].map(([edge, sum]) => ({ edge: ends(edge, blocks.length), count: sum }));
}

function ends(edge: number, count: number): readonly [from: number, to: number] {
  return [Math.floor(edge / count), edge % count];
}

/** How a box takes part in what leads to a task or a group, and in what waits for it. */
export type Kinship = 'self' | 'up' | 'down' | 'both';

/** Of each box that does, by its key; and how many tasks there are on each side. */
export interface Kin {
  readonly boxes: ReadonlyMap<string, Kinship>;
  readonly up: number;
  readonly down: number;
}

export function kinOf(shown: readonly Shown[], key: string, links: TaskLinks): Kin | null {
  const boxes = everyBox(shown);
  const self = boxes.find((box) => box.key === key);
  if (self === undefined) return null;
  const up = links.upstream(self.members);
  const down = links.downstream(self.members);
  const kin = boxes.flatMap((box): [string, Kinship][] => {
    if (box.key === key) return [[key, 'self']];
    const isUp = box.members.some((task) => up.has(task));
    const isDown = box.members.some((task) => down.has(task));
    if (isUp && isDown) return [[box.key, 'both']];
    return isUp || isDown ? [[box.key, isUp ? 'up' : 'down']] : [];
  });
  return { boxes: new Map(kin), up: up.size, down: down.size };
}
