/** An edge from what is needed to what needs it, by the numbers of the nodes. */
export type Edge = readonly [from: number, to: number];

/** The edges so that no way along them is a circle: those that close one are turned round. Deterministic. */
export function withoutCircles(count: number, edges: readonly Edge[]): readonly Edge[] {
  const next = neighbours(count, edges, 0);
  const place = finishOrder(count, next);
  // In a depth-first search, what is reached is finished before what reaches it, except along an edge that closes a circle.
  return edges.map(([from, to]) => (place(from) > place(to) ? [from, to] : [to, from]));
}

/** When each node is finished by a depth-first search; without recursion, because chains may be long. */
function finishOrder(count: number, next: readonly (readonly number[])[]): (node: number) => number {
  const finished = new Int32Array(count).fill(-1);
  const visited = new Uint8Array(count);
  const at = new Int32Array(count);
  let clock = 0;
  for (let root = 0; root < count; root += 1) {
    const stack = visited[root] === 1 ? [] : [root];
    visited[root] = 1;
    while (stack.length > 0) {
      const node = stack[stack.length - 1] as number;
      const step = at[node] as number;
      const child = next[node]?.[step];
      at[node] = step + 1;
      if (child === undefined) {
        finished[node] = clock;
        clock += 1;
        stack.pop();
      } else if (visited[child] === 0) {
        visited[child] = 1;
        stack.push(child);
      }
    }
  }
  return (node) => finished[node] ?? -1;
}

/**
 * Layers by the longest way that leads to a node; what needs nothing stands right before the first that needs it.
 * The edges must not have circles.
 */
export function longestPathLayers(count: number, edges: readonly Edge[]): readonly number[] {
  const next = neighbours(count, edges, 0);
  const open = new Int32Array(count);
  for (const [, to] of edges) open[to] = (open[to] ?? 0) + 1;
  const layers = new Array<number>(count).fill(0);
  const ready = [...layers.keys()].filter((node) => open[node] === 0);
  const sources = [...ready];
  for (let at = 0; at < ready.length; at += 1) {
    const node = ready[at] as number;
    for (const child of next[node] ?? []) {
      layers[child] = Math.max(layers[child] ?? 0, (layers[node] ?? 0) + 1);
      open[child] = (open[child] ?? 0) - 1;
      if (open[child] === 0) ready.push(child);
    }
  }
  for (const node of sources) {
    const first = (next[node] ?? []).reduce((least, child) => Math.min(least, layers[child] ?? 0), Infinity);
    if (Number.isFinite(first)) layers[node] = first - 1;
  }
  return layers;
}

/** For each node, those at the other end of its edges; `end` 0 goes along them, 1 against them. */
export function neighbours(
  count: number,
  edges: readonly Edge[],
  end: 0 | 1,
): readonly (readonly number[])[] {
  const found: number[][] = Array.from({ length: count }, () => []);
  for (const edge of edges) found[edge[end]]?.push(edge[end === 0 ? 1 : 0]);
  return found;
}
