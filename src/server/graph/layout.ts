import { orderLayers } from './crossings.ts';
import { type Edge, longestPathLayers, neighbours, withoutCircles } from './layers.ts';
import { GAP, placeInLayers } from './placement.ts';

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Top left corner and size. */
export type Box = Point & Size;

export interface Layout extends Size {
  readonly boxes: readonly Box[];
  /** For each edge, the points that its line goes through, from the right of one box to the left of the other. */
  readonly lines: readonly (readonly Point[])[];
}

/** Space between two layers. */
const LAYER_GAP = 56;
/** An edge over more layers than this goes straight: room kept free for it would cost more than it helps. */
const MOST_DUMMIES = 12;
/** Height of the room that an edge has where it passes a layer. */
const LINE_HEIGHT = 4;

/**
 * Places nodes in layers from left to right: what needs others stands to the right of them (but for edges that close a
 * circle), no two boxes overlap, and the same graph always looks the same.
 */
export function layOut(sizes: readonly Size[], edges: readonly Edge[]): Layout {
  const sound = withoutCircles(sizes.length, edges);
  const layers = [...longestPathLayers(sizes.length, sound)];
  const { ways, steps } = withDummies(layers, sound);
  const before = neighbours(layers.length, steps, 1);
  const after = neighbours(layers.length, steps, 0);
  const order = orderLayers({ layers, edges: steps });
  const heights = layers.map((_, node) => sizes[node]?.height ?? LINE_HEIGHT);
  const middles = placeInLayers(order, heights, before, after);
  const columns = columnsOf(order, sizes);
  const top = heights.reduce(
    (least, height, node) => Math.min(least, (middles[node] ?? 0) - height / 2),
    Infinity,
  );
  const y = (node: number) => (middles[node] ?? 0) - (Number.isFinite(top) ? top : 0);
  const boxes = sizes.map((size, node): Box => {
    const column = columns[layers[node] ?? 0];
    return {
      ...size,
      x: (column?.x ?? 0) + ((column?.width ?? 0) - size.width) / 2,
      y: y(node) - size.height / 2,
    };
  });
  const last = columns.at(-1);
  return {
    width: last === undefined ? 0 : last.x + last.width,
    height: boxes.reduce((most, box) => Math.max(most, box.y + box.height), 0),
    boxes,
    lines: edges.map((edge, at) =>
      lineOf(edge, ways[at] ?? [], boxes, (dummy) => through(columns[layers[dummy] ?? 0], y(dummy))),
    ),
  };
}

/** Each edge over several layers as steps over one, with a dummy in each layer between. `layers` grows by the dummies. */
function withDummies(
  layers: number[],
  edges: readonly Edge[],
): { readonly ways: readonly (readonly number[])[]; readonly steps: readonly Edge[] } {
  const steps: Edge[] = [];
  const ways = edges.map(([from, to]): readonly number[] => {
    const [first, end] = [layers[from] ?? 0, layers[to] ?? 0];
    if (end - first > MOST_DUMMIES) return [];
    const way: number[] = [];
    for (let layer = first + 1; layer < end; layer += 1) way.push(layers.push(layer) - 1);
    [from, ...way].forEach((node, at) => {
      steps.push([node, way[at] ?? to]);
    });
    return way;
  });
  return { ways, steps };
}

interface Column {
  readonly x: number;
  readonly width: number;
}

function columnsOf(order: readonly (readonly number[])[], sizes: readonly Size[]): readonly Column[] {
  let x = 0;
  return order.map((nodes) => {
    const width = nodes.reduce((most, node) => Math.max(most, sizes[node]?.width ?? 0), 0);
    const column = { x, width };
    x += width + LAYER_GAP;
    return column;
  });
}

function through(column: Column | undefined, y: number): readonly Point[] {
  const { x, width } = column ?? { x: 0, width: 0 };
  return [
    { x, y },
    { x: x + width, y },
  ];
}

/** An edge that was turned round to have no circle is drawn as it is meant: it goes back. */
function lineOf(
  [from, to]: Edge,
  way: readonly number[],
  boxes: readonly Box[],
  pointsOf: (dummy: number) => readonly Point[],
): readonly Point[] {
  const [start, end] = [boxes[from], boxes[to]];
  if (start === undefined || end === undefined) return [];
  const isBack = start.x > end.x;
  const points = way.flatMap(pointsOf);
  const first = { x: isBack ? start.x : start.x + start.width, y: start.y + start.height / 2 };
  const last = { x: isBack ? end.x + end.width : end.x, y: end.y + end.height / 2 };
  return [first, ...(isBack ? points.toReversed() : points), last];
}

/** Boxes of the same size in rows and columns, about as wide as high. */
export function layOutGrid(size: Size, count: number): Layout {
  const rows = Math.max(
    1,
    Math.ceil(Math.sqrt((count * (size.width + GAP)) / (2 * (size.height + GAP / 2)))),
  );
  const columns = Math.ceil(count / rows);
  const step = { x: size.width + GAP, y: size.height + GAP / 2 };
  const boxes = Array.from({ length: count }, (_, at): Box => {
    const column = Math.floor(at / rows);
    return { ...size, x: column * step.x, y: (at - column * rows) * step.y };
  });
  return {
    width: columns * step.x - GAP,
    height: Math.min(rows, count) * step.y - GAP / 2,
    boxes,
    lines: [],
  };
}
