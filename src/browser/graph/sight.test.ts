import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest } from './nearest.ts';
import { kept, LEGIBLE, look, pan, reveal, whole, zoom } from './sight.ts';

const PANE = { width: 800, height: 400 };
const number = fc.integer({ min: -2_000, max: 2_000 });
const arbitrarySight = fc.record({
  x: number,
  y: number,
  scale: fc.double({ min: 0.05, max: 2, noNaN: true }),
});
const arbitraryPart = fc.record({
  x: number,
  y: number,
  width: fc.integer({ min: 1, max: 5_000 }),
  height: fc.integer({ min: 1, max: 5_000 }),
});

describe('a sight', () => {
  it('of a whole drawing has all of it, not larger than life', () => {
    fc.assert(
      fc.property(arbitraryPart, (part) => {
        const { x, y, scale } = whole(part, PANE);
        expect(scale).toBeLessThanOrEqual(1);
        expect(x).toBeLessThanOrEqual(part.x + 1e-6);
        expect(y).toBeLessThanOrEqual(part.y + 1e-6);
        expect(x + PANE.width / scale).toBeGreaterThanOrEqual(part.x + part.width - 1e-6);
        expect(y + PANE.height / scale).toBeGreaterThanOrEqual(part.y + part.height - 1e-6);
      }),
    );
  });

  it('begins legible, and at what is active', () => {
    const drawing = { x: 0, y: 0, width: 20_000, height: 3_000 };
    const active = { x: 9_000, y: 1_000, width: 180, height: 40 };
    const { x, y, scale } = look(active, drawing, PANE);
    expect(scale).toBeGreaterThanOrEqual(LEGIBLE);
    expect(x + PANE.width / scale / 2).toBeCloseTo(9_090);
    expect(y + PANE.height / scale / 2).toBeCloseTo(1_020);
  });

  it('zooms around the pointer: what is there stays there', () => {
    const at = fc.record({ x: fc.integer({ min: 0, max: 800 }), y: fc.integer({ min: 0, max: 400 }) });
    fc.assert(
      fc.property(arbitrarySight, fc.double({ min: 0.5, max: 2, noNaN: true }), at, (sight, times, point) => {
        const after = zoom(sight, times, point);
        expect(after.x + point.x / after.scale).toBeCloseTo(sight.x + point.x / sight.scale, 4);
        expect(after.y + point.y / after.scale).toBeCloseTo(sight.y + point.y / sight.scale, 4);
      }),
    );
  });

  it('never loses the drawing', () => {
    fc.assert(
      fc.property(arbitrarySight, arbitraryPart, number, number, (sight, drawing, x, y) => {
        const after = kept(pan(sight, x * 50, y * 50), drawing, PANE);
        expect(after.x).toBeLessThan(drawing.x + drawing.width);
        expect(after.x + PANE.width / after.scale).toBeGreaterThan(drawing.x);
        expect(after.y).toBeLessThan(drawing.y + drawing.height);
        expect(after.y + PANE.height / after.scale).toBeGreaterThan(drawing.y);
      }),
    );
  });

  it('moves no more than it must to show something', () => {
    const sight = { x: 0, y: 0, scale: 1 };
    expect(reveal(sight, { x: 100, y: 100, width: 180, height: 40 }, PANE)).toEqual(sight);
    expect(reveal(sight, { x: 790, y: 100, width: 180, height: 40 }, PANE)).toEqual({ ...sight, x: 194 });
    expect(reveal(sight, { x: -50, y: -10, width: 180, height: 40 }, PANE)).toEqual({
      ...sight,
      x: -74,
      y: -34,
    });
  });
});

describe('arrows', () => {
  const box = (x: number, y: number) => ({ x, y, width: 100, height: 40 });
  const boxes = [box(0, 0), box(200, 0), box(200, 60), box(0, 60)];
  it('lead to the nearest box on that side', () => {
    expect(nearest(boxes, 0, 'right')).toBe(1);
    expect(nearest(boxes, 0, 'down')).toBe(3);
    expect(nearest(boxes, 2, 'left')).toBe(3);
    expect(nearest(boxes, 2, 'up')).toBe(1);
  });
  it('lead nowhere where there is none', () => {
    expect(nearest(boxes, 0, 'left')).toBeNull();
    expect(nearest(boxes, 9, 'left')).toBeNull();
  });
});
