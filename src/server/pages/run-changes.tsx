import { type Context, Hono } from 'hono';
import { runId, taskId } from '../../engine/ids.ts';
import { problem } from '../../engine/problem.ts';
import { paths } from '../../wire/paths.ts';
import { askerOf, WEB } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { runIdInPath } from '../lookup.ts';
import { Refusal } from '../problems.tsx';
import { carryOut, deleteRuns, rerunWish, rowOf } from '../run-changes.ts';
import { runHeadText } from '../run-head.tsx';
import { workflowStarted } from '../start-run.ts';
import { countWords } from '../words.ts';
import { runListText } from './runs-page.tsx';

/** What the pages order of runs that have ended: once more, or away with them (`compat.md` 10.4, 13.2, 13.6). */
export function runChangeRoutes(context: ServerContext): Hono {
  const app = new Hono();
  // Before the runs' own addresses: `delete` is no run.
  app.post('/runs/delete', (c) => deleteChosen(c, context));
  app.post('/runs/:run/rerun', (c) => rerun(c, context));
  app.delete('/runs/:run', (c) => {
    const done = context.orders.deleteRun(runIdInPath(c), WEB);
    if (!done.ok) throw new Refusal(done.problem, 404);
    return c.body(null, 200);
  });
  return app;
}

/** Every failure is 422 for programs (`compat.md` 13.2). People are led to the run, or to the task that they came from. */
async function rerun(c: Context, context: ServerContext): Promise<Response> {
  const asker = askerOf(c);
  const from = c.req.query('from');
  const done = await carryOut(context, runIdInPath(c), rerunWish(c.req.query(), 'new'), WEB);
  if (!done.ok) throw asker === 'program' ? new Refusal(done.problem, 422) : new Refusal(done.problem);
  const run = rowOf(context, done.value.run);
  const id = run.info.id;
  if (asker === 'script') return c.html(runHeadText(context, run));
  if (asker === 'browser')
    return c.redirect(from === undefined ? paths.run(id) : paths.task(id, taskId(from)), 303);
  return c.json(workflowStarted(run));
}

/** Form field `run_ids`, repeated. The page's script gets the list as it is then. */
async function deleteChosen(c: Context, context: ServerContext): Promise<Response> {
  const form = await c.req.formData();
  const ids = form.getAll('run_ids').filter((id) => typeof id === 'string');
  const done = deleteRuns(context, ids.map(runId), WEB);
  const asker = askerOf(c);
  if (asker === 'program') return c.json(done);
  const [first] = done.failed;
  if (first !== undefined) {
    const count = `${countWords(done.deleted.length, 'run')} of ${ids.length} deleted`;
    throw new Refusal(problem('conflict', `${first.detail}; ${count}.`, hintOf(first)));
  }
  return asker === 'script' ? c.html(runListText(c, context)) : c.redirect(paths.runs(), 303);
}

function hintOf({ hint }: { readonly hint?: string }): { readonly hint?: string } {
  return hint === undefined ? {} : { hint };
}
