import { type Context, Hono } from 'hono';
import type { FC } from 'hono/jsx';
import type { RunRow } from '../../store/store.ts';
import type { RunsFilter } from '../../wire/filters.ts';
import { paths } from '../../wire/paths.ts';
import { askerOf } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { TASKS_WAITED_FOR } from '../costs.ts';
import { Frame } from '../parts/frame.tsx';
import { RunFilterForm } from '../parts/run-filter-form.tsx';
import { RunTable } from '../parts/run-table.tsx';
import { ChosenMenu, Selection } from '../parts/selection.tsx';
import { documentText, fragmentText } from '../render.ts';
import { askedRuns } from '../run-filter.ts';
import { listedRun } from '../summaries.ts';
import { MOST_RUNS } from '../views.tsx';

/** `/runs`: what ran? */
export function runsRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/runs', (c) => runsPage(c, context));
  app.get('/runs/list', (c) => c.json({ runs: context.store.listRuns({ limit: 1000 }).map(listedRun) }));
  return app;
}

async function runsPage(c: Context, context: ServerContext): Promise<Response> {
  const { filter, query, isNarrowed } = askedRuns(c, MOST_RUNS);
  const sequence = context.store.lastSequence();
  const runs = context.store.listRuns(query);
  await context.orders.costs.addUp(runs, TASKS_WAITED_FOR);
  if (askerOf(c) === 'script') return c.html(runListText(c, context));
  const last = runs.length === query.limit ? runs.at(-1) : undefined;
  // The stream carries the newest runs of all; a filtered page stays as it was asked for.
  const stream = {
    href: paths.runsStream({ after: sequence }),
    events: isNarrowed ? ['backends-update'] : ['runs-update', 'backends-update'],
  };
  return c.html(
    documentText(
      <Frame c={c} context={context} title="Runs" current="Runs" stream={stream}>
        <h1>Runs</h1>
        <RunFilterForm filter={filter} />
        <Selection
          action={paths.runsDelete(filter)}
          noun="run"
          hint="Choose runs that have ended to delete or re-run them, or two to compare."
          actions={<Actions filter={filter} />}
        >
          <RunList context={context} runs={runs} isNarrowed={isNarrowed} />
        </Selection>
        {last !== undefined && (
          <p>
            <a href={paths.runs({ ...filter, before: last.info.id })}>Older runs</a>
          </p>
        )}
      </Frame>,
    ),
  );
}

/** The list that the address asks for, to take the place of the one that is shown. */
export function runListText(c: Context, context: ServerContext): string {
  const { query, isNarrowed } = askedRuns(c, MOST_RUNS);
  return fragmentText(
    <RunList context={context} runs={context.store.listRuns(query)} isNarrowed={isNarrowed} />,
  );
}

const RunList: FC<{ context: ServerContext; runs: readonly RunRow[]; isNarrowed: boolean }> = (props) => (
  <RunTable
    id="runs"
    selectable
    runs={props.runs}
    costs={props.context.orders.costs}
    now={props.context.now()}
    empty={
      props.isNarrowed
        ? 'No such runs.'
        : 'No runs yet. Start one under Workflows, or: scripthut workflow run my-tasks.json --backend NAME'
    }
  />
);

const Actions: FC<{ filter: RunsFilter }> = ({ filter }) => (
  <>
    <button type="submit" formmethod="get" formaction={paths.runsCompare()} class="button" data-exactly="2">
      Compare
    </button>
    <ChosenMenu id="rerun-chosen" verb="Re-run" what="the chosen runs" action={paths.runsRerun(filter)}>
      Each is started once more as a run of its own, with the same tasks and labels. These stay as they are.
    </ChosenMenu>
    <ChosenMenu
      id="delete-menu"
      verb="Delete"
      what="the chosen runs"
      action={paths.runsDelete(filter)}
      isGrave
    >
      They are removed from ScriptHut with their tasks, attempts and scripts. Logs and results on the backends
      stay.
    </ChosenMenu>
  </>
);
