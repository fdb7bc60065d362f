import { Hono } from 'hono';
import { z } from 'zod';
import type { ChannelView } from '../../conductor/notifications.ts';
import { noticeTitle } from '../../engine/notice.ts';
import type {
  ChannelSummary,
  NotificationsAnswer,
  NotificationTried,
  RunNotifications,
} from '../../wire/notifications.ts';
import type { ServerContext } from '../context.ts';
import { nameInPath, runInPath } from '../lookup.ts';
import { Refusal } from '../problems.tsx';
import { isoTime, isoTimeOrNull } from '../times.ts';
import { limitedBody, readBody } from './body.ts';

const OrderShape = z.strictObject({ channel: z.string(), wanted: z.boolean() });

/** Who is told about runs, for programs. */
export function apiNotificationRoutes(context: ServerContext): Hono {
  const { orders } = context;
  const app = new Hono();
  app.get('/api/v1/notifications', (c) =>
    c.json({ channels: orders.notifications.channels().map(channelSummary) } satisfies NotificationsAnswer),
  );
  app.post('/api/v1/notifications/:channel/try', async (c) => {
    const channel = nameInPath(c, 'channel');
    const sent = await orders.notifications.tryOut(channel);
    if (!sent.ok) throw new Refusal(sent.problem);
    return c.json({ channel, sent: true } satisfies NotificationTried);
  });
  app.get('/api/v1/runs/:run/notifications', (c) => c.json(ofRun(context, runInPath(c, context).info.id)));
  app.post('/api/v1/runs/:run/notifications', limitedBody, async (c) => {
    const run = runInPath(c, context).info.id;
    const { channel, wanted } = await readBody(c, OrderShape);
    const done = orders.notifications.setForRun(run, channel, wanted);
    if (!done.ok) throw new Refusal(done.problem);
    return c.json(ofRun(context, run));
  });
  return app;
}

function ofRun(
  { orders }: ServerContext,
  run: Parameters<typeof orders.notifications.ofRun>[0],
): RunNotifications {
  const channels = orders.notifications
    .ofRun(run)
    .map(({ name, isWanted, isForAll }) => ({ name, wanted: isWanted, for_all: isForAll }));
  return { run_id: run, channels };
}

function channelSummary(channel: ChannelView): ChannelSummary {
  return {
    name: channel.name,
    type: channel.type,
    goes_to: channel.goesTo,
    events: channel.kinds,
    runs: channel.isForAll ? 'all' : 'chosen',
    problem: channel.problem?.message ?? null,
    messages: channel.notices.map(({ notice, sentAt, tries, dueAt }) => ({
      run_id: notice.run,
      event: notice.kind,
      title: noticeTitle(notice),
      at: isoTime(notice.at),
      sent_at: isoTimeOrNull(sentAt),
      tries,
      next_try_at: isoTimeOrNull(dueAt),
    })),
  };
}
