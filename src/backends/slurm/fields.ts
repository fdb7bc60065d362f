import { plausible } from '../figures.ts';

/** Single fields as `squeue` and `sacct` print them. */

const UNITS = 'KMGTP';

/**
 * A time as milliseconds since 1970: epoch seconds (`SLURM_TIME_FORMAT=%s`) or `YYYY-MM-DDTHH:MM:SS`, which is UTC as
 * we ask with `TZ=UTC`. Null for `N/A`, `Unknown`, `None` and whatever else.
 */
export function parseTime(text: string): number | null {
  if (/^\d{9,11}$/.test(text)) return Number(text) * 1000;
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text)) return null;
  const time = Date.parse(`${text}Z`);
  return Number.isNaN(time) ? null : time;
}

/** A duration in seconds: `MM:SS`, `HH:MM:SS`, `D-HH:MM:SS`, each with or without a fraction. Null for others. */
export function parseDuration(text: string): number | null {
  const match = /^(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(text);
  if (match === null) return null;
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return plausible((((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0));
}

/** A size in bytes: `1536M`, `2G`, `12513280`, `1.5K`; units are powers of 1024. Null for others. */
export function parseBytes(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)([KMGTP]?)$/.exec(text);
  if (match === null) return null;
  const power = match[2] ? UNITS.indexOf(match[2]) + 1 : 0;
  return plausible(Math.round(Number(match[1]) * 1024 ** power));
}
