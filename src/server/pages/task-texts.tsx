import { type Context, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import type { TaskRow } from '../../store/store.ts';
import { type LogType, paths } from '../../wire/paths.ts';
import { numberFromQuery } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { visible } from '../log-text.ts';
import { taskInPath } from '../lookup.ts';
import { Frame } from '../parts/frame.tsx';
import { LogView, TAIL_LINES } from '../parts/log-view.tsx';
import { ScriptPart } from '../parts/script-part.tsx';
import { notFound, Refusal } from '../problems.tsx';
import { documentText } from '../render.ts';
import { definitionJson } from '../task-detail.ts';
import { explainRow } from '../why.ts';

/** What a person may ask for: more would be too much for a page. */
export const MOST_TAIL_LINES = 100_000;

/** The texts of a task, each with an address: script, definition, logs (`compat.md` 13.1). */
export function taskTextRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/runs/:run/tasks/:task/script', (c) => scriptPage(c, context));
  app.get('/runs/:run/tasks/:task/json', (c) => {
    const row = taskInPath(c, context);
    const text = JSON.stringify(definitionJson(row), null, 2);
    return page(
      c,
      context,
      row,
      'Definition',
      <pre class="code" tabindex={0}>
        {visible(text)}
      </pre>,
    );
  });
  app.get('/runs/:run/tasks/:task/logs/:type', (c) => logPage(c, context));
  return app;
}

async function scriptPage(c: Context, context: ServerContext): Promise<Response> {
  const row = taskInPath(c, context);
  const attempt = attemptFromQuery(c);
  const script = await context.orders.script(row.run, row.task.id, attempt ?? undefined);
  if (!script.ok) throw new Refusal(script.problem);
  return page(c, context, row, 'Submission script', <ScriptPart script={script.value} />);
}

/** The end of the log where `tail` says how much of it; all that a page can hold when nothing is said. */
async function logPage(c: Context, context: ServerContext): Promise<Response> {
  const row = taskInPath(c, context);
  const type = logTypeOf(c);
  const tail = numberFromQuery(c, 'tail', 1, MOST_TAIL_LINES);
  const { run, task } = row;
  const attempt = attemptFromQuery(c);
  const log = await context.orders.readLog(run, task.id, type, tail, attempt ?? undefined);
  const shown = { run, task: task.id, type, log, tail, attempt };
  const view = <LogView {...shown} error={errorOf(context, row, attempt)} />;
  return page(
    c,
    context,
    row,
    `${type === 'output' ? 'Output' : 'Errors'}${attempt === null ? '' : ` of attempt ${attempt}`}`,
    <>
      {tail === null && (
        <a
          href={paths.taskLog(run, task.id, type, { tail: TAIL_LINES, ...(attempt !== null && { attempt }) })}
        >
          Last {TAIL_LINES} lines
        </a>
      )}
      {view}
    </>,
  );
}

/** Of an earlier attempt, the page of the task says how it ended. */
function errorOf(context: ServerContext, row: TaskRow, attempt: number | null): string {
  if (attempt !== null && attempt !== row.state.attempt) return '';
  return row.state.is === 'failed' || row.state.is === 'blocked' ? explainRow(context.orders, row) : '';
}

/** `?attempt=N`; null stands for the newest. */
export function attemptFromQuery(c: Context): number | null {
  return numberFromQuery(c, 'attempt', 1, Number.MAX_SAFE_INTEGER);
}

/** @throws Refusal for anything but the two logs. */
export function logTypeOf(c: Context): LogType {
  const type = c.req.param('type');
  if (type !== 'output' && type !== 'error')
    throw notFound(`A task has the logs output and error, and no ${visible(type ?? '')}.`);
  return type;
}

function page(
  c: Context,
  context: ServerContext,
  row: TaskRow,
  title: string,
  content: Child,
): Response | Promise<Response> {
  return c.html(
    documentText(
      <Frame c={c} context={context} title={`${title} of ${visible(row.task.id)}`} current="Runs">
        <p class="crumb">
          <a href={paths.run(row.run)}>
            run <code>{row.run}</code>
          </a>{' '}
          / <a href={paths.task(row.run, row.task.id)}>{visible(row.task.id)}</a>
        </p>
        <h1>{title}</h1>
        {content}
      </Frame>,
    ),
  );
}
