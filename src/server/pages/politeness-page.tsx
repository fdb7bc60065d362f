import { type Context, Hono } from 'hono';
import type { FC } from 'hono/jsx';
import type { Politeness, Tally } from '../../conductor/orders.ts';
import type { BackendName } from '../../engine/ids.ts';
import { paths } from '../../wire/paths.ts';
import type { ServerContext } from '../context.ts';
import { backendInPath } from '../lookup.ts';
import { Frame } from '../parts/frame.tsx';
import { Clock } from '../parts/moment.tsx';
import { PolitenessSentences } from '../parts/politeness-cards.tsx';
import { programsOf } from '../politeness-words.ts';
import { Refusal } from '../problems.tsx';
import { documentText } from '../render.ts';
import { bytesWords, numberWords } from '../words.ts';

/** `/backends/NAME/politeness`: what a backend is asked, hour by hour, to be shown to its administrator. */
export function politenessRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/backends/:backend/politeness', (c) => {
    const backend = backendInPath(c, context);
    const politeness = context.orders.politeness(backend);
    if (!politeness.ok) throw new Refusal(politeness.problem);
    return c.html(
      documentText(
        <PolitenessPage c={c} context={context} backend={backend} politeness={politeness.value} />,
      ),
    );
  });
  return app;
}

interface Props {
  readonly c: Context;
  readonly context: ServerContext;
  readonly backend: BackendName;
  readonly politeness: Politeness;
}

const PolitenessPage: FC<Props> = ({ c, context, backend, politeness }) => (
  <Frame c={c} context={context} title={`What ScriptHut costs ${backend}`} current="Backends">
    <p class="crumb">
      <a href={paths.backends()}>Backends</a>
    </p>
    <h1>What ScriptHut costs {backend}</h1>
    <PolitenessSentences politeness={politeness} now={context.now()} />
    {politeness.hours.length > 0 && <HourTable politeness={politeness} now={context.now()} />}
    <p class="quiet">
      Counted by this server since it was started. Programs of the scheduler are counted for each time they
      are called, logins for each SSH connection that was made, sessions for each shell opened over one,
      commands for each script run in a shell; bytes are those of scripts and answers, before encryption.
    </p>
    <p class="card-foot">
      <a href={paths.apiBackendPoliteness(backend)}>As JSON</a> ·{' '}
      <a href={paths.metrics()}>All backends for Prometheus</a>
    </p>
  </Frame>
);

/** A day, as far as there was something to do. */
const HOURS_SHOWN = 24;

const HourTable: FC<{ politeness: Politeness; now: number }> = ({ politeness, now }) => {
  const { hours, since, total } = politeness;
  const programs = programsOf(total.calls);
  return (
    <div class="table-wrap scrolls" tabindex={0}>
      <table class="numbers">
        <caption class="only-read">Hour by hour, the newest first</caption>
        <thead>
          <tr>
            {['Hour from', ...programs, 'Logins', 'Sessions', 'Commands', 'Sent', 'Received'].map(
              (heading) => (
                <th scope="col">{heading}</th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {hours
            .slice(-HOURS_SHOWN)
            .toReversed()
            .map((hour) => (
              <tr>
                <th scope="row">
                  <Clock at={hour.startsAt} now={now} />
                </th>
                <TallyCells tally={hour} programs={programs} />
              </tr>
            ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">
              All since <Clock at={since} now={now} />
            </th>
            <TallyCells tally={total} programs={programs} />
          </tr>
        </tfoot>
      </table>
    </div>
  );
};

const TallyCells: FC<{ tally: Tally; programs: readonly string[] }> = ({ tally, programs }) => (
  <>
    {[
      ...programs.map((program) => tally.calls[program] ?? 0),
      tally.logins,
      tally.sessions,
      tally.commands,
    ].map((times) => (
      <td>{numberWords(times)}</td>
    ))}
    <td>{bytesWords(tally.bytesSent)}</td>
    <td>{bytesWords(tally.bytesReceived)}</td>
  </>
);
