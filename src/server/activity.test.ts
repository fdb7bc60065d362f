import fc from 'fast-check';
import { expect, it } from 'vitest';
import { firstDayOf, yearActivity } from './activity.ts';

/** Thursday, 19 February 2026. */
const TODAY = Date.UTC(2026, 1, 19) / 86_400_000;

it('a day has its place, a level by its tasks, and words', () => {
  const year = yearActivity(
    [
      { day: TODAY - 7, runs: 1, tasks: 1, failed: 0 },
      { day: TODAY, runs: 4, tasks: 1_000, failed: 1 },
    ],
    TODAY,
  );
  expect(year.days).toEqual([
    { week: 51, weekday: 3, level: 1, hasFailed: false, words: 'Thu, 12 Feb 2026: 1 run, 1 task' },
    {
      week: 52,
      weekday: 3,
      level: 4,
      hasFailed: true,
      words: 'Thu, 19 Feb 2026: 4 runs, 1,000 tasks, 1 run failed',
    },
  ]);
  expect(year.missing).toBe(3);
  expect(year.sentence).toBe(
    '5 runs of 1,001 tasks on 2 days, 1 failed; most on Thu 19 Feb 2026 (1,000 tasks).',
  );
});

it('months are told newest first, with their days, and where each begins in the picture', () => {
  const days = [TODAY - 60, TODAY - 19, TODAY].map((day) => ({ day, runs: 2, tasks: 3, failed: 0 }));
  const { months, marks } = yearActivity(days, TODAY);
  expect(months).toEqual([
    { name: 'February 2026', first: '2026-02-01', last: '2026-02-28', runs: 2, tasks: 3, failed: 0 },
    { name: 'January 2026', first: '2026-01-01', last: '2026-01-31', runs: 2, tasks: 3, failed: 0 },
    { name: 'December 2025', first: '2025-12-01', last: '2025-12-31', runs: 2, tasks: 3, failed: 0 },
  ]);
  expect(marks.slice(0, 2)).toEqual([
    { week: 1, name: 'Mar' },
    { week: 6, name: 'Apr' },
  ]);
  expect(marks.at(-1)).toEqual({ week: 49, name: 'Feb' });
});

it('a year without anything says so', () => {
  expect(yearActivity([], TODAY)).toMatchObject({
    days: [],
    months: [],
    sentence: expect.stringMatching(/^Nothing/),
  });
});

it('every day of a year has a place of its own, whatever day it is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40_000 }), (today) => {
      const first = firstDayOf(today);
      const all = Array.from({ length: today - first + 1 }, (_, offset) => first + offset);
      const { days, weeks, missing } = yearActivity(
        all.map((day) => ({ day, runs: 1, tasks: 1, failed: 0 })),
        today,
      );
      expect(new Set(days.map(({ week, weekday }) => week * 7 + weekday)).size).toBe(7 * weeks - missing);
    }),
  );
});
