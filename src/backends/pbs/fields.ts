import { plausible } from '../figures.ts';

/** Single fields as `qstat -f` and `pbsnodes` print them. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * A time as milliseconds since 1970 (`compat.md` 9.4): `Sun Nov 22 15:51:03 2026`, which is UTC as we ask with `TZ=UTC`,
 * epoch seconds, ISO. Null for whatever else.
 */
export function parseTime(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^\d{9,11}$/.test(text)) return Number(text) * 1000;
  const words = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d) (\d{4})$/.exec(text);
  if (words !== null) {
    const [, month = '', ...numbers] = words;
    const [day = 0, hours = 0, minutes = 0, seconds = 0, year = 0] = numbers.map(Number);
    const index = MONTHS.indexOf(month);
    return index < 0 ? null : Date.UTC(year, index, day, hours, minutes, seconds);
  }
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?$/.test(text)) return null;
  const time = Date.parse(/[Z+]|-\d\d:?\d\d$/.test(text.slice(10)) ? text : `${text}Z`);
  return Number.isNaN(time) ? null : time;
}

/** A duration in seconds: `HH:MM:SS`, with days in front, `MM:SS` or seconds, also with a fraction. Null for others. */
export function parseDuration(text: string | undefined): number | null {
  const [all, days, rest = ''] =
    /^(?:(\d+):(?=\d+:\d+:))?(\d+(?::\d+){0,2}(?:\.\d+)?)$/.exec(text ?? '') ?? [];
  if (all === undefined) return null;
  const seconds = rest.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return plausible(Number(days ?? 0) * 86_400 + seconds);
}

const UNITS = 'kmgtp';

/** A size in bytes: `218812kb`, `2gb`, `524288000b`, words of 8 bytes as `10mw`. Null for others. */
export function parseBytes(text: string | undefined): number | null {
  const match = /^(\d+(?:\.\d+)?)([kmgtp]?)([bw]?)$/i.exec(text ?? '');
  if (match === null) return null;
  const power = match[2] ? UNITS.indexOf(match[2].toLowerCase()) + 1 : 0;
  return plausible(Math.round(Number(match[1]) * 1024 ** power * (match[3]?.toLowerCase() === 'w' ? 8 : 1)));
}

/** A whole number, also a negative one. Null for others. */
export function parseWhole(text: string | undefined): number | null {
  return text !== undefined && /^-?\d{1,9}$/.test(text) ? Number(text) : null;
}
