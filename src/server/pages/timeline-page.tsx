import { type Context, Hono } from 'hono';
import { paths, type RunSelection, type TimelineChoice } from '../../wire/paths.ts';
import { askerOf, numberFromQuery } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { linksOf } from '../graph/task-links.ts';
import { runInPath } from '../lookup.ts';
import { RunFrame } from '../parts/run-frame.tsx';
import { SelectionLine } from '../parts/selection-line.tsx';
import { TimelineView } from '../parts/timeline-view.tsx';
import { documentText, fragmentText } from '../render.ts';
import { runSelection } from '../run-selection.ts';
import { runSpans } from '../timeline/run-spans.ts';
import { type Timeline, timelineOf } from '../timeline/timeline.ts';

/** `/runs/{id}/timeline`: where did the time go, and what kept the end waiting? */
export function timelineRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/runs/:run/timeline', async (c) => {
    const since = context.live.since();
    const run = runInPath(c, context);
    const selection = runSelection(c);
    const timeline = await readTimeline(context, c, selection);
    if (askerOf(c) === 'script') return c.html(fragmentText(<TimelineView timeline={timeline} />));
    const href = (chosen: RunSelection) => paths.runTimeline(run.info.id, chosen);
    return c.html(
      documentText(
        <RunFrame c={c} context={context} run={run} tab="Timeline" selection={selection} since={since}>
          <SelectionLine selection={selection} href={href} />
          <TimelineView timeline={timeline} />
        </RunFrame>,
      ),
    );
  });
  // What the Python program called it.
  app.get('/runs/:run/gantt', (c) => c.redirect(paths.runTimeline(runInPath(c, context).info.id), 302));
  return app;
}

async function readTimeline(context: ServerContext, c: Context, selection: RunSelection): Promise<Timeline> {
  const { store, pictures } = context;
  const picture = pictures.of(runInPath(c, context).info.id);
  const spans = await runSpans(store, picture);
  const links = await linksOf(store, picture.run, picture.groups);
  // Read behind what takes a while: as it stands now.
  const run = runInPath(c, context);
  picture.refresh();
  return timelineOf({ run, picture, selection, spans, links, choice: choiceInQuery(c), now: context.now() });
}

function choiceInQuery(c: Context): TimelineChoice {
  const open = c.req.queries('open');
  const from = numberFromQuery(c, 'from', 0, Number.MAX_SAFE_INTEGER);
  const to = numberFromQuery(c, 'to', 0, Number.MAX_SAFE_INTEGER);
  return {
    ...(open !== undefined && { open }),
    ...(from !== null && { from }),
    ...(to !== null && { to }),
  };
}
