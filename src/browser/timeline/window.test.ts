import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { between, closer, type Stretch, timeAt } from './window.ts';

/** An hour, a night that is drawn as a break, and another hour. */
const HOUR = 3_600_000;
const AXIS: readonly Stretch[] = [
  [0, HOUR, 0, 0.45],
  [HOUR, 10 * HOUR, 0.45, 0.1],
  [10 * HOUR, 11 * HOUR, 0.55, 0.45],
];
const WHOLE = { from: 0, to: 11 * HOUR };
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('a moment on the axis', () => {
  it('is where the server has drawn it', () => {
    expect(timeAt(AXIS, 0)).toBe(0);
    expect(timeAt(AXIS, 0.225)).toBeCloseTo(HOUR / 2);
    expect(timeAt(AXIS, 0.775)).toBeCloseTo(10.5 * HOUR);
    expect(timeAt(AXIS, 2)).toBe(11 * HOUR);
    expect(timeAt([], 0.5)).toBe(0);
  });

  it('is later further to the right', () => {
    fc.assert(
      fc.property(share, share, (a, b) => {
        expect(timeAt(AXIS, Math.min(a, b))).toBeLessThanOrEqual(timeAt(AXIS, Math.max(a, b)));
      }),
    );
  });
});

describe('a window', () => {
  it('is what was pulled over, in either direction', () => {
    expect(between(AXIS, 0.225, 0)).toEqual({ from: 0, to: HOUR / 2 });
    expect(between(AXIS, 0, 0.225)).toEqual({ from: 0, to: HOUR / 2 });
  });

  it('gets closer around what was pointed at, within the run, and never shorter than can be seen', () => {
    fc.assert(
      fc.property(share, fc.double({ min: 1, max: 100, noNaN: true }), (at, times) => {
        const window = closer(AXIS, times, at, WHOLE);
        const time = timeAt(AXIS, at);
        if (window === null) return;
        expect(window.from).toBeLessThanOrEqual(time);
        expect(window.to).toBeGreaterThanOrEqual(time);
        expect(window.to - window.from).toBeGreaterThanOrEqual(1_999);
        expect(window.to - window.from).toBeLessThanOrEqual(11 * HOUR);
      }),
    );
  });

  it('of more than there is shows all', () => {
    expect(closer(AXIS, 0.5, 0.5, WHOLE)).toBeNull();
    expect(closer([], 2, 0.5, WHOLE)).toBeNull();
  });
});
