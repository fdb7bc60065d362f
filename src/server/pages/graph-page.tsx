import { type Context, Hono } from 'hono';
import { type GraphChoice, paths, type RunSelection } from '../../wire/paths.ts';
import { askerOf } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { draw, kinOf } from '../graph/drawing.ts';
import { rangeText, readRanges } from '../graph/ranges.ts';
import { everyBox, pinsOf, type Shown, shownOf } from '../graph/shown.ts';
import { linksOf } from '../graph/task-links.ts';
import { runInPath } from '../lookup.ts';
import { Graph, type GraphProps } from '../parts/graph-view.tsx';
import { RunFrame } from '../parts/run-frame.tsx';
import { SelectionLine } from '../parts/selection-line.tsx';
import { documentText, fragmentText } from '../render.ts';
import { chooserOf, runSelection } from '../run-selection.ts';

/** `/runs/{id}/graph`: what needs what, and how far has it come? */
export function graphRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/runs/:run/graph', async (c) => {
    const since = context.live.since();
    const run = runInPath(c, context);
    const selection = runSelection(c);
    const graph = await graphOf(context, c, selection);
    if (askerOf(c) === 'script') return c.html(fragmentText(<Graph {...graph} />));
    const href = (chosen: RunSelection) => paths.runGraph(run.info.id, chosen);
    return c.html(
      documentText(
        <RunFrame c={c} context={context} run={run} tab="Graph" selection={selection} since={since}>
          <SelectionLine selection={selection} href={href} />
          <Graph {...graph} />
        </RunFrame>,
      ),
    );
  });
  return app;
}

async function graphOf(context: ServerContext, c: Context, selection: RunSelection): Promise<GraphProps> {
  const run = runInPath(c, context);
  const picture = context.pictures.of(run.info.id);
  const { groups } = picture;
  const links = await linksOf(context.store, run.info.id, groups);
  const wanted = choiceInQuery(c);
  const root = selection.group === undefined ? groups.all : groups.find(selection.group);
  const pinned = wanted.pin === undefined ? null : readRanges(wanted.pin, links.size);
  const shown = shownOf({ groups, root, open: wanted.open ?? null, pinned });
  const pins = pinsOf(shown);
  const choice = {
    open: openedIn(shown),
    ...(wanted.from !== undefined && { from: wanted.from }),
    ...(pins.length > 0 && { pin: rangeText(pins) }),
  };
  const kin = wanted.from === undefined ? null : kinOf(shown, wanted.from, links);
  const isChosen = chooserOf(groups, selection);
  return { run, picture, shown, drawing: draw(shown, links), kin, selection, choice, isChosen };
}

function openedIn(shown: readonly Shown[]): readonly string[] {
  return everyBox(shown).flatMap((box) =>
    box.is === 'group' && box.inside !== null ? [box.group.prefix] : [],
  );
}

function choiceInQuery(c: Context): GraphChoice {
  const open = c.req.queries('open');
  const { from, pin } = c.req.query();
  return {
    ...(open !== undefined && { open }),
    ...(from !== undefined && { from }),
    ...(pin !== undefined && { pin }),
  };
}
