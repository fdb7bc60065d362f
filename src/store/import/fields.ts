// Reads values out of files that another program wrote: what has another type than expected counts as missing.

/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

export function asFields(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

/** The first of these keys that holds text that is not empty; numbers are taken as text. */
export function textIn(fields: Fields, ...keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = fields[key];
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number') return String(value);
  }
  return null;
}

/** Text that is a number, as in `"cpus": "4"`, is one. */
export function numberIn(fields: Fields, key: string): number | null {
  const value = fields[key];
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

export function listIn(fields: Fields, ...keys: readonly string[]): readonly unknown[] {
  for (const key of keys) {
    const value = fields[key];
    if (Array.isArray(value)) return value;
  }
  return [];
}

/** Those of the object's members that are text. */
export function textsIn(fields: Fields, key: string): Readonly<Record<string, string>> {
  const members = Object.entries(asFields(fields[key]) ?? {});
  return Object.fromEntries(
    members.filter((member): member is [string, string] => typeof member[1] === 'string'),
  );
}

/** An ISO-8601 time in milliseconds since 1970; without an offset it is UTC (`compat.md` 15). */
export function timeIn(fields: Fields, key: string): number | null {
  const text = textIn(fields, key);
  if (text === null || !/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text)) return null;
  const hasOffset = /(?:Z|[+-]\d\d:?\d\d)$/.test(text);
  const time = Date.parse(`${text.replace(' ', 'T')}${hasOffset ? '' : 'Z'}`);
  return Number.isNaN(time) ? null : time;
}

const UNITS: Readonly<Record<string, number>> = { B: 0, K: 1, M: 2, G: 3, T: 4, P: 5 };

/** `1.2G`, `512M`, `64K`, `10B` in bytes (`compat.md` 9.2). */
export function bytesIn(fields: Fields, key: string): number | null {
  const [, number, unit = 'B'] = /^(\d+(?:\.\d+)?)([BKMGTP])?$/.exec(textIn(fields, key) ?? '') ?? [];
  if (number === undefined) return null;
  const bytes = Math.round(Number(number) * 1024 ** (UNITS[unit] ?? 0));
  return bytes === 0 ? null : bytes;
}
