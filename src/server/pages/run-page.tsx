import { type Context, Hono } from 'hono';
import type { RunRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import { askerOf, WEB } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { TASKS_WAITED_FOR } from '../costs.ts';
import { runIdInPath, runInPath } from '../lookup.ts';
import { Frame } from '../parts/frame.tsx';
import { runTitle } from '../parts/run-info.tsx';
import { runItemsPiece } from '../parts/task-list.tsx';
import { pieceChild } from '../pieces.ts';
import { Refusal } from '../problems.tsx';
import { documentText, fragmentText } from '../render.ts';
import { RunHead, taskList } from '../views.tsx';

/** `/runs/{id}`: how is it going, and why is it stuck? */
export function runRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/runs/:run', (c) => runPage(c, context));
  app.get('/runs/:run/info', (c) => c.html(runInfoText(context, runInPath(c, context))));
  app.post('/runs/:run/cancel', (c) => cancel(c, context));
  return app;
}

async function runPage(c: Context, context: ServerContext): Promise<Response> {
  const sequence = context.store.lastSequence();
  const run = runInPath(c, context);
  const id = run.info.id;
  await context.orders.costs.addUp([run], TASKS_WAITED_FOR);
  const stream = {
    href: paths.runEvents(id, { after: sequence }),
    events: ['info-update', 'items-update', 'backends-update'],
    rest: paths.runInfo(id),
  };
  return c.html(
    documentText(
      <Frame
        c={c}
        context={context}
        title={runTitle(run).replace(/ · ScriptHut$/, '')}
        current="Runs"
        stream={stream}
      >
        <RunHead context={context} run={run} />
        {pieceChild(runItemsPiece(taskList(context, run)))}
      </Frame>,
    ),
  );
}

/** The head of the run's page, to take the place of the one that is shown. */
export function runInfoText(context: ServerContext, run: RunRow): string {
  return fragmentText(<RunHead context={context} run={run} />);
}

/** `compat.md` 13.2: an unknown run is an error with status 200 for programs. */
async function cancel(c: Context, context: ServerContext): Promise<Response> {
  const id = runIdInPath(c);
  const done = await context.orders.cancelRun(id, WEB);
  const asker = askerOf(c);
  if (!done.ok) {
    if (asker === 'program' && done.problem.code === 'not-found') return c.json({ error: 'Run not found' });
    throw new Refusal(done.problem);
  }
  if (asker === 'script') return c.html(runInfoText(context, runInPath(c, context)));
  if (asker === 'browser') return c.redirect(paths.run(id), 303);
  return c.json({ status: 'cancelled', run_id: id });
}
