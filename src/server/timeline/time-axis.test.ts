import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { busyPeriods, idlePeriods, TimeAxis, ticksOf } from './time-axis.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const arbitraryPeriods = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 100 * HOUR }), fc.integer({ min: 0, max: 2 * HOUR }))
    .map(([from, length]) => ({ from, to: from + length })),
  { minLength: 1, maxLength: 20 },
);

/** A day's work, and another's. */
const DAYS = [
  { from: 0, to: 8 * HOUR },
  { from: 24 * HOUR, to: 32 * HOUR },
];

function axisOf(periods: readonly { readonly from: number; readonly to: number }[]): TimeAxis {
  const busy = busyPeriods(periods);
  return new TimeAxis({ from: busy[0]?.from ?? 0, to: busy.at(-1)?.to ?? 0 }, idlePeriods(busy));
}

describe('busy and idle times', () => {
  it('are apart from each other, in order, and cover what they are made of', () => {
    fc.assert(
      fc.property(arbitraryPeriods, (periods) => {
        const busy = busyPeriods(periods);
        for (const [at, { from }] of busy.slice(1).entries())
          expect(from).toBeGreaterThan(busy[at]?.to ?? from);
        for (const { from, to } of periods)
          expect(busy.some((each) => each.from <= from && to <= each.to)).toBe(true);
      }),
    );
  });

  it('are breaks only where they are long', () => {
    const short = [
      { from: 0, to: HOUR },
      { from: HOUR + 2 * MINUTE, to: 2 * HOUR },
    ];
    expect(idlePeriods(busyPeriods(short))).toEqual([]);
    expect(idlePeriods(busyPeriods(DAYS))).toEqual([{ from: 8 * HOUR, to: 24 * HOUR }]);
  });
});

describe('an axis', () => {
  it('leads from left to right, and back to the same moment', () => {
    fc.assert(
      fc.property(arbitraryPeriods, fc.double({ min: 0, max: 1, noNaN: true }), (periods, share) => {
        const axis = axisOf(periods);
        const time = axis.time(share);
        expect(axis.place(time)).toBeCloseTo(share, 5);
        expect(axis.place(axis.from)).toBeCloseTo(0);
        expect(axis.place(axis.to)).toBeCloseTo(1);
        expect(axis.place(time + MINUTE)).toBeGreaterThanOrEqual(axis.place(time));
      }),
    );
  });

  it('cuts a night short', () => {
    const axis = axisOf(DAYS);
    const [, night] = axis.stretches;
    expect(axis.stretches.map(({ isIdle }) => isIdle)).toEqual([false, true, false]);
    expect(night?.width).toBeLessThan(0.05);
    expect(axis.place(4 * HOUR)).toBeCloseTo(axis.place(28 * HOUR) - axis.place(24 * HOUR));
  });

  it('gives breaks no more than a part of the width, however many there are', () => {
    const periods = Array.from({ length: 100 }, (_, at) => ({
      from: at * 100 * HOUR,
      to: at * 100 * HOUR + HOUR,
    }));
    const idle = axisOf(periods).stretches.filter(({ isIdle }) => isIdle);
    expect(idle).toHaveLength(99);
    expect(idle.reduce((sum, { width }) => sum + width, 0)).toBeLessThan(0.25);
  });

  it('may begin and end within an idle time, or be nothing but one', () => {
    const idle = [{ from: 8 * HOUR, to: 24 * HOUR }];
    expect(new TimeAxis({ from: 10 * HOUR, to: 26 * HOUR }, idle).stretches[0]).toMatchObject({
      from: 10 * HOUR,
      to: 24 * HOUR,
      isIdle: true,
    });
    expect(new TimeAxis({ from: 10 * HOUR, to: 12 * HOUR }, idle).stretches).toHaveLength(1);
    expect(new TimeAxis({ from: 5, to: 5 }, []).stretches).toMatchObject([
      { from: 5, to: 1_005, at: 0, width: 1 },
    ]);
  });
});

describe('ticks', () => {
  it('are whole moments, apart from each other, outside of breaks', () => {
    const { times, isFine } = ticksOf(axisOf(DAYS), 0.1);
    expect(times.map((time) => time / HOUR)).toEqual([0, 3, 6, 24, 27, 30]);
    expect(isFine).toBe(false);
  });

  it('are seconds in a short window, and few in a long one', () => {
    expect(ticksOf(new TimeAxis({ from: 0, to: 60_000 }, []), 0.1).isFine).toBe(true);
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 400 * 24 * HOUR }), (length) => {
        const { times } = ticksOf(new TimeAxis({ from: 12_345, to: 12_345 + length }, []), 0.1);
        expect(times.length).toBeLessThanOrEqual(11);
      }),
    );
  });
});
