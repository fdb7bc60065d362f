import { type Context, Hono } from 'hono';
import { statusOf } from '../../engine/state.ts';
import { paths } from '../../wire/paths.ts';
import { askerOf } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { visible } from '../log-text.ts';
import { runInPath, taskInPath } from '../lookup.ts';
import { Frame } from '../parts/frame.tsx';
import { isTaskShow, TaskPanel, taskSection } from '../parts/task-panel.tsx';
import { documentText, fragmentText } from '../render.ts';
import { taskPieces } from '../views.tsx';
import { attemptFromQuery } from './task-texts.tsx';

/** `/runs/{id}/tasks/{task}`: what did it say, and why is it as it is? The page's script is given the panel alone. */
export function taskRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/runs/:run/tasks/:task', (c) => taskPage(c, context));
  return app;
}

async function taskPage(c: Context, context: ServerContext): Promise<Response> {
  const run = runInPath(c, context);
  const row = taskInPath(c, context);
  const { id } = row.task;
  const wanted = c.req.query('show');
  const show = isTaskShow(wanted) ? wanted : 'output';
  // Before anything is read: what happens meanwhile must reach the page.
  const since = context.live.since();
  const panel = { context, run, row, show, attempt: attemptFromQuery(c) };
  const section = await taskSection(panel);
  const shown = (
    <TaskPanel {...panel} head={taskPieces(context, run, row)}>
      {section}
    </TaskPanel>
  );
  if (askerOf(c) === 'script') return c.html(fragmentText(shown));
  const stream = {
    href: paths.runEvents(row.run, { task: id, ...since }),
    events: ['task-update', 'backends-update'],
  };
  const title = `${statusOf(row.state)}: ${visible(id)}`;
  return c.html(
    documentText(
      <Frame c={c} context={context} title={title} current="Runs" stream={stream}>
        {shown}
      </Frame>,
    ),
  );
}
