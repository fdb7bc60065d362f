import { Hono } from 'hono';
import type { FC } from 'hono/jsx';
import type { TaskId } from '../../engine/ids.ts';
import type { RunRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import type { ServerContext } from '../context.ts';
import type { LikeFailures } from '../likeness.ts';
import { visible } from '../log-text.ts';
import { runInPath } from '../lookup.ts';
import { RunFrame } from '../parts/run-frame.tsx';
import { Shape } from '../parts/state-mark.tsx';
import { documentText } from '../render.ts';
import { type RunErrors, readRunErrors } from '../run-errors.ts';
import { runSelection } from '../run-selection.ts';
import { countWords, numberWords } from '../words.ts';

/** `/runs/{id}/errors`: what went wrong, failures that look alike together. `?lines=true` also reads their logs. */
export function errorRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/runs/:run/errors', async (c) => {
    const since = context.live.since();
    const run = runInPath(c, context);
    const errors = await readRunErrors(context, run.info.id, c.req.query('lines') === 'true');
    const around = { c, context, run, tab: 'Errors', selection: runSelection(c), since } as const;
    return c.html(
      documentText(
        <RunFrame {...around}>
          <ErrorsView run={run} errors={errors} />
        </RunFrame>,
      ),
    );
  });
  return app;
}

/** More kinds of failure than that nobody reads. */
const MOST_SHOWN = 50;

const ErrorsView: FC<{ run: RunRow; errors: RunErrors }> = ({ run, errors }) => {
  const { groups, linesOf, leftOut } = errors;
  const hidden = groups.slice(MOST_SHOWN).reduce((sum, { count }) => sum + count, leftOut);
  return (
    <section aria-label="Errors">
      <h2 class="section">{answerSentence(run, groups)}</h2>
      {groups.length > 0 && linesOf === null && (
        <p>
          <a class="button" href={paths.runErrors(run.info.id, { lines: 'true' })}>
            Compare what they wrote last
          </a>{' '}
          <span class="quiet">reads the ends of up to 40 logs</span>
        </p>
      )}
      {groups.length > 0 && linesOf !== null && (
        <p class="quiet">
          Told apart by the last lines of {countWords(linesOf, 'log')}
          {linesOf < run.counts.failed && '; tasks beyond them stand by their reason alone'}.
        </p>
      )}
      <ol class="failures">
        {groups.slice(0, MOST_SHOWN).map((group) => (
          <LikeGroup run={run} group={group} />
        ))}
      </ol>
      {hidden > 0 && <p class="quiet">Not listed: {countWords(hidden, 'further failure')}.</p>}
      {run.counts.dep_failed > 0 && (
        <p class="quiet">
          Because of these, {countWords(run.counts.dep_failed, 'task')} could not run:{' '}
          <a href={paths.run(run.info.id, { status: 'dep_failed' })}>list them</a>.
        </p>
      )}
    </section>
  );
};

function answerSentence({ counts }: RunRow, groups: readonly LikeFailures[]): string {
  if (groups.length === 0)
    return counts.failed === 0 ? 'Nothing has failed.' : 'Nothing but cancelled tasks.';
  const kinds = groups.length === 1 ? 'all alike' : `of ${countWords(groups.length, 'kind')}`;
  return counts.failed === 1 ? '1 task failed.' : `${numberWords(counts.failed)} tasks failed, ${kinds}.`;
}

const LikeGroup: FC<{ run: RunRow; group: LikeFailures }> = ({ run, group }) => {
  const { words, detail, nodes, count } = group;
  return (
    <li class="card failure">
      <h3>
        <Shape mark="failed" /> <span>{visible(words)}</span>{' '}
        <span class="quiet">{countWords(count, 'task')}</span>
      </h3>
      {detail !== '' && <pre class="said">{visible(detail)}</pre>}
      <LikeTasks run={run} group={group} />
      {nodes.length > 0 && <p class="quiet">On {nodeWords(nodes)}</p>}
    </li>
  );
};

/** Of a group so many tasks stand there at once. */
const SHOWN_TASKS = 5;

const LikeTasks: FC<{ run: RunRow; group: LikeFailures }> = ({ run, group: { count, tasks } }) => (
  <>
    <p>
      <TaskLinks run={run} tasks={tasks.slice(0, SHOWN_TASKS)} />
    </p>
    {count > SHOWN_TASKS && (
      <details>
        <summary>and {numberWords(count - SHOWN_TASKS)} more</summary>
        <p>
          <TaskLinks run={run} tasks={tasks.slice(SHOWN_TASKS)} />
          {count > tasks.length && (
            <>
              {' '}
              and {numberWords(count - tasks.length)} more, among{' '}
              <a href={paths.run(run.info.id, { status: 'failed' })}>all that failed</a>
            </>
          )}
        </p>
      </details>
    )}
  </>
);

const TaskLinks: FC<{ run: RunRow; tasks: readonly TaskId[] }> = ({ run, tasks }) => (
  <>
    {tasks.map((task, index) => (
      <>
        {index > 0 && ', '}
        <a class="task-id mono" href={paths.task(run.info.id, task)}>
          {visible(task)}
        </a>
      </>
    ))}
  </>
);

const MOST_NODES = 4;

/** `n113 (6), n7`. */
function nodeWords(nodes: LikeFailures['nodes']): string {
  const named = nodes.slice(0, MOST_NODES).map(([node, count]) => `${visible(node)} (${numberWords(count)})`);
  const others = nodes.length - named.length;
  return others > 0 ? `${named.join(', ')} and ${countWords(others, 'other node')}` : named.join(', ');
}
