import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedEnd, type Pace } from './expected-end.ts';

const MINUTE = 60_000;

function pace(open: number, known = 10, minutes: number | null = 10): Pace {
  return { open, known, typicalMs: minutes === null ? null : minutes * MINUTE };
}

const arbitraryPace = fc.record({
  open: fc.nat(1_000),
  known: fc.integer({ min: 5, max: 1_000 }),
  typicalMs: fc.integer({ min: 1, max: 10 * 3_600_000 }),
});

describe('the expected end', () => {
  it('is what is to come, in the places that are used', () => {
    // 40 tasks of ten minutes, ten at a time, of which ten are half done: 350 minutes of work.
    expect(expectedEnd([pace(40)], 10)).toBe(35 * MINUTE);
    expect(expectedEnd([pace(40), pace(20, 10, 1)], 10)).toBeCloseTo((420 * (1 - 10 / 120) * MINUTE) / 10);
  });

  it('is not told without evidence', () => {
    expect(expectedEnd([pace(40)], 0)).toBeNull();
    expect(expectedEnd([pace(40, 4)], 10)).toBeNull();
    expect(expectedEnd([pace(40, 0, null)], 10)).toBeNull();
    expect(expectedEnd([pace(40), pace(40, 0, null)], 10)).toBeNull();
    expect(expectedEnd([], 10)).toBeNull();
    expect(expectedEnd([pace(0)], 1)).toBeNull();
  });

  it('takes a few that nothing is known of to be like the others', () => {
    expect(expectedEnd([pace(40), pace(1, 0, null)], 1)).toBeCloseTo((410 - 5) * MINUTE);
  });

  it('is never sooner than half of the longest, and later when more is to come', () => {
    fc.assert(
      fc.property(
        fc.array(arbitraryPace, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 500 }),
        (paces, running) => {
          const open = paces.filter((each) => each.open > 0);
          const end = expectedEnd(paces, running);
          if (open.length === 0) {
            expect(end).toBeNull();
            return;
          }
          expect(end).toBeGreaterThanOrEqual(Math.max(...open.map(({ typicalMs }) => typicalMs)) / 2);
          const more = open.map((each) => ({ ...each, open: each.open * 2 }));
          expect(expectedEnd(more, running)).toBeGreaterThanOrEqual((end ?? 0) * 0.999);
        },
      ),
    );
  });
});
