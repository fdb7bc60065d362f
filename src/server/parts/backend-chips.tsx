import type { FC } from 'hono/jsx';
import type { BackendView } from '../../conductor/orders.ts';
import { paths } from '../../wire/paths.ts';
import type { MarkName } from '../words.ts';
import { Age } from './moment.tsx';
import { Shape } from './state-mark.tsx';

type Health = 'well' | 'stale' | 'broken' | 'unused';

/** How a backend is, in one word for programs; the sentences are `healthWords`. */
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

/** One chip per backend, always in the frame: its state and the age of what we know of it. */
export const BackendChips: FC<{ backends: readonly BackendView[]; now: number }> = ({ backends, now }) => (
  <ul id="backend-chips" class="chips" aria-label="Backends">
    {backends.map((backend) => (
      <li>
        <a class={`chip chip-${healthOf(backend)}`} href={`${paths.backends()}#backend-${backend.name}`}>
          <Shape mark={HEALTH_MARKS[healthOf(backend)]} />
          {backend.name} <ChipAge backend={backend} now={now} />
        </a>
      </li>
    ))}
  </ul>
);

const ChipAge: FC<{ backend: BackendView; now: number }> = ({ backend, now }) => {
  const { connection, lastPollAt } = backend;
  if (connection.is === 'broken') {
    return (
      <span class="chip-age">
        no contact <Age at={connection.since} now={now} />
      </span>
    );
  }
  if (lastPollAt === null)
    return <span class="chip-age">{backend.problem === null ? 'not asked yet' : 'no answer'}</span>;
  return (
    <span class="chip-age">
      <Age at={lastPollAt} now={now} />
    </span>
  );
};
