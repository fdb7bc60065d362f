import { Hono } from 'hono';
import { apiCapacityRoutes } from './api/capacity.ts';
import { eventRoutes } from './api/events.ts';
import { healthRoutes } from './api/health.ts';
import { apiNotificationRoutes } from './api/notifications.ts';
import { orphanRoutes } from './api/orphans.ts';
import { apiPolitenessRoutes } from './api/politeness.ts';
import { apiResourceRoutes } from './api/resources.ts';
import { apiRunChangeRoutes } from './api/run-changes.ts';
import { apiRunRoutes } from './api/runs.ts';
import { apiSourceRoutes } from './api/sources.ts';
import { taskDetailRoutes } from './api/task-details.ts';
import { taskLogRoutes } from './api/task-logs.ts';
import { assetRoutes, buildName } from './assets.ts';
import type { ServerContext, ServerOptions } from './context.ts';
import { hostGuard, originGuard, securityHeaders } from './guards.ts';
import { LiveHub } from './live.ts';
import { answerOtherMethod, endUnread } from './methods.ts';
import { backendPageRoutes } from './pages/backend-page.tsx';
import { backendRoutes } from './pages/backends-page.tsx';
import { compareRoutes } from './pages/compare-page.tsx';
import { environmentRoutes } from './pages/environment-page.tsx';
import { errorRoutes } from './pages/errors-page.tsx';
import { findRoutes } from './pages/find.tsx';
import { graphRoutes } from './pages/graph-page.tsx';
import { historyRoutes } from './pages/history-page.tsx';
import { jobRoutes } from './pages/jobs-page.tsx';
import { looksRoutes } from './pages/looks.ts';
import { notificationRoutes } from './pages/notifications-page.tsx';
import { orphanPageRoutes } from './pages/orphans-ended.tsx';
import { overviewRoutes } from './pages/overview-page.tsx';
import { politenessRoutes } from './pages/politeness-page.tsx';
import { resourcesRoutes } from './pages/resources-page.tsx';
import { runChangeRoutes } from './pages/run-changes.tsx';
import { runItemsRoutes } from './pages/run-items.tsx';
import { runRoutes } from './pages/run-page.tsx';
import { runsRoutes } from './pages/runs-page.tsx';
import { settingsRoutes } from './pages/settings-page.tsx';
import { sourceRoutes } from './pages/sources-page.tsx';
import { streamRoutes } from './pages/streams.ts';
import { summaryRoutes } from './pages/summary-page.tsx';
import { taskRoutes } from './pages/task-page.tsx';
import { taskTextRoutes } from './pages/task-texts.tsx';
import { timelineRoutes } from './pages/timeline-page.tsx';
import { workflowRoutes } from './pages/workflows-page.tsx';
import { answerError } from './problems.tsx';
import { RunPictures } from './run-picture.ts';

/** The pages and the API. Ask it in the same process with `app.request`, or serve it with `serve.ts`. */
export interface WebApp {
  readonly app: Hono;
  /** Ends all streams; for good. */
  close(): void;
}

/** All pages and answers, each file its own. */
const ROUTES: readonly ((context: ServerContext) => Hono)[] = [
  overviewRoutes,
  findRoutes,
  looksRoutes,
  jobRoutes,
  // Before the runs' own pages, because `/runs/list` and `/runs/stream` would be taken for runs.
  streamRoutes,
  runsRoutes,
  compareRoutes,
  runChangeRoutes,
  runRoutes,
  graphRoutes,
  timelineRoutes,
  resourcesRoutes,
  errorRoutes,
  summaryRoutes,
  historyRoutes,
  runItemsRoutes,
  taskRoutes,
  taskTextRoutes,
  environmentRoutes,
  taskDetailRoutes,
  taskLogRoutes,
  workflowRoutes,
  sourceRoutes,
  backendRoutes,
  backendPageRoutes,
  settingsRoutes,
  politenessRoutes,
  notificationRoutes,
  healthRoutes,
  apiPolitenessRoutes,
  apiCapacityRoutes,
  apiNotificationRoutes,
  apiRunRoutes,
  apiSourceRoutes,
  apiRunChangeRoutes,
  apiResourceRoutes,
  orphanRoutes,
  orphanPageRoutes,
  eventRoutes,
];

const HEARTBEAT_MS = 30_000;

export function createApp(options: ServerOptions): WebApp {
  const { context, close } = contextOf(options);
  const app = new Hono();
  app.use(endUnread);
  app.use(securityHeaders);
  app.use(hostGuard(context.allowedHosts));
  app.use(originGuard);
  app.route('/', assetRoutes(context.assets, context.build));
  for (const routes of ROUTES) app.route('/', routes(context));
  app.notFound((c) => answerOtherMethod(c, app));
  app.onError((error, c) => answerError(c, context, error));
  return { app, close };
}

function contextOf(options: ServerOptions): { readonly context: ServerContext; readonly close: () => void } {
  const report = options.report ?? ((error: unknown) => console.error(error));
  const heartbeatMs = options.heartbeatMs ?? HEARTBEAT_MS;
  const live = new LiveHub({ orders: options.orders, store: options.store, heartbeatMs, report });
  const pictures = new RunPictures(options.store);
  const sweep = setInterval(() => pictures.dropUnused(), heartbeatMs);
  sweep.unref();
  const closing = new AbortController();
  const now = options.now ?? Date.now;
  const context = {
    ...options,
    report,
    heartbeatMs,
    now,
    startedAt: now(),
    live,
    pictures,
    build: buildName(options.version, options.assets),
    closing: closing.signal,
  };
  const close = () => {
    clearInterval(sweep);
    closing.abort();
    live.close();
  };
  return { context, close };
}
