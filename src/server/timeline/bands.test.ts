import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandPaths } from '../parts/timeline-band.ts';
import { bandOf } from './bands.ts';
import { criticalPath } from './critical-path.ts';
import type { Span } from './spans.ts';
import { TimeAxis } from './time-axis.ts';

const AXIS = new TimeAxis({ from: 0, to: 10_000 }, []);

function span(
  sentAt: number,
  startedAt: number | null,
  endedAt: number | null,
  mark: Span['mark'] = 'completed',
): Span {
  return { attempt: 1, sentAt, startedAt, endedAt, mark };
}

const arbitrarySpan = fc
  .tuple(fc.integer({ min: -5_000, max: 15_000 }), fc.nat(5_000), fc.nat(5_000))
  .map(([sent, waited, ran]) => span(sent, sent + waited, sent + waited + ran));

describe('a band', () => {
  it('counts what waits and what runs in each part', () => {
    const band = bandOf(
      [span(0, 2_000, 5_000), span(1_000, 2_500, 4_000), span(9_000, null, null)],
      AXIS,
      10,
      10_000,
    );
    expect([...band.waiting]).toEqual([1, 2, 0.5, 0, 0, 0, 0, 0, 0, 1]);
    expect([...band.running]).toEqual([0, 0, 1.5, 2, 1, 0, 0, 0, 0, 0]);
  });

  it('covers as much time as there was, however it is divided', () => {
    fc.assert(
      fc.property(
        fc.array(arbitrarySpan, { maxLength: 20 }),
        fc.integer({ min: 1, max: 300 }),
        (spans, parts) => {
          const inside = (from: number, to: number) => Math.max(0, Math.min(10_000, to) - Math.max(0, from));
          const ran = spans.reduce((sum, each) => sum + inside(each.startedAt ?? 0, each.endedAt ?? 0), 0);
          const { running } = bandOf(spans, AXIS, parts, 10_000);
          const counted = running.reduce((sum, count) => sum + count, 0) * (10_000 / parts);
          expect(counted).toBeCloseTo(ran, 3);
          expect(running.every((count) => count >= -1e-9)).toBe(true);
        },
      ),
    );
  });

  it('names the parts in which something failed, once each', () => {
    const spans = [
      span(0, 100, 900, 'failed'),
      span(0, 100, 950, 'failed'),
      span(0, 1, 9_999, 'failed'),
      span(0, 1, 20_000, 'failed'),
    ];
    expect(bandOf(spans, AXIS, 10, 20_000).failed).toEqual([0, 9]);
  });

  it('is drawn with as few steps as it has', () => {
    const band = bandOf([span(0, 2_000, 5_000)], AXIS, 10, 10_000);
    expect(bandPaths(band)).toEqual({
      ran: 'M0 100V100H2V38H5V100H10V100Z',
      waited: 'M0 0V30H2V0H10V0Z',
      mostRan: 1,
      mostWaited: 1,
    });
    expect(bandPaths(bandOf([], AXIS, 10, 0)).ran).toBe('');
  });
});

describe('the critical path', () => {
  const path = (
    ends: readonly (number | null)[],
    needs: readonly (readonly number[])[],
    begins: readonly number[] = [],
  ) =>
    criticalPath({
      tasks: ends.length,
      end: (task) => ends[task] ?? null,
      begin: (task) => begins[task] ?? 0,
      needs: (task) => needs[task] ?? [],
    });

  it('goes back from the last end by what let each task begin', () => {
    expect(path([10, 20, 15, 40], [[], [0], [0], [1, 2]])).toEqual([0, 1, 3]);
  });

  it('begins, of those that end together, with the one that was sent first', () => {
    expect(path([10, 10, 10], [], [3, 1, 2])).toEqual([1]);
  });

  it('leaves out what never began, and ends in circles', () => {
    expect(path([10, null, 30], [[], [0], [1, 0]])).toEqual([0, 2]);
    expect(path([], [])).toEqual([]);
    expect(path([null], [[]])).toEqual([]);
    expect(path([10, 20], [[1], [0]])).toEqual([0, 1]);
  });

  it('is a chain in which each needs the one before, and ends last of all', () => {
    const graphs = fc.array(fc.tuple(fc.option(fc.nat(100)), fc.array(fc.nat(19), { maxLength: 4 })), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(graphs, (nodes) => {
        const ends = nodes.map(([end]) => end);
        const needs = nodes.map(([, needed], task) => needed.filter((each) => each < task));
        const found = path(ends, needs);
        for (const [at, task] of found.slice(1).entries()) expect(needs[task]).toContain(found[at]);
        const last = found.at(-1);
        if (last !== undefined) expect(ends[last]).toBe(Math.max(...ends.map((end) => end ?? -1)));
      }),
    );
  });
});
