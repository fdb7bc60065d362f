import { type Edge, neighbours } from './layers.ts';

/** Nodes with their layers; edges lead from one layer to the next. */
export interface Layered {
  /** The layer of each node. */
  readonly layers: readonly number[];
  readonly edges: readonly Edge[];
}

/** How often the order is bettered, forwards and backwards in turn. */
const SWEEPS = 8;

/**
 * The nodes of each layer in an order with few crossings of edges: each is put where its neighbours in the layer before
 * (then after) are on average, as often as it helps. Deterministic.
 */
export function orderLayers({ layers, edges }: Layered): readonly (readonly number[])[] {
  const count = layers.length;
  const before = neighbours(count, edges, 1);
  const after = neighbours(count, edges, 0);
  let order = byLayer(layers);
  let best = order;
  let fewest = countCrossings(order, after);
  for (let sweep = 0; sweep < SWEEPS && fewest > 0; sweep += 1) {
    order = sweep % 2 === 0 ? sweepOver(order, before, 1) : sweepOver(order, after, -1);
    const crossings = countCrossings(order, after);
    if (crossings >= fewest) continue;
    fewest = crossings;
    best = order;
  }
  return best;
}

function byLayer(layers: readonly number[]): number[][] {
  const most = layers.reduce((max, layer) => Math.max(max, layer), -1);
  const order: number[][] = Array.from({ length: most + 1 }, () => []);
  layers.forEach((layer, node) => {
    order[layer]?.push(node);
  });
  return order;
}

function sweepOver(
  order: readonly (readonly number[])[],
  fixed: readonly (readonly number[])[],
  step: 1 | -1,
): number[][] {
  const swept = order.map((nodes) => [...nodes]);
  const place = places(swept, fixed.length);
  const first = step === 1 ? 1 : swept.length - 2;
  for (let layer = first; layer >= 0 && layer < swept.length; layer += step) {
    const nodes = swept[layer] ?? [];
    const wanted = new Map(nodes.map((node) => [node, meanPlace(fixed[node] ?? [], place) ?? place[node]]));
    nodes.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
    nodes.forEach((node, at) => {
      place[node] = at;
    });
  }
  return swept;
}

function places(order: readonly (readonly number[])[], count: number): Float64Array {
  const place = new Float64Array(count);
  for (const nodes of order) {
    nodes.forEach((node, at) => {
      place[node] = at;
    });
  }
  return place;
}

function meanPlace(nodes: readonly number[], place: Float64Array): number | null {
  if (nodes.length === 0) return null;
  return nodes.reduce((sum, node) => sum + (place[node] ?? 0), 0) / nodes.length;
}

/** How many pairs of edges cross; `after` are the neighbours of each node in the next layer. */
export function countCrossings(
  order: readonly (readonly number[])[],
  after: readonly (readonly number[])[],
): number {
  const place = places(order, after.length);
  let crossings = 0;
  for (const [layer, nodes] of order.entries()) {
    const width = order[layer + 1]?.length ?? 0;
    const ends = nodes.flatMap((node) =>
      (after[node] ?? []).map((child) => place[child] ?? 0).sort((a, b) => a - b),
    );
    crossings += inversions(ends, width);
  }
  return crossings;
}

/** Pairs that stand the wrong way round, counted with a tree of sums (Fenwick). */
function inversions(values: readonly number[], limit: number): number {
  const tree = new Int32Array(limit + 1);
  let found = 0;
  for (const [seen, value] of values.entries()) {
    let smallerOrSame = 0;
    for (let at = value + 1; at > 0; at -= at & -at) smallerOrSame += tree[at] ?? 0;
    found += seen - smallerOrSame;
    for (let at = value + 1; at <= limit; at += at & -at) tree[at] = (tree[at] ?? 0) + 1;
  }
  return found;
}
