import { type Context, Hono } from 'hono';
import { paths } from '../../wire/paths.ts';
import { askerOf, orderedBy } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { TASKS_WAITED_FOR } from '../costs.ts';
import { listChoice } from '../list-choice.ts';
import { runIdInPath, runInPath } from '../lookup.ts';
import { RunFrame } from '../parts/run-frame.tsx';
import { RunItems } from '../parts/task-list.tsx';
import { Refusal } from '../problems.tsx';
import { documentText } from '../render.ts';
import { runHeadText } from '../run-head.tsx';
import { runSelection } from '../run-selection.ts';
import { taskList } from '../views.tsx';

/** `/runs/{id}`: how is it going, and why is it stuck? */
export function runRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/runs/:run', (c) => runPage(c, context));
  app.get('/runs/:run/info', (c) => c.html(runHeadText(context, runInPath(c, context))));
  app.post('/runs/:run/cancel', (c) => cancel(c, context));
  return app;
}

async function runPage(c: Context, context: ServerContext): Promise<Response> {
  const since = context.live.since();
  const run = runInPath(c, context);
  const selection = runSelection(c);
  await context.orders.costs.addUp([run], TASKS_WAITED_FOR);
  return c.html(
    documentText(
      <RunFrame c={c} context={context} run={run} tab="Tasks" selection={selection} since={since}>
        <RunItems list={taskList(context, run)} choice={listChoice(c)} />
      </RunFrame>,
    ),
  );
}

/** `compat.md` 13.2: an unknown run is an error with status 200 for programs. */
async function cancel(c: Context, context: ServerContext): Promise<Response> {
  const id = runIdInPath(c);
  const done = await context.orders.cancelRun(id, orderedBy(c));
  const asker = askerOf(c);
  if (!done.ok) {
    if (asker === 'program' && done.problem.code === 'not-found') return c.json({ error: 'Run not found' });
    throw new Refusal(done.problem);
  }
  if (asker === 'script') return c.html(runHeadText(context, runInPath(c, context)));
  if (asker === 'browser') return c.redirect(paths.run(id), 303);
  return c.json({ status: 'cancelled', run_id: id });
}
