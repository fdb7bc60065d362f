import { type Context, Hono } from 'hono';
import { runId, taskId } from '../../engine/ids.ts';
import { labelsFromText } from '../../engine/labels.ts';
import { problem } from '../../engine/problem.ts';
import { paths } from '../../wire/paths.ts';
import type { RunLabels, RunsDeleted } from '../../wire/runs.ts';
import { askerOf, backTo, orderedBy } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { formOf } from '../form.ts';
import { runIdInPath } from '../lookup.ts';
import { Refusal } from '../problems.tsx';
import { carryOut, deleteRuns, repeatRuns, rerunWish, rowOf } from '../run-changes.ts';
import { askedRuns } from '../run-filter.ts';
import { runHeadText } from '../run-head.tsx';
import { workflowStarted } from '../start-run.ts';
import { countWords } from '../words.ts';
import { confirmPage } from './confirm-page.tsx';
import { runListText } from './runs-page.tsx';

/** What the pages order of runs that have ended: once more, or away with them (`compat.md` 10.4, 13.2, 13.6). */
export function runChangeRoutes(context: ServerContext): Hono {
  const app = new Hono();
  // Before the runs' own addresses: `delete` and `rerun` are no runs.
  app.post('/runs/delete', (c) => deleteChosen(c, context));
  app.post('/runs/rerun', (c) => repeatChosen(c, context));
  app.post('/runs/:run/labels', (c) => relabel(c, context));
  app.post('/runs/:run/rerun', (c) => rerun(c, context));
  app.delete('/runs/:run', (c) => {
    const done = context.orders.deleteRun(runIdInPath(c), orderedBy(c));
    if (!done.ok) throw new Refusal(done.problem, 404);
    return c.body(null, 200);
  });
  return app;
}

/** Every failure is 422 for programs (`compat.md` 13.2). People are led to the run, or to the task that they came from. */
async function rerun(c: Context, context: ServerContext): Promise<Response> {
  const asker = askerOf(c);
  const from = c.req.query('from');
  const done = await carryOut(context, runIdInPath(c), rerunWish(c.req.query(), 'new'), orderedBy(c));
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
  const chosen = await chosenRuns(c);
  if (askerOf(c) === 'browser' && !chosen.isConfirmed) {
    return confirmPage({ ...asked(c, context, chosen.ids), ...DELETE, action: `Delete ${runs(chosen.ids)}` });
  }
  const done = deleteRuns(context, chosen.ids, orderedBy(c));
  return askerOf(c) === 'program'
    ? c.json(done)
    : listAgain(
        c,
        context,
        done.failed,
        `${countWords(done.deleted.length, 'run')} of ${chosen.ids.length} deleted`,
      );
}

const DELETE = {
  sentence:
    'They are removed from ScriptHut with their tasks, attempts and scripts. Logs and results on the backends stay.',
  isGrave: true,
};

/** The same for doing them once more, each as a run of its own. */
async function repeatChosen(c: Context, context: ServerContext): Promise<Response> {
  const chosen = await chosenRuns(c);
  if (askerOf(c) === 'browser' && !chosen.isConfirmed) {
    return confirmPage({ ...asked(c, context, chosen.ids), ...REPEAT, action: `Re-run ${runs(chosen.ids)}` });
  }
  const done = await repeatRuns(context, chosen.ids, orderedBy(c));
  return askerOf(c) === 'program'
    ? c.json(done)
    : listAgain(
        c,
        context,
        done.failed,
        `${countWords(done.started.length, 'run')} of ${chosen.ids.length} started`,
      );
}

const REPEAT = {
  sentence:
    'Each is started once more as a run of its own, with the same tasks and labels. These stay as they are.',
  isGrave: false,
};

function runs(ids: readonly string[]): string {
  return countWords(ids.length, 'run');
}

async function chosenRuns(c: Context) {
  const form = await formOf(c);
  const ids = form.getAll('run_ids').filter((id) => typeof id === 'string');
  return { ids, isConfirmed: form.get('confirmed') === 'yes' };
}

/** What is asked about the chosen runs. */
function asked(c: Context, context: ServerContext, ids: readonly string[]) {
  if (ids.length === 0) {
    throw new Refusal(problem('bad-request', 'No run was chosen.', { hint: 'Tick some in the list first.' }));
  }
  const chosen = ids.map((id) => {
    const info = context.store.readRun(runId(id))?.info;
    return info === undefined ? id : `${info.title ?? info.workflow} ${id}`;
  });
  const fields = ids.map((id) => ['run_ids', id] as const);
  return {
    c,
    context,
    current: 'Runs' as const,
    chosen,
    fields,
    back: paths.runs(askedRuns(c.req.query()).page),
  };
}

/** The list as it is then, or what went wrong with the first of those that could not be done. */
function listAgain(
  c: Context,
  context: ServerContext,
  [first]: RunsDeleted['failed'],
  count: string,
): Response | Promise<Response> {
  if (first !== undefined)
    throw new Refusal(problem('conflict', `${first.detail}; ${count}.`, hintOf(first)));
  return askerOf(c) === 'script'
    ? c.html(runListText(c, context))
    : c.redirect(paths.runs(askedRuns(c.req.query()).page), 303);
}

/** Form field `labels`: all that the run is to have, with commas between them. */
async function relabel(c: Context, context: ServerContext): Promise<Response> {
  const run = runIdInPath(c);
  const text = c.req.query('labels') ?? String((await formOf(c)).get('labels') ?? '');
  const done = context.orders.labelRun(run, labelsFromText(text), orderedBy(c));
  if (!done.ok) throw new Refusal(done.problem);
  return askerOf(c) === 'program'
    ? c.json({ labels: rowOf(context, run).labels } satisfies RunLabels)
    : backTo(c, paths.run(run));
}

function hintOf({ hint }: { readonly hint?: string }): { readonly hint?: string } {
  return hint === undefined ? {} : { hint };
}
