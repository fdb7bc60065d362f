import { type Context, Hono } from 'hono';
import type { FC } from 'hono/jsx';
import type { Orders } from '../../conductor/orders.ts';
import type { PricesNow } from '../../engine/cost.ts';
import { priceSentences } from '../../engine/cost-words.ts';
import type { BackendName } from '../../engine/ids.ts';
import type { BackendToggled } from '../../wire/backends.ts';
import { paths } from '../../wire/paths.ts';
import { askerOf } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { visible } from '../log-text.ts';
import { backendInPath } from '../lookup.ts';
import { BackendCards, BackendNotices } from '../parts/backend-cards.tsx';
import { Frame } from '../parts/frame.tsx';
import { Ago } from '../parts/moment.tsx';
import { OrphanNotice } from '../parts/orphan-notice.tsx';
import { PolitenessCards } from '../parts/politeness-cards.tsx';
import { orRefuse, Refusal } from '../problems.tsx';
import { documentText } from '../render.ts';
import { durationWords } from '../times.ts';

type LoggedCommand = Extract<ReturnType<Orders['backendLog']>, { ok: true }>['value'][number];

/** `/backends`: how are the machines? And what was sent to each. */
export function backendRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/backends', (c) => c.html(documentText(<BackendsPage c={c} context={context} />)));
  app.get('/backends/:backend/log', (c) => logPage(c, context));
  app.post('/backends/:backend/log/clear', (c) => {
    const backend = backendInPath(c, context);
    const done = context.orders.clearBackendLog(backend);
    if (!done.ok) throw new Refusal(done.problem);
    return askerOf(c) === 'browser'
      ? c.redirect(paths.backendLog(backend), 303)
      : c.json({ status: 'cleared' });
  });
  app.post('/backends/:backend/toggle', (c) => {
    const name = backendInPath(c, context);
    const enabled = orRefuse(context.orders.toggleBackend(name));
    return c.json({ name, enabled } satisfies BackendToggled);
  });
  return app;
}

const BackendsPage: FC<{ c: Context; context: ServerContext }> = ({ c, context }) => (
  <Frame
    c={c}
    context={context}
    title="Backends"
    current="Backends"
    stream={{
      href: paths.jobsStream({ page: 'backends', ...context.live.since() }),
      events: ['backends-update', 'politeness-update'],
    }}
  >
    <div class="title-line">
      <h1>Backends</h1>
      <form method="post" action={paths.poll()}>
        <button type="submit" class="button">
          Ask all now
        </button>
      </form>
    </div>
    <OrphanNotice orphans={context.orders.orphans()} now={context.now()} />
    <BackendCards backends={context.orders.backends()} now={context.now()} />
    <Prices prices={context.orders.costs.prices()} now={context.now()} />
    <PolitenessCards orders={context.orders} now={context.now()} />
  </Frame>
);

/** What costs are counted with, or why they are not shown. */
const Prices: FC<{ prices: PricesNow; now: number }> = ({ prices, now }) =>
  prices === null ? null : (
    <section id="prices">
      <h2 class="section">Prices</h2>
      {priceSentences(prices).map((sentence) => (
        <p>{visible(sentence)}</p>
      ))}
      {prices.ok && (
        <p class="quiet">
          Read <Ago at={prices.value.readAt} now={now} />. Costs are estimates by these, not bills.
        </p>
      )}
    </section>
  );

/** `compat.md` 13.1. The newest command comes first. */
function logPage(c: Context, context: ServerContext): Response | Promise<Response> {
  const backend = backendInPath(c, context);
  const log = context.orders.backendLog(backend);
  if (!log.ok) throw new Refusal(log.problem);
  return c.html(
    documentText(<LogPage c={c} context={context} backend={backend} commands={log.value.toReversed()} />),
  );
}

interface LogPageProps {
  readonly c: Context;
  readonly context: ServerContext;
  readonly backend: BackendName;
  readonly commands: readonly LoggedCommand[];
}

const LogPage: FC<LogPageProps> = ({ c, context, backend, commands }) => {
  const view = context.orders.backends().find(({ name }) => name === backend);
  return (
    <Frame c={c} context={context} title={`Commands on ${backend}`} current="Backends">
      <p class="crumb">
        <a href={paths.backends()}>Backends</a>
      </p>
      <div class="title-line">
        <h1>Commands on {backend}</h1>
        <form method="post" action={paths.backendLogClear(backend)}>
          <button type="submit" class="button">
            Clear
          </button>
        </form>
      </div>
      {view !== undefined && <BackendNotices backend={view} now={context.now()} />}
      {commands.length === 0 && <p class="empty">No command has been sent yet.</p>}
      {commands.length > 0 && (
        <div class="nodes entries">
          {commands.map((command) => (
            <Logged command={command} now={context.now()} />
          ))}
        </div>
      )}
    </Frame>
  );
};

const Logged: FC<{ command: LoggedCommand; now: number }> = ({ command, now }) => (
  <details class="group">
    <summary>
      <span class={command.exitCode === 0 ? 'quiet' : 'bad'}>
        {command.exitCode === null ? 'no answer' : `exit ${command.exitCode}`}
      </span>
      <span class="group-name">{visible(command.purpose)}</span>
      <span class="group-words">
        {command.durationMs < 1000
          ? `${Math.round(command.durationMs)} ms`
          : durationWords(command.durationMs)}{' '}
        · <Ago at={command.at} now={now} />
      </span>
    </summary>
    <Text name="Sent" text={command.script} />
    <Text name="Output" text={command.stdout} />
    <Text name="Errors" text={command.stderr} />
  </details>
);

const Text: FC<{ name: string; text: string }> = ({ name, text }) =>
  text === '' ? null : (
    <>
      <p class="quiet">{name}</p>
      <pre class="code" tabindex={0}>
        {visible(text)}
      </pre>
    </>
  );
