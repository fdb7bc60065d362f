import { type Context, Hono } from 'hono';
import type { FC } from 'hono/jsx';
import type { TracedEnvironment, TracedVariable } from '../../engine/environment.ts';
import { paths } from '../../wire/paths.ts';
import type { ServerContext } from '../context.ts';
import { environmentAnswer, isResolved, shellLinesOf } from '../environment.ts';
import { visible } from '../log-text.ts';
import { runInPath, taskInPath } from '../lookup.ts';
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
      {!isResolved(run.info) && (
        <p class="notice">This run was imported: what its configuration added is not known here.</p>
      )}
      {environment.warnings.map((warning) => (
        <p class="notice notice-warn">{visible(warning)}</p>
      ))}
      <p class="origin">
        What the script exports, in its order, and who said so. <code>$NAME</code> and <code>$(…)</code> are
        filled in by the shell of the node.
      </p>
      <Variables variables={environment.variables} />
      {environment.notes.length > 0 && (
        <ul class="notes">
          {environment.notes.map((note) => (
            <li>{visible(note)}</li>
          ))}
        </ul>
      )}
      <ShellLines environment={environment} />
    </Frame>
  );
};

const Variables: FC<{ variables: readonly TracedVariable[] }> = ({ variables }) => (
  <div class="table-wrap">
    <table class="variables">
      <thead>
        <tr>
          <th scope="col">Variable</th>
          <th scope="col">Value</th>
          <th scope="col">From</th>
        </tr>
      </thead>
      <tbody>
        {variables.map((variable) => (
          <tr>
            <th scope="row" class="mono">
              {visible(variable.key)}
            </th>
            <td>
              <code>{visible(variable.value)}</code>
            </td>
            <td>
              <Origin variable={variable} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

/** One source in a word; several as the steps that led to the value. */
const Origin: FC<{ variable: TracedVariable }> = ({ variable: { ops } }) => {
  const [first] = ops;
  if (first !== undefined && ops.length === 1 && first.op === 'set')
    return <span class={first.source === 'automatic' ? 'quiet' : undefined}>{visible(first.source)}</span>;
  return (
    <ol class="steps">
      {ops.map(({ source, op, contribution }) => (
        <li>
          {op === 'set' ? 'set to' : 'appended'} <code>{visible(contribution)}</code>
          <span class="second">{visible(source)}</span>
        </li>
      ))}
    </ol>
  );
};

const ShellLines: FC<{ environment: TracedEnvironment }> = ({ environment }) => {
  const lines = shellLinesOf(environment);
  if (lines === '') return null;
  const where =
    environment.preludes.length === 0
      ? 'after the exports'
      : environment.init === ''
        ? 'before the exports'
        : 'those of rules before the exports, those of the named environment after them';
  return (
    <>
      <h2 class="section">
        Shell lines <span class="quiet">{where}</span>
      </h2>
      <pre class="code" tabindex={0}>
        {visible(lines)}
      </pre>
    </>
  );
};
