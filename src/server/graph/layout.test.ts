import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countCrossings, orderLayers } from './crossings.ts';
import { type Edge, longestPathLayers, neighbours, withoutCircles } from './layers.ts';
import { type Box, layOut, layOutGrid, type Size } from './layout.ts';

/** Graphs with any edges, circles too, but none from a node to itself. */
const arbitraryGraph = fc.integer({ min: 1, max: 30 }).chain((count) =>
  fc.record({
    sizes: fc.array(
      fc.record({ width: fc.integer({ min: 10, max: 300 }), height: fc.integer({ min: 10, max: 200 }) }),
      { minLength: count, maxLength: count },
    ),
    edges: fc
      .array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 3 * count })
      .map((edges): readonly Edge[] => edges.filter(([from, to]) => from !== to)),
  }),
);

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

describe('a layout', () => {
  it('has no two boxes that overlap, and none outside of it', () => {
    fc.assert(
      fc.property(arbitraryGraph, ({ sizes, edges }) => {
        const { boxes, width, height } = layOut(sizes, edges);
        expect(boxes.map(({ width: w, height: h }) => ({ width: w, height: h }))).toEqual(sizes);
        for (const [at, box] of boxes.entries()) {
          for (const other of boxes.slice(at + 1)) expect(overlap(box, other)).toBe(false);
          expect(box.x).toBeGreaterThanOrEqual(0);
          expect(box.y).toBeGreaterThanOrEqual(-1e-6);
          expect(box.x + box.width).toBeLessThanOrEqual(width);
          expect(box.y + box.height).toBeLessThanOrEqual(height);
        }
      }),
    );
  });

  it('puts what needs something to the right of it, but for edges that close a circle', () => {
    fc.assert(
      fc.property(arbitraryGraph, ({ sizes, edges }) => {
        const { boxes } = layOut(sizes, edges);
        for (const [from, to] of withoutCircles(sizes.length, edges)) {
          const [a, b] = [boxes[from], boxes[to]];
          if (a === undefined || b === undefined) throw new Error('every node has a box');
          expect(a.x + a.width).toBeLessThan(b.x);
        }
      }),
    );
  });

  it('has lines that begin and end at the boxes that they join', () => {
    fc.assert(
      fc.property(arbitraryGraph, ({ sizes, edges }) => {
        const { boxes, lines } = layOut(sizes, edges);
        edges.forEach(([from, to], at) => {
          const ends = [lines[at]?.[0], lines[at]?.at(-1)];
          for (const [place, box] of [boxes[from], boxes[to]].entries()) {
            const point = ends[place];
            if (box === undefined || point === undefined) throw new Error('every line has two ends');
            expect([box.x, box.x + box.width]).toContain(point.x);
            expect(point.y).toBeCloseTo(box.y + box.height / 2);
          }
        });
      }),
    );
  });

  it('is the same each time', () => {
    fc.assert(
      fc.property(arbitraryGraph, ({ sizes, edges }) => {
        expect(layOut(sizes, edges)).toEqual(layOut(sizes, edges));
      }),
    );
  });

  it('draws a chain as a straight line', () => {
    const sizes = Array.from({ length: 4 }, () => ({ width: 100, height: 40 }));
    const { boxes, height } = layOut(sizes, [
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
    expect(new Set(boxes.map(({ y }) => y))).toEqual(new Set([0]));
    expect(height).toBe(40);
  });

  it('of nothing is empty', () => {
    expect(layOut([], [])).toEqual({ width: 0, height: 0, boxes: [], lines: [] });
  });

  it('of 2,000 nodes, more than are ever drawn, or of a chain of as many, takes a moment', {
    timeout: 20_000,
  }, () => {
    const count = 2_000;
    const sizes = Array.from({ length: count }, (): Size => ({ width: 100, height: 40 }));
    const wide = sizes.flatMap((_, to): Edge[] =>
      to === 0
        ? []
        : [
            [Math.floor(to / 3), to],
            [(to * 7_919) % to, to],
          ],
    );
    const chain = sizes.flatMap((_, to): Edge[] =>
      to === 0
        ? []
        : [
            [to - 1, to],
            [0, to],
          ],
    );
    expect(
      layOut(
        sizes,
        wide.filter(([from, to]) => from !== to),
      ).boxes,
    ).toHaveLength(count);
    expect(layOut(sizes, chain).boxes).toHaveLength(count);
  });
});

describe('a grid', () => {
  it('has its boxes beside and below each other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), (count) => {
        const { boxes, width, height } = layOutGrid({ width: 180, height: 42 }, count);
        expect(boxes).toHaveLength(count);
        expect(Math.max(...boxes.map((box) => box.x + box.width))).toBe(width);
        expect(Math.max(...boxes.map((box) => box.y + box.height))).toBe(height);
        expect(boxes.some((box, at) => boxes.slice(at + 1).some((other) => overlap(box, other)))).toBe(false);
      }),
      { numRuns: 30 },
    );
  });
});

describe('the order in the layers', () => {
  it('never has more crossings than the order of the document', () => {
    fc.assert(
      fc.property(arbitraryGraph, ({ sizes, edges }) => {
        const layers = longestPathLayers(sizes.length, withoutCircles(sizes.length, edges));
        const near = withoutCircles(sizes.length, edges).filter(
          ([from, to]) => (layers[to] ?? 0) - (layers[from] ?? 0) === 1,
        );
        const after = neighbours(layers.length, near, 0);
        const asWritten = Map.groupBy(layers.keys(), (node) => layers[node] ?? 0);
        const written = [...asWritten.keys()]
          .sort((a, b) => a - b)
          .map((layer) => asWritten.get(layer) ?? []);
        const ordered = orderLayers({ layers, edges: near });
        expect(countCrossings(ordered, after)).toBeLessThanOrEqual(countCrossings(written, after));
      }),
    );
  });

  it('takes two edges apart that need not cross', () => {
    const layers = [0, 0, 1, 1];
    expect(
      orderLayers({
        layers,
        edges: [
          [0, 3],
          [1, 2],
        ],
      }),
    ).toEqual([
      [0, 1],
      [3, 2],
    ]);
  });
});
