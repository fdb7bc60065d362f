import type { IsoTime } from '../wire/iso-time.ts';

/** `2026-02-19T14:30:00+00:00`, with microseconds when they are not zero (`compat.md`, Conventions). */
export function isoTime(ms: number): IsoTime {
  const [seconds, fraction] = new Date(ms).toISOString().slice(0, -1).split('.');
  return fraction === '000' ? `${seconds}+00:00` : `${seconds}.${fraction}000+00:00`;
}

export function isoTimeOrNull(ms: number | null): IsoTime | null {
  return ms === null ? null : isoTime(ms);
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `8 s`, `14 min`, `2 h 5 min`, `3 d 4 h`: at most two units, rounded down. */
export function durationWords(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / SECOND))} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return twoUnits(Math.floor(ms / HOUR), 'h', Math.floor((ms % HOUR) / MINUTE), 'min');
  return twoUnits(Math.floor(ms / DAY), 'd', Math.floor((ms % DAY) / HOUR), 'h');
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** What is only estimated: `under a minute`, `about 40 min`, `about 2 h 15 min`, `about 3 d`. */
export function aboutWords(ms: number): string {
  if (ms < MINUTE) return 'under a minute';
  const step = ms < 10 * MINUTE ? MINUTE : ms < HOUR ? 5 * MINUTE : ms < 6 * HOUR ? 15 * MINUTE : HOUR;
  return `about ${durationWords(Math.round(ms / step) * step)}`;
}

/** `just now`, `12 s ago`, `2 h ago`: one unit. */
export function agoWords(ms: number): string {
  return ms < 5 * SECOND ? 'just now' : `${ageWords(ms)} ago`;
}

/** `12 s`, `4 min`, `2 h`, `3 d`: one unit, rounded down. */
export function ageWords(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / SECOND))} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.floor(ms / DAY)} d`;
}

/** `14:02 UTC`, `2026-02-18 14:02 UTC` when it was not within the last day. */
export function clockWords(ms: number, now: number): string {
  const [date, time = ''] = new Date(ms).toISOString().split('T');
  const clock = `${time.slice(0, 5)} UTC`;
  return now - ms < DAY ? clock : `${date} ${clock}`;
}

/** The same to the second. */
export function exactClockWords(ms: number, now: number): string {
  const words = absoluteWords(ms);
  return now - ms < DAY ? words.slice('2026-02-19 '.length) : words;
}

/** For the title of a relative time; the page's script replaces it by the reader's own zone. */
export function absoluteWords(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
