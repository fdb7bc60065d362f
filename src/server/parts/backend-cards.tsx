import type { FC } from 'hono/jsx';
import type { BackendView } from '../../conductor/orders.ts';
import { paths } from '../../wire/paths.ts';
import { HEALTH_MARKS, HEALTH_WORDS, healthOf, isAway } from '../backend-health.ts';
import { visible } from '../log-text.ts';
import { bytesWords, numberWords } from '../words.ts';

import { Ago } from './moment.tsx';
import { StaleSentence } from './stale-notice.tsx';
import { StateMark } from './state-mark.tsx';

export const BackendCards: FC<{ backends: readonly BackendView[]; now: number }> = ({ backends, now }) => (
  <div id="backend-cards" class="cards">
    {backends.length === 0 && <NoBackends />}
    {backends.map((backend) => (
      <section class="card" id={`backend-${backend.name}`}>
        <header class="card-head">
          <h3>
            <a href={paths.backend(backend.name)}>{visible(backend.name)}</a>
          </h3>
          <StateMark mark={HEALTH_MARKS[healthOf(backend)]} word={HEALTH_WORDS[healthOf(backend)]} />
        </header>
        <p class="quiet">
          {backend.type} on {visible(backend.host)}
        </p>
        <BackendNotices backend={backend} now={now} />
        <Facts backend={backend} now={now} />
        <p class="card-foot">
          <a href={paths.backend(backend.name)}>What is free</a> ·{' '}
          <a href={paths.backendLog(backend.name)}>Commands sent</a>
        </p>
      </section>
    ))}
  </div>
);

export const NoBackends: FC = () => (
  <p class="empty">
    No backend is configured. Name one under backends in <a href={paths.settings()}>the settings</a>.
  </p>
);

/** What people should know of it before they count on it. */
export const BackendNotices: FC<{ backend: BackendView; now: number }> = ({ backend, now }) => (
  <>
    {backend.isLeaving === true && (
      <p class="notice notice-warn">
        No longer in the configuration: it takes no new runs, and is kept until those that use it have ended.
      </p>
    )}
    {isAway(backend) && <BackendProblem backend={backend} now={now} />}
  </>
);

const BackendProblem: FC<{ backend: BackendView; now: number }> = ({ backend, now }) => (
  <div class="notice notice-warn">
    <p>
      <StaleSentence backend={backend} jobs={backend.active} now={now} />
    </p>
    {backend.problem !== null && <p class="hint">{visible(backend.problem.message)}</p>}
    {backend.problem?.hint !== undefined && <p class="hint">{visible(backend.problem.hint)}</p>}
  </div>
);

const Facts: FC<{ backend: BackendView; now: number }> = ({ backend, now }) => {
  const cpus = backend.figures?.cpus;
  const disk = backend.figures?.disk;
  return (
    <dl class="facts">
      <dt>Our tasks</dt>
      <dd>
        {numberWords(backend.active)} of at most {numberWords(backend.maxConcurrent)}
      </dd>
      <dt>Jobs in queue</dt>
      <dd>{backend.lastPollAt === null ? 'not told' : numberWords(backend.jobCount)}</dd>
      {cpus && (
        <>
          <dt>CPUs idle</dt>
          <dd>
            {numberWords(cpus.idle)} of {numberWords(cpus.total)}
          </dd>
        </>
      )}
      {disk && (
        <>
          <dt>Disk free</dt>
          <dd title={visible(disk.path)}>
            {bytesWords(disk.availableBytes)} of {bytesWords(disk.totalBytes)}
          </dd>
        </>
      )}
      <dt>Last seen</dt>
      <dd>{backend.lastPollAt === null ? 'never' : <Ago at={backend.lastPollAt} now={now} />}</dd>
    </dl>
  );
};
