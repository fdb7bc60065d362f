import { type Context, Hono } from 'hono';
import type { FC } from 'hono/jsx';
import { statusOf } from '../../engine/state.ts';
import type { RunRow, TaskRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import type { ServerContext } from '../context.ts';
import { visible } from '../log-text.ts';
import { taskInPath } from '../lookup.ts';
import { Dependencies } from '../parts/dependencies.tsx';
import { Frame } from '../parts/frame.tsx';
import { pieceChild } from '../pieces.ts';
import { notFound } from '../problems.tsx';
import { documentText } from '../render.ts';
import { taskPieces } from '../views.tsx';
import { explainRow } from '../why.ts';

/** Dependencies that are looked up for the page; a task may have tens of thousands. */
const MOST_DEPENDENCIES = 200;

/** `/runs/{id}/tasks/{task}`: what did it say, and why is it as it is? */
export function taskRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/runs/:run/tasks/:task', (c) => {
    const row = taskInPath(c, context);
    const run = context.store.readRun(row.run);
    if (run === null) throw notFound(`There is no run ${row.run}.`);
    return c.html(documentText(<TaskPage c={c} context={context} run={run} row={row} />));
  });
  return app;
}

const TaskPage: FC<{ c: Context; context: ServerContext; run: RunRow; row: TaskRow }> = (props) => {
  const { c, context, run, row } = props;
  const { store, orders } = context;
  const { id } = row.task;
  const names = [...new Set(row.task.dependencies)];
  const dependencies = names
    .slice(0, MOST_DEPENDENCIES)
    .flatMap((name) => store.readTask(row.run, name) ?? []);
  const stream = {
    href: paths.runEvents(row.run, { task: id, after: store.lastSequence() }),
    events: ['task-update', 'backends-update'],
  };
  return (
    <Frame
      c={c}
      context={context}
      title={`${statusOf(row.state)}: ${visible(id)}`}
      current="Runs"
      stream={stream}
    >
      {taskPieces(context, run, row).map(pieceChild)}
      <h2 class="section">Command</h2>
      <pre class="code" tabindex={0}>
        {visible(row.task.command)}
      </pre>
      <p>
        <a href={paths.taskScript(row.run, id)}>Submission script</a> ·{' '}
        <a href={paths.taskEnvironment(row.run, id)}>Environment</a> ·{' '}
        <a href={paths.taskJson(row.run, id)}>Definition as JSON</a>
      </p>
      <Dependencies
        run={row.run}
        cancel={run.cancel}
        task={row.task}
        rows={dependencies}
        explain={(other) => explainRow(orders, other)}
        now={context.now()}
      />
    </Frame>
  );
};
