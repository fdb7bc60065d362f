import type { FC } from 'hono/jsx';
import type { BackendView } from '../../conductor/orders.ts';
import { paths } from '../../wire/paths.ts';
import { HEALTH_MARKS, healthOf, isAway } from '../backend-health.ts';
import { visible } from '../log-text.ts';
import { countWords, numberWords } from '../words.ts';
import { Age, Ago } from './moment.tsx';
import { StaleSentence } from './stale-notice.tsx';
import { Shape } from './state-mark.tsx';

/** One chip per backend, always in the frame: its state and the age of what we know of it. It opens to say more. */
export const BackendChips: FC<{ backends: readonly BackendView[]; now: number }> = ({ backends, now }) => (
  <ul id="backend-chips" class="chips" aria-label="Backends">
    {backends.map((backend) => (
      <li id={`chip-${backend.name}`}>
        <details class="menu">
          <summary class={`chip chip-${healthOf(backend)}`}>
            <Shape mark={HEALTH_MARKS[healthOf(backend)]} />
            {backend.name} <ChipAge backend={backend} now={now} />
          </summary>
          <div class="choices">
            <ChipWords backend={backend} now={now} />
          </div>
        </details>
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

const ChipWords: FC<{ backend: BackendView; now: number }> = ({ backend, now }) => {
  const { name, host, active, maxConcurrent, jobCount, lastPollAt, problem } = backend;
  return (
    <>
      <p>
        {isAway(backend) ? (
          <StaleSentence backend={backend} jobs={active} now={now} />
        ) : lastPollAt === null ? (
          `${visible(host)} has not been asked yet.`
        ) : (
          <>
            {visible(host)} answered <Ago at={lastPollAt} now={now} />: {countWords(jobCount, 'job')} in the
            queue.
          </>
        )}
      </p>
      {problem !== null && <p class="hint">{visible(problem.message)}</p>}
      <p>
        {numberWords(active)} of at most {numberWords(maxConcurrent)} tasks of ours are there.
      </p>
      <form method="post" action={paths.poll(name)} data-live>
        <button type="submit" class="button" data-command={`Ask ${name} now`}>
          Ask {name} now
        </button>
      </form>
      <p>
        <a href={paths.backend(name)}>More about {name}</a>
      </p>
    </>
  );
};
