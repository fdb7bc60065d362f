/** Space between neighbours in a layer, in pixels. */
export const GAP = 14;

/** How often the heights are bettered, forwards and backwards in turn. */
const PASSES = 6;

/**
 * The middle of each node across its layer: near the middle of its neighbours, in the given order, and no two closer than
 * their sizes allow. Deterministic.
 */
export function placeInLayers(
  order: readonly (readonly number[])[],
  sizes: readonly number[],
  before: readonly (readonly number[])[],
  after: readonly (readonly number[])[],
): Float64Array {
  const middle = new Float64Array(sizes.length);
  for (const nodes of order) put(nodes, sizes, middle, () => 0);
  for (let pass = 0; pass < PASSES; pass += 1) {
    const forwards = pass % 2 === 0;
    const near = forwards ? before : after;
    for (const nodes of forwards ? order : [...order].reverse())
      put(nodes, sizes, middle, (node) => mean(near[node] ?? [], middle) ?? middle[node] ?? 0);
  }
  return middle;
}

function mean(nodes: readonly number[], middle: Float64Array): number | null {
  if (nodes.length === 0) return null;
  return nodes.reduce((sum, node) => sum + (middle[node] ?? 0), 0) / nodes.length;
}

/**
 * As close to what is wanted as the order allows, by least squares: neighbours that would overlap are moved together as
 * one block (pool adjacent violators).
 */
function put(
  nodes: readonly number[],
  sizes: readonly number[],
  middle: Float64Array,
  wanted: (node: number) => number,
): void {
  const offsets = new Float64Array(nodes.length);
  for (let at = 1; at < nodes.length; at += 1) {
    const [last, node] = [nodes[at - 1] as number, nodes[at] as number];
    offsets[at] = (offsets[at - 1] ?? 0) + ((sizes[last] ?? 0) + (sizes[node] ?? 0)) / 2 + GAP;
  }
  const blocks: { sum: number; count: number }[] = [];
  for (const [at, node] of nodes.entries()) {
    let block = { sum: wanted(node) - (offsets[at] ?? 0), count: 1 };
    for (let last = blocks.at(-1); last !== undefined && isBelow(block, last); last = blocks.at(-1)) {
      block = { sum: block.sum + last.sum, count: block.count + last.count };
      blocks.pop();
    }
    blocks.push(block);
  }
  let at = 0;
  for (const { sum, count } of blocks) {
    for (const end = at + count; at < end; at += 1)
      middle[nodes[at] as number] = sum / count + (offsets[at] ?? 0);
  }
}

interface Block {
  readonly sum: number;
  readonly count: number;
}

function isBelow(block: Block, last: Block): boolean {
  return block.sum / block.count < last.sum / last.count;
}
