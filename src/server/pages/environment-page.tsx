import { type Context, Hono } from 'hono';
import type { FC } from 'hono/jsx';
import { paths } from '../../wire/paths.ts';
import type { ServerContext } from '../context.ts';
import { environmentAnswer } from '../environment.ts';
import { visible } from '../log-text.ts';
import { runInPath, taskInPath } from '../lookup.ts';
import { EnvironmentPart } from '../parts/environment-part.tsx';
import { Frame } from '../parts/frame.tsx';
import { Refusal } from '../problems.tsx';
import { documentText } from '../render.ts';

/** What variables a task gets and how each came about: a page for people, and `/env` for programs (`compat.md` 13.6). */
export function environmentRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/runs/:run/tasks/:task/env', (c) => {
    const { run, task, environment } = asked(c, context);
    return c.json(environmentAnswer(run.info, task.task.id, environment));
  });
  app.get('/runs/:run/tasks/:task/environment', (c) =>
    c.html(documentText(<EnvironmentPage c={c} context={context} {...asked(c, context)} />)),
  );
  return app;
}

type Asked = ReturnType<typeof asked>;

/** @throws Refusal when there is no such task. */
function asked(c: Context, context: ServerContext) {
  const run = runInPath(c, context);
  const task = taskInPath(c, context);
  const environment = context.orders.environment(run.info.id, task.task.id);
  if (!environment.ok) throw new Refusal(environment.problem);
  return { run, task, environment: environment.value };
}

const EnvironmentPage: FC<{ c: Context; context: ServerContext } & Asked> = (props) => {
  const { c, context, run, task, environment } = props;
  const { id } = task.task;
  return (
    <Frame c={c} context={context} title={`Environment of ${visible(id)}`} current="Runs">
      <p class="crumb">
        <a href={paths.run(run.info.id)}>
          run <code>{run.info.id}</code>
        </a>{' '}
        / <a href={paths.task(run.info.id, id)}>{visible(id)}</a>
      </p>
      <h1>Environment</h1>
      <EnvironmentPart run={run.info} environment={environment} />
    </Frame>
  );
};
