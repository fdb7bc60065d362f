import type { FC } from 'hono/jsx';
import type { Orders, Politeness } from '../../conductor/orders.ts';
import type { BackendName } from '../../engine/ids.ts';
import { paths } from '../../wire/paths.ts';
import { tallyWords } from '../politeness-words.ts';
import { Clock } from './moment.tsx';

/** What each machine and its scheduler are asked, for whoever runs them. */
export const PolitenessCards: FC<{ orders: Orders; now: number }> = ({ orders, now }) => (
  <div id="politeness-cards" class="cards cards-wide">
    {orders.backends().map(({ name }) => {
      const politeness = orders.politeness(name);
      return politeness.ok && <PolitenessCard backend={name} politeness={politeness.value} now={now} />;
    })}
  </div>
);

const HOUR_MS = 3_600_000;

interface Props {
  readonly backend: BackendName;
  readonly politeness: Politeness;
  readonly now: number;
}

const PolitenessCard: FC<Props> = ({ backend, politeness, now }) => (
  <section class="card">
    <h3>What ScriptHut costs {backend}</h3>
    <PolitenessSentences politeness={politeness} now={now} />
    <p class="card-foot">
      <a href={paths.backendPoliteness(backend)}>Hour by hour</a>
    </p>
  </section>
);

/** Within its first hour one sentence says it all. */
export const PolitenessSentences: FC<Omit<Props, 'backend'>> = ({ politeness, now }) => (
  <>
    {now - politeness.since > HOUR_MS && <p>In the last hour: {tallyWords(politeness.lastHour)}.</p>}
    <p>
      Since <Clock at={politeness.since} now={now} />: {tallyWords(politeness.total)}.
    </p>
  </>
);
