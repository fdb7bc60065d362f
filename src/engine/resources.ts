import type { Resources } from './task.ts';

/**
 * Amounts as authors and schedulers spell them (`compat.md` 3.2), read and written in this one place. What is no
 * amount (all of the node's memory, no limit at all) is null: nothing can be counted or scaled with it.
 */

const UNITS = 'KMGTP';
const KILOBYTE = 1024;
const MEGABYTE = 1024 ** 2;

/**
 * Bytes of `4G`, `1.5T`, `512mb`; units are powers of 1024, and a number alone counts megabytes (sbatch(1), --mem).
 * Null for `0`, which asks for all that the node has, and for what is no amount.
 */
export function readMemory(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(?:([KMGTP])B?)?$/i.exec(text);
  if (match === null) return null;
  const unit = match[2] === undefined ? MEGABYTE : KILOBYTE ** (UNITS.indexOf(match[2].toUpperCase()) + 1);
  return Math.round(Number(match[1]) * unit) || null;
}

/** The shortest spelling in whole units that is not less: `7G`, `1536M`, `1K`. */
export function writeMemory(bytes: number): string {
  let amount = Math.max(1, Math.ceil(bytes / KILOBYTE));
  let unit = 0;
  while (amount % KILOBYTE === 0 && unit < UNITS.length - 1) {
    amount /= KILOBYTE;
    unit += 1;
  }
  return `${amount}${UNITS[unit]}`;
}

/** For people, rounded: `5.1G`, `512M`, `64K`, `10B` (`compat.md` 9.2). */
export function memoryWords(bytes: number): string {
  const gigabyte = 1024 ** 3;
  if (bytes >= gigabyte) return `${(bytes / gigabyte).toFixed(1)}G`;
  if (bytes >= MEGABYTE) return `${Math.floor(bytes / MEGABYTE)}M`;
  if (bytes >= KILOBYTE) return `${Math.floor(bytes / KILOBYTE)}K`;
  return `${Math.round(bytes)}B`;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Seconds of a time limit: minutes, `m:s`, `h:m:s`, `d:h:m:s`, `d-h`, `d-h:m`, `d-h:m:s` (sbatch(1), --time). Null for
 * `0`, `unlimited` and `infinite`, which are no limit, and for what is no time.
 */
export function readTimeLimit(text: string): number | null {
  const match = /^(?:(\d+)-)?(\d+(?::\d+){0,3})$/.exec(text);
  if (match === null) return null;
  const parts = (match[2] ?? '').split(':').map(Number);
  if (match[1] !== undefined) {
    const [hours = 0, minutes = 0, seconds = 0, none] = parts;
    return none === undefined
      ? Number(match[1]) * DAY + hours * HOUR + minutes * MINUTE + seconds || null
      : null;
  }
  if (parts.length === 1) return (parts[0] ?? 0) * MINUTE || null;
  const [seconds = 0, minutes = 0, hours = 0, days = 0] = parts.toReversed();
  return days * DAY + hours * HOUR + minutes * MINUTE + seconds || null;
}

/** For people: as the author wrote it, and where that is a number alone, with its unit. */
export function askedWords({ memory, timeLimit }: Pick<Resources, 'memory' | 'timeLimit'>): {
  readonly memory: string;
  readonly timeLimit: string;
} {
  const isNumber = (text: string): boolean => /^\d+$/.test(text) && Number(text) > 0;
  return {
    memory: isNumber(memory) ? `${memory}M` : memory,
    timeLimit: isNumber(timeLimit) ? `${timeLimit} min` : timeLimit,
  };
}

/** `2:00:00`, `1-12:00:00`; part seconds count as whole ones. */
export function writeTimeLimit(seconds: number): string {
  const whole = Math.max(1, Math.ceil(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  const days = Math.floor(whole / DAY);
  const hours = Math.floor((whole % DAY) / HOUR);
  const rest = `${two(Math.floor((whole % HOUR) / MINUTE))}:${two(whole % MINUTE)}`;
  return days === 0 ? `${hours}:${rest}` : `${days}-${two(hours)}:${rest}`;
}
