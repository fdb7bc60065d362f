import { type Context, Hono } from 'hono';
import type { FC } from 'hono/jsx';
import type { RunsPage } from '../../wire/filters.ts';
import { paths } from '../../wire/paths.ts';
import { askerOf } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { TASKS_WAITED_FOR } from '../costs.ts';
import { Frame } from '../parts/frame.tsx';
import { RunFilterForm } from '../parts/run-filter-form.tsx';
import { runListPieces } from '../parts/run-list.tsx';
import { ChosenMenu, Selection } from '../parts/selection.tsx';
import { pieceChild, pieceText } from '../pieces.ts';
import { documentText } from '../render.ts';
import { askedRuns } from '../run-filter.ts';
import { listedRun } from '../summaries.ts';

/** `/runs`: what ran? */
export function runsRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/runs', (c) => runsPage(c, context));
  app.get('/runs/list', (c) => c.json({ runs: context.store.listRuns({ limit: 1000 }).map(listedRun) }));
  return app;
}

async function runsPage(c: Context, context: ServerContext): Promise<Response> {
  const asked = askedRuns(c.req.query());
  const { filter, page, query } = asked;
  const since = context.live.since();
  const runs = context.store.listRuns(query);
  await context.orders.costs.addUp(runs, TASKS_WAITED_FOR);
  if (askerOf(c) === 'script') return c.html(runListText(c, context));
  const stream = {
    href: paths.runsStream({ ...page, ...since }),
    events: ['runs-update', 'backends-update'],
  };
  const [list, older] = runListPieces(context, asked, runs);
  return c.html(
    documentText(
      <Frame c={c} context={context} title="Runs" current="Runs" stream={stream}>
        <h1>Runs</h1>
        <RunFilterForm filter={filter} />
        <Selection
          action={paths.runsDelete(page)}
          noun="run"
          hint="Choose runs that have ended to delete or re-run them, or two to compare."
          actions={<Actions page={page} />}
        >
          {pieceChild(list)}
        </Selection>
        {pieceChild(older)}
      </Frame>,
    ),
  );
}

/** The list that the address asks for, to take the place of the one that is shown. */
export function runListText(c: Context, context: ServerContext): string {
  const asked = askedRuns(c.req.query());
  return runListPieces(context, asked, context.store.listRuns(asked.query)).map(pieceText).join('');
}

const Actions: FC<{ page: RunsPage }> = ({ page }) => (
  <>
    <button type="submit" formmethod="get" formaction={paths.runsCompare()} class="button" data-exactly="2">
      Compare
    </button>
    <ChosenMenu id="rerun-chosen" verb="Re-run" what="the chosen runs" action={paths.runsRerun(page)}>
      Each is started once more as a run of its own, with the same tasks and labels. These stay as they are.
    </ChosenMenu>
    <ChosenMenu id="delete-menu" verb="Delete" what="the chosen runs" action={paths.runsDelete(page)} isGrave>
      They are removed from ScriptHut with their tasks, attempts and scripts. Logs and results on the backends
      stay.
    </ChosenMenu>
  </>
);
