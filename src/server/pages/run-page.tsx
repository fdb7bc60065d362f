import { type Context, Hono } from 'hono';
import { taskId } from '../../engine/ids.ts';
import type { RunRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import { askerOf, numberFromQuery, seenSequence, WEB } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { TASKS_WAITED_FOR } from '../costs.ts';
import { visible } from '../log-text.ts';
import { runIdInPath, runInPath } from '../lookup.ts';
import { Frame } from '../parts/frame.tsx';
import { runTitle } from '../parts/run-info.tsx';
import { GroupContents, PAGE_ROWS, RunItems } from '../parts/task-list.tsx';
import { Refusal } from '../problems.tsx';
import { documentText, fragmentText } from '../render.ts';
import { rowsOfGroup } from '../task-groups.ts';
import { RunHead, runView } from '../views.tsx';
import { explainRow } from '../why.ts';

/** `/runs/{id}`: how is it going, and why is it stuck? */
export function runRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/runs/:run', (c) => runPage(c, context));
  app.get('/runs/:run/info', (c) => c.html(runInfoText(context, runInPath(c, context))));
  app.get('/runs/:run/items', (c) => items(c, context));
  app.get('/runs/:run/events', (c) => {
    const run = runInPath(c, context).info.id;
    const task = c.req.query('task');
    return context.live.open(
      runView(context, run, task === undefined ? null : taskId(task)),
      seenSequence(c),
    );
  });
  app.post('/runs/:run/cancel', (c) => cancel(c, context));
  return app;
}

async function runPage(c: Context, context: ServerContext): Promise<Response> {
  const { store, orders } = context;
  const sequence = store.lastSequence();
  const run = runInPath(c, context);
  const id = run.info.id;
  await orders.costs.addUp([run], TASKS_WAITED_FOR);
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
        <RunItems
          run={id}
          cancel={run.cancel}
          rows={store.listTasks(id)}
          explain={(row) => explainRow(orders, row)}
          now={context.now()}
        />
      </Frame>,
    ),
  );
}

/** The head of the run's page, to take the place of the one that is shown. */
export function runInfoText(context: ServerContext, run: RunRow): string {
  return fragmentText(<RunHead context={context} run={run} />);
}

/** All tasks, or the contents of one group; as a part for the page's script, else as a page of its own. */
function items(c: Context, context: ServerContext): Response | Promise<Response> {
  const { store, orders } = context;
  const { info, cancel: cancelled } = runInPath(c, context);
  const { id } = info;
  const group = c.req.query('group');
  const shared = {
    run: id,
    cancel: cancelled,
    explain: (row: Parameters<typeof explainRow>[1]) => explainRow(orders, row),
    now: context.now(),
  };
  const rows = store.listTasks(id);
  const part =
    group === undefined ? (
      <RunItems {...shared} rows={rows} />
    ) : (
      <GroupContents
        {...shared}
        rows={group === '' ? rows : rowsOfGroup(rows, group)}
        prefix={group}
        after={numberFromQuery(c, 'after', 0, Number.MAX_SAFE_INTEGER) ?? 0}
        limit={numberFromQuery(c, 'limit', 1, 5000) ?? PAGE_ROWS}
      />
    );
  if (askerOf(c) !== 'browser') return c.html(fragmentText(part));
  return c.html(
    documentText(
      <Frame c={c} context={context} title={`${group ?? 'Tasks'} of ${id}`} current="Runs">
        <p class="crumb">
          <a href={paths.run(id)}>
            run <code>{id}</code>
          </a>
        </p>
        <h1 class="mono">{visible(group ?? 'Tasks')}</h1>
        {part}
      </Frame>,
    ),
  );
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
