import type { BackendView } from '../conductor/orders.ts';
import type { BackendName } from '../engine/ids.ts';
import { paths } from '../wire/paths.ts';
import { HEALTH_MARKS, HEALTH_WORDS, healthOf } from './backend-health.ts';
import type { ServerContext } from './context.ts';
import { visible } from './log-text.ts';
import { BackendNotices } from './parts/backend-cards.tsx';
import { BackendRoom } from './parts/backend-room.tsx';
import { Ago } from './parts/moment.tsx';
import { PolitenessSentences } from './parts/politeness-cards.tsx';
import { StateMark } from './parts/state-mark.tsx';
import { leaf, type Piece } from './pieces.ts';

/** The page of one backend in its live parts; none when it is gone. */
export function backendPieces(context: ServerContext, name: BackendName): readonly Piece[] {
  const { orders } = context;
  const backend = orders.backends().find((each) => each.name === name);
  if (backend === undefined) return [];
  const now = context.now();
  const picture = orders.capacities.known(name);
  const jobs = orders.queue(name);
  return [
    leaf('backend-head', null, () => <BackendHead backend={backend} now={now} />),
    leaf('backend-room', null, () => (
      <BackendRoom backend={backend} picture={picture} jobs={jobs} now={now} />
    )),
    leaf('backend-cost', null, () => <BackendCost context={context} name={name} now={now} />),
  ];
}

const BackendHead = ({ backend, now }: { readonly backend: BackendView; readonly now: number }) => (
  <div id="backend-head">
    <div class="title-line">
      <h1>{visible(backend.name)}</h1>
      <form method="post" action={paths.poll(backend.name)}>
        <button type="submit" class="button">
          Ask now
        </button>
      </form>
    </div>
    <p class="backend-line">
      <StateMark mark={HEALTH_MARKS[healthOf(backend)]} word={HEALTH_WORDS[healthOf(backend)]} />
      <span class="quiet">
        {backend.type} on {visible(backend.host)}
        {backend.lastPollAt !== null && (
          <>
            {' '}
            · queue seen <Ago at={backend.lastPollAt} now={now} />
          </>
        )}
      </span>
    </p>
    <BackendNotices backend={backend} now={now} />
  </div>
);

interface CostProps {
  readonly context: ServerContext;
  readonly name: BackendName;
  readonly now: number;
}

const BackendCost = ({ context, name, now }: CostProps) => {
  const politeness = context.orders.politeness(name);
  return (
    <section id="backend-cost" class="card">
      <h3>What ScriptHut costs it</h3>
      {politeness.ok && <PolitenessSentences politeness={politeness.value} now={now} />}
      <p class="card-foot">
        <a href={paths.backendPoliteness(name)}>Hour by hour</a> ·{' '}
        <a href={paths.backendLog(name)}>Commands sent</a>
      </p>
    </section>
  );
};
