import type { FC } from 'hono/jsx';
import type { BackendView, Orders } from '../../conductor/orders.ts';
import { paths } from '../../wire/paths.ts';
import { HEALTH_MARKS, HEALTH_WORDS, healthOf, isAway } from '../backend-health.ts';
import { visible } from '../log-text.ts';
import { countWords, numberWords } from '../words.ts';
import { NoBackends } from './backend-cards.tsx';
import { Ago } from './moment.tsx';
import { ShareBar } from './share-bar.tsx';
import { StaleSentence } from './stale-notice.tsx';
import { StateMark } from './state-mark.tsx';

type HealthOrders = Pick<Orders, 'backends' | 'politeness'>;

/** How each backend is, one line for each: contact, load, queue, and how much it was asked. */
export const BackendTable: FC<{ orders: HealthOrders; now: number }> = ({ orders, now }) => {
  const backends = orders.backends();
  return (
    <div id="backend-table" class={backends.length > 0 ? 'table-wrap' : undefined}>
      {backends.length === 0 && <NoBackends />}
      {backends.length > 0 && (
        <table class="health">
          <thead>
            <tr>
              <th scope="col">Backend</th>
              <th scope="col">Contact</th>
              <th scope="col">Our tasks</th>
              <th scope="col" class="wide">
                In its queue
              </th>
              <th scope="col" class="wide">
                CPUs idle
              </th>
              <th scope="col" class="wide">
                Asked in the last hour
              </th>
            </tr>
          </thead>
          <tbody>
            {backends.map((backend) => (
              <HealthLine backend={backend} orders={orders} now={now} />
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
};

const HealthLine: FC<{ backend: BackendView; orders: HealthOrders; now: number }> = ({
  backend,
  orders,
  now,
}) => {
  const cpus = backend.figures?.cpus ?? null;
  const old = isAway(backend) ? 'is-old' : undefined;
  return (
    <tr>
      <td class="name">
        <a href={paths.backend(backend.name)}>{visible(backend.name)}</a>
        <span class="second">{backend.type}</span>
      </td>
      <td>
        <StateMark mark={HEALTH_MARKS[healthOf(backend)]} word={HEALTH_WORDS[healthOf(backend)]} />
        <span class="second">
          {isAway(backend) ? (
            <StaleSentence backend={backend} jobs={backend.active} now={now} />
          ) : (
            backend.lastPollAt !== null && <Ago at={backend.lastPollAt} now={now} />
          )}
        </span>
        {isAway(backend) && backend.problem !== null && (
          <span class="second wide">{visible(backend.problem.message)}</span>
        )}
      </td>
      <td class="share">
        <ShareBar part={backend.active} whole={backend.maxConcurrent} />
        <span class="second">
          {numberWords(backend.active)} of at most {numberWords(backend.maxConcurrent)}
        </span>
      </td>
      <td class={`wide ${old ?? ''}`}>
        <Queue backend={backend} />
      </td>
      <td class={`wide ${old ?? ''}`}>
        {cpus === null ? (
          <span class="quiet">not told</span>
        ) : (
          `${numberWords(cpus.idle)} of ${numberWords(cpus.total)}`
        )}
      </td>
      <td class="wide">
        <Asked backend={backend} orders={orders} />
      </td>
    </tr>
  );
};

const Queue: FC<{ backend: BackendView }> = ({ backend: { lastPollAt, jobCount } }) => (
  <>{lastPollAt === null ? <span class="quiet">not told</span> : countWords(jobCount, 'job')}</>
);

/** How polite we are: calls of the scheduler's programs, whatever they are called, and logins. */
const Asked: FC<{ backend: BackendView; orders: HealthOrders }> = ({ backend, orders }) => {
  const politeness = orders.politeness(backend.name);
  if (!politeness.ok) return null;
  const { calls, logins } = politeness.value.lastHour;
  const called = Object.values(calls).reduce((sum, times) => sum + times, 0);
  return (
    <a class="quiet-link" href={paths.backendPoliteness(backend.name)}>
      {countWords(called, 'call')}, {countWords(logins, 'login')}
    </a>
  );
};
