import { type Context, Hono } from 'hono';
import type { FC } from 'hono/jsx';
import type { ChannelView } from '../../conductor/notifications.ts';
import { type NoticeKind, noticeTitle } from '../../engine/notice.ts';
import type { SavedNotice } from '../../store/notice-store.ts';
import { paths } from '../../wire/paths.ts';
import { askerOf, backTo } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { formOf } from '../form.ts';
import { visible } from '../log-text.ts';
import { nameInPath, runInPath } from '../lookup.ts';
import { NoticePush } from '../notice-push.ts';
import { Frame } from '../parts/frame.tsx';
import { Ago, Clock } from '../parts/moment.tsx';
import { Refusal } from '../problems.tsx';
import { documentText } from '../render.ts';

/** `/notifications`: who is told about runs, and whether it reaches them. */
export function notificationRoutes(context: ServerContext): Hono {
  const { orders } = context;
  const app = new Hono();
  const push = new NoticePush(context);
  context.closing.addEventListener('abort', () => push.close(), { once: true });
  app.get(paths.notificationsStream(), () => push.open());
  app.get(paths.notifications(), (c) => c.html(page(c, context)));
  app.post('/notifications/:channel/try', async (c) => {
    const channel = nameInPath(c, 'channel');
    const sent = await orders.notifications.tryOut(channel);
    if (!sent.ok) throw new Refusal(sent.problem);
    if (askerOf(c) === 'program') return c.json({ channel, sent: true });
    return c.redirect(paths.notifications({ tried: channel }), 303);
  });
  app.post('/runs/:run/notifications', async (c) => {
    const run = runInPath(c, context).info.id;
    const form = await formOf(c);
    const wanted = form.getAll('channel').map(String);
    for (const { name, isForAll } of orders.notifications.ofRun(run)) {
      const done = isForAll ? null : orders.notifications.setForRun(run, name, wanted.includes(name));
      if (done?.ok === false) throw new Refusal(done.problem);
    }
    return backTo(c, paths.run(run));
  });
  return app;
}

function page(c: Context, context: ServerContext): string {
  const channels = context.orders.notifications.channels();
  const tried = channels.find(({ name }) => name === c.req.query('tried'));
  return documentText(
    <Frame c={c} context={context} title="Notifications">
      <h1>Notifications</h1>
      <p class="answer">{answer(channels)}</p>
      {tried !== undefined && (
        <p class="notice" role="status">
          A trial was sent to {visible(tried.goesTo)}. If it does not arrive, look among unwanted mail.
        </p>
      )}
      <div class="channels">
        <section class="card">
          <h2>In this browser</h2>
          <p>
            When a run ends or begins to fail while you look elsewhere, as long as one page of ScriptHut is
            open.
          </p>
          <notice-switch>
            <p class="quiet">This needs the page's script.</p>
          </notice-switch>
        </section>
        {channels.map((channel) => (
          <ChannelCard channel={channel} now={context.now()} />
        ))}
        {channels.length === 0 && <Example />}
      </div>
    </Frame>,
  );
}

function answer(channels: readonly ChannelView[]): string {
  if (channels.length === 0) return 'Nobody is told when runs fail or end, except by these pages.';
  const bad = channels.filter(({ problem }) => problem !== null);
  if (bad.length === 0) return 'Messages reach everybody who is to be told.';
  return `Messages to ${bad.map(({ name }) => visible(name)).join(', ')} do not arrive.`;
}

const KIND_WORDS: Readonly<Record<NoticeKind, string>> = {
  first_failure: 'the first failure',
  end: 'the end',
};

const ChannelCard: FC<{ channel: ChannelView; now: number }> = ({ channel, now }) => (
  <section class="card">
    <h2>
      {visible(channel.name)} <span class="quiet">{channel.type}</span>
    </h2>
    <p>
      To {visible(channel.goesTo)}: {channel.kinds.map((kind) => KIND_WORDS[kind]).join(' and ')} of{' '}
      {channel.isForAll ? 'every run' : 'the runs for which it is chosen on their page'}.
    </p>
    {channel.problem !== null && (
      <p class="notice notice-bad">The newest message was not sent: {visible(channel.problem.message)}</p>
    )}
    {channel.notices.length === 0 ? (
      <p class="quiet">No message yet.</p>
    ) : (
      <NoticeTable notices={channel.notices} now={now} />
    )}
    <form method="post" action={paths.notificationTry(channel.name)}>
      <button type="submit" class="button">
        Send a trial
      </button>
    </form>
  </section>
);

const NoticeTable: FC<{ notices: readonly SavedNotice[]; now: number }> = ({ notices, now }) => (
  <div class="table-wrap scrolls" tabindex={0}>
    <table>
      <caption class="only-read">The newest messages, the newest first</caption>
      <thead>
        <tr>
          <th scope="col">Message</th>
          <th scope="col">Happened</th>
          <th scope="col">Sent</th>
        </tr>
      </thead>
      <tbody>
        {notices.map((saved) => (
          <tr>
            <td>
              <a href={paths.run(saved.notice.run)}>{visible(noticeTitle(saved.notice))}</a>
            </td>
            <td>
              <Ago at={saved.notice.at} now={now} />
            </td>
            <td>
              <Fate saved={saved} now={now} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const Fate: FC<{ saved: SavedNotice; now: number }> = ({ saved: { sentAt, dueAt, tries, problem }, now }) => {
  if (sentAt !== null) return <Ago at={sentAt} now={now} />;
  if (dueAt === null && tries === 0) return <span>not sent: {visible(problem?.message ?? '')}</span>;
  if (dueAt === null) return <span class="bad">given up after {tries} tries</span>;
  if (tries === 0) return <span>about to be sent</span>;
  return (
    <span>
      tried {tries === 1 ? 'once' : `${tries} times`}, again at <Clock at={dueAt} now={now} />
    </span>
  );
};

const Example: FC = () => (
  <section class="card">
    <h2>By mail, in a chat, to a program</h2>
    <p>Put a section like this into scripthut.yaml:</p>
    <pre class="code" tabindex={0}>
      {EXAMPLE}
    </pre>
  </section>
);

const EXAMPLE = `notifications:
  - name: me
    type: email            # or: slack, webhook
    to: you@example.org
    from: scripthut@example.org
    server: smtp.example.org
    user: you
    password_file: ~/.config/scripthut/mail-password`;
