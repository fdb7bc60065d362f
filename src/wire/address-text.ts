/** What stands behind the `?`: what is undefined is left out, a list is repeated. */
type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/**
 * One segment of a path. `.` and `..` would be resolved away by every client, however they are encoded, so they (and
 * what would then look like them) travel with a `~` in front. Undone by `nameFromSegment`.
 */
export function segment(name: string): string {
  const safe = /^~*\.{1,2}$/.test(name) ? `~${name}` : name;
  return encodeURIComponent(safe.toWellFormed());
}

/** The name that a (percent-decoded) segment of a path stands for. */
export function nameFromSegment(decoded: string): string {
  return /^~+\.{1,2}$/.test(decoded) ? decoded.slice(1) : decoded;
}

export function query(values: Query): string {
  const given = Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : (typeof value === 'object' ? value : [value]).map((each) => pair(key, each)),
  );
  return given.length === 0 ? '' : `?${given.join('&')}`;
}

function pair(key: string, value: string | number): string {
  return `${key}=${encodeURIComponent(String(value).toWellFormed())}`;
}
