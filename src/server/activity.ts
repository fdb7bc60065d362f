import type { DayActivity } from '../store/store.ts';
import { countWords, numberWords } from './words.ts';

const DAY_MS = 86_400_000;
/** What is shown: whole weeks from Monday on, and the one under way. */
const WEEKS = 53;
const LEVELS = 4;

/** One day that something was started on, with its place in the picture of a year. */
export interface ActiveDay {
  /** From 0, the oldest. */
  readonly week: number;
  /** From 0, Monday. */
  readonly weekday: number;
  /** How much it was, from 1 to 4. */
  readonly level: number;
  readonly hasFailed: boolean;
  /** `Thu 19 Feb 2026: 4 runs, 30 tasks, 1 run failed`. */
  readonly words: string;
}

export interface ActiveMonth {
  /** `February 2026`. */
  readonly name: string;
  /** Its first and last day: `2026-02-01`. */
  readonly first: string;
  readonly last: string;
  readonly runs: number;
  readonly tasks: number;
  readonly failed: number;
}

/** A year at a glance. Days are those of UTC. */
export interface YearActivity {
  readonly weeks: number;
  /** Days of the last week that are still to come. */
  readonly missing: number;
  readonly days: readonly ActiveDay[];
  /** Where a month begins: the week, and its short name. */
  readonly marks: readonly { readonly week: number; readonly name: string }[];
  /** Newest first; months in which nothing was started are left out. */
  readonly months: readonly ActiveMonth[];
  readonly sentence: string;
}

/** The first day of the year that ends with the week of `today`; days since 1970. */
export function firstDayOf(today: number): number {
  return today - weekdayOf(today) - 7 * (WEEKS - 1);
}

/** `days` are sorted, and from `firstDayOf(today)` on. */
export function yearActivity(days: readonly DayActivity[], today: number): YearActivity {
  const first = firstDayOf(today);
  const shown = days.filter(({ day }) => day >= first && day <= today);
  const most = Math.max(1, ...shown.map(({ tasks }) => tasks));
  return {
    weeks: WEEKS,
    missing: 6 - weekdayOf(today),
    days: shown.map((each) => ({
      week: Math.floor((each.day - first) / 7),
      weekday: weekdayOf(each.day),
      level: levelOf(each.tasks, most),
      hasFailed: each.failed > 0,
      words: dayWords(each),
    })),
    marks: monthMarks(first),
    months: monthsOf(shown),
    sentence: sentenceOf(shown),
  };
}

/** 1970 began with a Thursday. */
function weekdayOf(day: number): number {
  return (day + 3) % 7;
}

/** By powers: a day with ten thousand tasks must not make all others look empty. */
function levelOf(tasks: number, most: number): number {
  return Math.max(1, Math.ceil((LEVELS * Math.log1p(tasks)) / Math.log1p(most)));
}

const DAY_NAME = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const MONTH_NAME = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });
const SHORT_MONTH = new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' });

function dayWords({ day, runs, tasks, failed }: DayActivity): string {
  const trouble = failed === 0 ? '' : `, ${countWords(failed, 'run')} failed`;
  return `${DAY_NAME.format(day * DAY_MS)}: ${countWords(runs, 'run')}, ${countWords(tasks, 'task')}${trouble}`;
}

/** The week in which each month's first day stands, but for a month that has less than two weeks left. */
function monthMarks(first: number): readonly { readonly week: number; readonly name: string }[] {
  const weeks = Array.from({ length: WEEKS - 1 }, (_, week) => week);
  return weeks.flatMap((week) => {
    const days = Array.from({ length: 7 }, (_, weekday) => new Date((first + 7 * week + weekday) * DAY_MS));
    const begins = days.find((day) => day.getUTCDate() === 1);
    return begins === undefined ? [] : [{ week, name: SHORT_MONTH.format(begins) }];
  });
}

function monthsOf(days: readonly DayActivity[]): readonly ActiveMonth[] {
  const months = Map.groupBy(days, ({ day }) => new Date(day * DAY_MS).toISOString().slice(0, 7));
  return [...months].toReversed().map(([month, among]) => {
    const [year = 0, number = 0] = month.split('-').map(Number);
    const last = new Date(Date.UTC(year, number, 0));
    return {
      name: MONTH_NAME.format(last),
      first: `${month}-01`,
      last: last.toISOString().slice(0, 10),
      ...sumOf(among),
    };
  });
}

function sumOf(days: readonly DayActivity[]) {
  const sum = (of: (day: DayActivity) => number): number => days.reduce((total, day) => total + of(day), 0);
  return {
    runs: sum(({ runs }) => runs),
    tasks: sum(({ tasks }) => tasks),
    failed: sum(({ failed }) => failed),
  };
}

function sentenceOf(days: readonly DayActivity[]): string {
  if (days.length === 0) return 'Nothing was started in the last year.';
  const { runs, tasks, failed } = sumOf(days);
  const trouble = failed === 0 ? 'none failed' : `${numberWords(failed)} failed`;
  const busiest = days.reduce((most, day) => (day.tasks > most.tasks ? day : most));
  const when = DAY_NAME.format(busiest.day * DAY_MS).replace(',', '');
  const most = days.length === 1 ? '' : `; most on ${when} (${countWords(busiest.tasks, 'task')})`;
  return `${countWords(runs, 'run')} of ${countWords(tasks, 'task')} on ${countWords(days.length, 'day')}, ${trouble}${most}.`;
}
