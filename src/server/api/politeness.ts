import { Hono } from 'hono';
import type { Politeness, Tally } from '../../conductor/orders.ts';
import { paths } from '../../wire/paths.ts';
import type { AskedCounts, PolitenessAnswer } from '../../wire/politeness.ts';
import type { ServerContext } from '../context.ts';
import { backendInPath } from '../lookup.ts';
import { serverMetrics } from '../metrics.ts';
import { Refusal } from '../problems.tsx';
import { METRICS_TYPE, metricsText } from '../prometheus.ts';
import { isoTime } from '../times.ts';

/** How much the backends are asked: one of them as JSON, all of them for a Prometheus. */
export function apiPolitenessRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/api/v1/backends/:backend/politeness', (c) => {
    const backend = backendInPath(c, context);
    const politeness = context.orders.politeness(backend);
    if (!politeness.ok) throw new Refusal(politeness.problem);
    return c.json(politenessAnswer(backend, politeness.value));
  });
  app.get(paths.metrics(), (c) => {
    const text = metricsText(serverMetrics(context.orders, context.store, context.version));
    return c.body(text, 200, { 'Content-Type': METRICS_TYPE });
  });
  return app;
}

function politenessAnswer(backend: string, politeness: Politeness): PolitenessAnswer {
  return {
    backend,
    since: isoTime(politeness.since),
    last_hour: askedCounts(politeness.lastHour),
    total: askedCounts(politeness.total),
    hours: politeness.hours
      .toReversed()
      .map((hour) => ({ hour: isoTime(hour.startsAt), ...askedCounts(hour) })),
  };
}

function askedCounts(tally: Tally): AskedCounts {
  return {
    scheduler_calls: tally.calls,
    ssh_logins: tally.logins,
    sessions: tally.sessions,
    commands: tally.commands,
    bytes_sent: tally.bytesSent,
    bytes_received: tally.bytesReceived,
  };
}
