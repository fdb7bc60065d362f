import type { BackendView } from '../conductor/orders.ts';
import type { MarkName } from './words.ts';

type Health = 'well' | 'stale' | 'broken' | 'unused';

/** How a backend is, in one word for programs; for people there are sentences. */
export function healthOf(backend: BackendView): Health {
  if (backend.connection.is === 'broken') return 'broken';
  if (backend.problem !== null || backend.stale) return 'stale';
  return backend.connection.is === 'connected' || backend.lastPollAt !== null ? 'well' : 'unused';
}

/** Its picture is older than it should be. */
export function isAway(backend: BackendView): boolean {
  const health = healthOf(backend);
  return health === 'stale' || health === 'broken';
}

export const HEALTH_MARKS: Readonly<Record<Health, MarkName>> = {
  well: 'completed',
  stale: 'unknown',
  broken: 'failed',
  unused: 'pending',
};

export const HEALTH_WORDS: Readonly<Record<Health, string>> = {
  well: 'connected',
  stale: 'picture is old',
  broken: 'no contact',
  unused: 'not used yet',
};
