import { Hono } from 'hono';
import type { BackendView } from '../../conductor/orders.ts';
import type { ApiHealth, BackendsAnswer, Health, ListedBackend, Ping } from '../../wire/backends.ts';
import { paths } from '../../wire/paths.ts';
import { askerOf, backTo } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { backendNamed } from '../lookup.ts';
import { seedSources } from '../source-answers.ts';
import { isoTime, isoTimeOrNull } from '../times.ts';

/** How the server and its backends are (`compat.md` 13.2, 13.7). */
export function healthRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/ping', (c) =>
    c.json({
      status: 'pong',
      pid: process.pid,
      version: context.version,
      started_at: isoTime(context.startedAt),
    } satisfies Ping),
  );
  app.get('/health', (c) => c.json(health(context)));
  app.post('/poll', (c) => {
    const wanted = c.req.query('backend');
    const backend = wanted === undefined ? undefined : backendNamed(context, wanted);
    // Nobody waits for the backends: what they say arrives on the streams.
    context.orders.pollNow(backend).catch(context.report);
    const asker = askerOf(c);
    if (asker === 'script') return c.html('');
    return asker === 'browser' ? backTo(c, paths.backends()) : c.json({ status: 'polling' });
  });
  app.get('/api/v1/health', (c) => c.json(apiHealth(context)));
  app.get('/api/v1/backends', (c) =>
    c.json({ backends: context.orders.backends().map(listedBackend) } satisfies BackendsAnswer),
  );
  return app;
}

function health(context: ServerContext): Health {
  const backends = context.orders.backends();
  const entries = backends.map((backend) => {
    const { connected, host, job_count, last_poll, error } = listedBackend(backend);
    return [backend.name, { connected, host, job_count, last_poll, error }] as const;
  });
  return {
    status: backends.some(isConnected) ? 'ok' : 'degraded',
    backends: Object.fromEntries(entries),
    sources: healthOfSources(context),
    total_jobs: backends.reduce((sum, backend) => sum + backend.jobCount, 0),
  };
}

function healthOfSources({ orders }: ServerContext): Health['sources'] {
  const entries = Object.entries(seedSources(orders.sources()));
  return Object.fromEntries(entries.map(([name, { path: _, ...source }]) => [name, source]));
}

function apiHealth({ orders, configuration }: ServerContext): ApiHealth {
  return {
    status: 'ok',
    config_loaded: configuration.faults.length === 0,
    config_error: configuration.faults[0]?.message ?? null,
    starting: false,
    backends: orders.backends().map((backend) => ({
      name: backend.name,
      type: backend.type,
      connected: isConnected(backend),
    })),
  };
}

function listedBackend(backend: BackendView): ListedBackend {
  return {
    name: backend.name,
    type: backend.type,
    connected: isConnected(backend),
    max_concurrent: backend.maxConcurrent,
    host: backend.host,
    active: backend.active,
    job_count: backend.jobCount,
    last_poll: isoTimeOrNull(backend.lastPollAt),
    error: backend.problem?.message ?? null,
    stale: backend.stale,
  };
}

function isConnected(backend: BackendView): boolean {
  return backend.connection.is === 'connected';
}
