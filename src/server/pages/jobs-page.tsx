import { type Context, Hono } from 'hono';
import { type BackendName, backendName } from '../../engine/ids.ts';
import { problem } from '../../engine/problem.ts';
import { paths } from '../../wire/paths.ts';
import { askerOf, backTo } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { formOf } from '../form.ts';
import { askedFilter, filterStatus, MOST_JOBS, tableProps } from '../job-filter.ts';
import { nameInPath } from '../lookup.ts';
import { Frame } from '../parts/frame.tsx';
import { JobForms } from '../parts/job-filters.tsx';
import { JobTable } from '../parts/job-table.tsx';
import { readPreferences, rememberColumns, rememberFilter, rememberLiveView } from '../preferences.ts';
import { notFound, Refusal } from '../problems.tsx';
import { documentText, fragmentText } from '../render.ts';
import { cancelChosen } from './jobs-cancel.tsx';

/** `/jobs` and what can be done there (`compat.md` 13.1). */
export function jobRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/jobs', (c) => (askerOf(c) === 'browser' ? jobsPage(c, context) : jobTable(c, context)));
  app.get('/filter/status', (c) => c.json(filterStatus(context, readPreferences(c))));
  app.post('/filter/toggle', async (c) => {
    const preferences = readPreferences(c);
    const changed = { ...preferences, filterUser: !preferences.filterUser };
    rememberFilter(c, changed.filterUser);
    await context.orders.pollNow();
    return jobTable(c, context, changed);
  });
  app.post('/live-view/toggle', (c) => {
    const preferences = readPreferences(c);
    const changed = { ...preferences, liveView: !preferences.liveView };
    rememberLiveView(c, changed.liveView);
    return jobTable(c, context, changed);
  });
  app.post('/jobs/columns', async (c) => {
    const shown = (await formOf(c)).getAll('columns').filter((name) => typeof name === 'string');
    const hiddenColumns = rememberColumns(c, shown);
    return jobTable(c, context, { ...readPreferences(c), hiddenColumns });
  });
  app.post('/jobs/clear-stale', (c) => {
    context.store.clearEndedOtherJobs();
    return jobTable(c, context);
  });
  app.post('/jobs/cancel', (c) => cancelChosen(c, context, () => jobTable(c, context)));
  app.post('/jobs/:job/cancel', async (c) => {
    const job = nameInPath(c, 'job');
    const done = await context.orders.cancelJobs(backendOfJob(c, context, job), [job]);
    if (!done.ok) throw new Refusal(done.problem);
    return jobTable(c, context);
  });
  app.delete('/jobs/:job', (c) => {
    const job = nameInPath(c, 'job');
    const backends = namedBackends(c, context);
    const isGone = backends.some((backend) => context.store.deleteOtherJob(backend, job));
    if (!isGone) throw notFound(`No job of others is kept under ${job}.`);
    return jobTable(c, context);
  });
  return app;
}

function jobsPage(c: Context, context: ServerContext): Response | Promise<Response> {
  const filter = askedFilter(c);
  const stream = {
    href: paths.jobsStream({ ...filter, ...context.live.since() }),
    events: ['jobs-update', 'backends-update'],
  };
  const props = tableProps(context, { preferences: readPreferences(c), filter, limit: MOST_JOBS });
  return c.html(
    documentText(
      <Frame c={c} context={context} title="Jobs" current="Jobs" stream={stream}>
        <h1>Jobs</h1>
        <JobTable {...props} />
        <JobForms filter={filter} />
      </Frame>,
    ),
  );
}

/** The table alone; a browser without script is sent back to where it came from. */
function jobTable(
  c: Context,
  context: ServerContext,
  preferences = readPreferences(c),
): Response | Promise<Response> {
  if (askerOf(c) === 'browser' && c.req.method !== 'GET') return backTo(c, paths.jobs());
  const asked = { preferences, filter: askedFilter(c), limit: MOST_JOBS };
  return c.html(fragmentText(<JobTable {...tableProps(context, asked)} />));
}

/** The backend that the address names; all when it names none. */
function namedBackends(c: Context, context: ServerContext): readonly BackendName[] {
  const name = c.req.query('backend');
  return name === undefined ? context.orders.backends().map((backend) => backend.name) : [backendName(name)];
}

/** Job numbers are only unique on their backend; without a name, the job must be in exactly one queue. */
function backendOfJob(c: Context, context: ServerContext, job: string): BackendName {
  if (c.req.query('backend') !== undefined) {
    const known = context.orders.backends().find(({ name }) => name === c.req.query('backend'));
    if (known === undefined) throw notFound(`There is no backend ${c.req.query('backend')}.`);
    return known.name;
  }
  const holding = namedBackends(c, context).filter((backend) =>
    context.orders.queue(backend).some((queued) => queued.job === job),
  );
  const [only] = holding;
  if (only === undefined) throw notFound(`No backend has a job ${job} in its queue.`);
  if (holding.length > 1) {
    throw new Refusal(
      problem('conflict', `Job ${job} is in the queues of ${holding.join(', ')}.`, {
        hint: 'Name one: ?backend=…',
      }),
    );
  }
  return only;
}
