import { type Context, Hono } from 'hono';
import type { Child, FC } from 'hono/jsx';
import { runId } from '../../engine/ids.ts';
import type { RunStatus } from '../../engine/run.ts';
import type { RunQuery, RunRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import { askerOf } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { TASKS_WAITED_FOR } from '../costs.ts';
import { Frame } from '../parts/frame.tsx';
import { RunTable } from '../parts/run-table.tsx';
import { documentText, fragmentText } from '../render.ts';
import { listedRun } from '../summaries.ts';
import { MOST_RUNS } from '../views.tsx';

const STATUSES: readonly RunStatus[] = ['pending', 'running', 'completed', 'failed', 'cancelled'];

/** `/runs`: what ran? */
export function runsRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/runs', (c) => runsPage(c, context));
  app.get('/runs/list', (c) => c.json({ runs: context.store.listRuns({ limit: 1000 }).map(listedRun) }));
  return app;
}

async function runsPage(c: Context, context: ServerContext): Promise<Response> {
  const query = queryOf(c);
  const sequence = context.store.lastSequence();
  const runs = context.store.listRuns(query);
  await context.orders.costs.addUp(runs, TASKS_WAITED_FOR);
  const isFiltered = Object.keys(query).length > 1;
  if (askerOf(c) === 'script') return c.html(runListText(c, context));
  const last = runs.length === query.limit ? runs.at(-1) : undefined;
  // The stream carries the newest runs of all; a filtered page stays as it was asked for.
  const stream = {
    href: paths.runsStream({ after: sequence }),
    events: isFiltered ? ['backends-update'] : ['runs-update', 'backends-update'],
  };
  return c.html(
    documentText(
      <Frame c={c} context={context} title="Runs" current="Runs" stream={stream}>
        <h1>Runs</h1>
        <StatusFilter query={query} />
        <Selection action={paths.runsDelete(filterOf(query))}>
          <RunList context={context} runs={runs} isFiltered={isFiltered} />
        </Selection>
        {last !== undefined && (
          <p>
            <a href={paths.runs({ ...filterOf(query), before: last.info.id })}>Older runs</a>
          </p>
        )}
      </Frame>,
    ),
  );
}

/** The list that the address asks for, to take the place of the one that is shown. */
export function runListText(c: Context, context: ServerContext): string {
  const query = queryOf(c);
  const isFiltered = Object.keys(query).length > 1;
  return fragmentText(
    <RunList context={context} runs={context.store.listRuns(query)} isFiltered={isFiltered} />,
  );
}

const RunList: FC<{ context: ServerContext; runs: readonly RunRow[]; isFiltered: boolean }> = (props) => (
  <RunTable
    id="runs"
    selectable
    runs={props.runs}
    costs={props.context.orders.costs}
    now={props.context.now()}
    empty={
      props.isFiltered
        ? 'No such runs.'
        : 'No runs yet. Start one under Workflows, or: scripthut workflow run my-tasks.json --backend NAME'
    }
  />
);

/** Around a list in which runs can be chosen. The page's script counts them and shows the bar when there are any. */
const Selection: FC<{ action: string; children?: Child }> = ({ action, children }) => (
  <form method="post" action={action} data-live class="selection" id="selection">
    {children}
    <div class="selection-bar">
      <span class="selection-words" role="status">
        Choose runs that have ended to delete them.
      </span>
      <button type="button" class="link needs-script" data-choose="none">
        Choose none
      </button>
      <details class="menu menu-up" id="delete-menu">
        <summary class="button danger">Delete…</summary>
        <div class="choices">
          <p>
            They are removed from ScriptHut with their tasks, attempts and scripts. Logs and results on the
            backends stay.
          </p>
          <button type="submit" class="button danger" data-counted="Delete">
            Delete the chosen runs
          </button>
        </div>
      </details>
    </div>
  </form>
);

const StatusFilter = ({ query }: { query: RunQuery }) => (
  <nav class="filters" aria-label="Filter by state">
    <a class="toggle" href={paths.runs()} aria-current={query.status === undefined ? 'true' : undefined}>
      all
    </a>
    {STATUSES.map((status) => (
      <a
        class="toggle"
        href={paths.runs({ ...filterOf({ ...query, status }) })}
        aria-current={query.status === status ? 'true' : undefined}
      >
        {status}
      </a>
    ))}
  </nav>
);

function queryOf(c: Context): RunQuery {
  const { before, workflow } = c.req.query();
  const status = STATUSES.find((known) => known === c.req.query('status'));
  return {
    limit: MOST_RUNS,
    ...(before !== undefined && { before: runId(before) }),
    ...(workflow !== undefined && { workflow }),
    ...(status !== undefined && { status }),
  };
}

function filterOf({ workflow, status }: RunQuery): { readonly workflow?: string; readonly status?: string } {
  return { ...(workflow !== undefined && { workflow }), ...(status !== undefined && { status }) };
}
