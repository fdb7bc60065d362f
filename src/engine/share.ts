/** A run that could use slots of a backend. */
export interface Claim<Key> {
  readonly key: Key;
  /** How many it could use now: ready tasks, within its own limit. */
  readonly wanted: number;
  readonly active: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/**
 * Divides free slots fairly (`compat.md` 11): equal parts for all that want some, runs with the fewest active tasks
 * first, the older first on ties; what is left goes round again.
 */
export function shareSlots<Key>(free: number, claims: readonly Claim<Key>[]): Map<Key, number> {
  const order = claims
    .filter((claim) => claim.wanted > 0)
    .sort((a, b) => a.active - b.active || a.createdAt - b.createdAt);
  const given = new Map<Key, number>();
  let left = free;
  let hungry = order;
  while (left > 0 && hungry.length > 0) {
    const part = Math.max(1, Math.floor(left / hungry.length));
    for (const claim of hungry) {
      const has = given.get(claim.key) ?? 0;
      const more = Math.min(part, claim.wanted - has, left);
      given.set(claim.key, has + more);
      left -= more;
    }
    hungry = hungry.filter((claim) => (given.get(claim.key) ?? 0) < claim.wanted);
  }
  return given;
}
