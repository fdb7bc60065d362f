import { type Context, Hono } from 'hono';
import type { FC } from 'hono/jsx';
import type { TaskId } from '../../engine/ids.ts';
import { isTerminal, statusOf } from '../../engine/state.ts';
import type { AttemptRow, RunRow, TaskRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import type { ServerContext } from '../context.ts';
import { visible } from '../log-text.ts';
import { taskInPath } from '../lookup.ts';
import { Dependencies } from '../parts/dependencies.tsx';
import { Frame } from '../parts/frame.tsx';
import { LogPlaceholder } from '../parts/log-view.tsx';
import { Ago } from '../parts/moment.tsx';
import { TaskHead } from '../parts/task-head.tsx';

import { notFound } from '../problems.tsx';
import { documentText } from '../render.ts';
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
  const now = context.now();
  const explain = (other: TaskRow) => explainRow(orders, other);
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
      <TaskHead run={run} row={row} why={explain(row)} now={now} />
      <Logs row={row} />
      <h2 class="section">Command</h2>
      <pre class="code" tabindex={0}>
        {visible(row.task.command)}
      </pre>
      <p>
        <a href={paths.taskScript(row.run, id)}>Submission script</a> ·{' '}
        <a href={paths.taskJson(row.run, id)}>Definition as JSON</a>
      </p>
      <Dependencies run={row.run} task={row.task} rows={dependencies} explain={explain} now={now} />
      <Attempts attempts={store.listAttempts(row.run, id)} now={now} task={id} />
    </Frame>
  );
};

const Logs: FC<{ row: TaskRow }> = ({ row }) => {
  const wasSubmitted = row.state.is !== 'waiting' && row.state.is !== 'blocked';
  if (!wasSubmitted) return null;
  const isLive = !isTerminal(row.state);
  return (
    <>
      <h2 class="section">Output</h2>
      <LogPlaceholder run={row.run} task={row.task.id} type="output" isLive={isLive} />
      <h2 class="section">Errors</h2>
      <LogPlaceholder run={row.run} task={row.task.id} type="error" isLive={isLive} />
    </>
  );
};

const Attempts: FC<{ attempts: readonly AttemptRow[]; now: number; task: TaskId }> = ({ attempts, now }) => {
  if (attempts.length === 0) return null;
  return (
    <>
      <h2 class="section">Attempts</h2>
      <div class="table-wrap">
        <table>
          <thead>
            <tr>
              <th scope="col">Attempt</th>
              <th scope="col">Sent</th>
              <th scope="col">Output</th>
              <th scope="col" class="wide">
                Errors
              </th>
            </tr>
          </thead>
          <tbody>
            {attempts.map((attempt) => (
              <tr>
                <td>{attempt.attempt}</td>
                <td class="time">
                  <Ago at={attempt.intendedAt} now={now} />
                </td>
                <td>
                  <code class="path">{visible(attempt.outputPath)}</code>
                </td>
                <td class="wide">
                  <code class="path">{visible(attempt.errorPath)}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
};
