import { type Context, Hono } from 'hono';
import type { FC } from 'hono/jsx';
import { runId, type TaskId, taskId } from '../../engine/ids.ts';
import { type DiffLine, diffLines } from '../../engine/line-diff.ts';
import type { RunRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import type { ServerContext } from '../context.ts';
import { TASKS_WAITED_FOR } from '../costs.ts';
import { visible } from '../log-text.ts';
import { Comparison } from '../parts/comparison.tsx';
import { Frame } from '../parts/frame.tsx';
import { LogDifference } from '../parts/log-difference.tsx';
import { notFound } from '../problems.tsx';
import { documentText } from '../render.ts';
import { compareTasks } from '../run-comparison.ts';

/** `/runs/compare`: what is different between two runs? */
export function compareRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/runs/compare', async (c) => {
    const [first, second] = chosenIds(c);
    if (first === undefined || second === undefined) return c.html(choicePage(c, context, first));
    const [a, b] = byAge(found(context, first), found(context, second));
    // Two that were ticked in a list get the address that can be sent to others.
    if (c.req.query('run_ids') !== undefined)
      return c.redirect(paths.runsCompare({ a: a.info.id, b: b.info.id }), 303);
    await context.orders.costs.addUp([a, b], TASKS_WAITED_FOR);
    const task = c.req.query('task');
    const logs = task === undefined ? null : await logsOf(context, a, b, taskId(task));
    const tasks = await compareTasks(context, a.info.id, b.info.id);
    return c.html(
      documentText(
        <Frame c={c} context={context} title="Two runs" current="Runs">
          <p class="crumb">
            <a href={paths.runs()}>Runs</a>
          </p>
          <Comparison context={context} a={a} b={b} tasks={tasks} />
          <LogDifference a={a} b={b} logs={logs} />
        </Frame>,
      ),
    );
  });
  return app;
}

function chosenIds(c: Context): readonly string[] {
  const ticked = c.req.queries('run_ids') ?? [];
  const { a, b } = c.req.query();
  return [...ticked, ...[a, b].filter((id) => id !== undefined && id.trim() !== '')].map((id) =>
    `${id}`.trim(),
  );
}

function found({ store }: ServerContext, id: string): RunRow {
  const row = store.readRun(runId(id));
  if (row === null) throw notFound(`There is no run ${visible(id)}.`);
  return row;
}

/** The older one comes first: what changed since then? */
function byAge(one: RunRow, other: RunRow): readonly [RunRow, RunRow] {
  return one.info.createdAt <= other.info.createdAt ? [one, other] : [other, one];
}

/** The lines at the end of each log that are compared. */
const TAIL_LINES = 1_000;

export interface ComparedLogs {
  readonly task: TaskId;
  readonly lines: readonly DiffLine[];
  /** Why one of them could not be read; empty when both could. */
  readonly problem: string;
}

async function logsOf(context: ServerContext, a: RunRow, b: RunRow, task: TaskId): Promise<ComparedLogs> {
  const [left, right] = await Promise.all(
    [a, b].map(({ info }) => context.orders.readLog(info.id, task, 'output', TAIL_LINES)),
  );
  if (left?.ok !== true || right?.ok !== true) {
    const wrong = [left, right].flatMap((log) => (log === undefined || log.ok ? [] : [log.problem.message]));
    return { task, lines: [], problem: wrong.join(' ') };
  }
  const lines = (content: string | null) => (content ?? '').split('\n');
  return { task, lines: diffLines(lines(left.value.content), lines(right.value.content)), problem: '' };
}

const MOST_OFFERED = 100;

function choicePage(c: Context, context: ServerContext, first: string | undefined): string {
  const runs = context.store.listRuns({ limit: MOST_OFFERED });
  return documentText(
    <Frame c={c} context={context} title="Compare two runs" current="Runs">
      <h1>Which two runs?</h1>
      {runs.length < 2 ? (
        <p class="empty">
          There are not two runs yet. Start one under <a href={paths.sources()}>Workflows</a>, or re-run the
          one there is.
        </p>
      ) : (
        <form method="get" action={paths.runsCompare()} class="choices-line">
          <RunChoice name="a" title="This run" runs={runs} chosen={first} />
          <RunChoice name="b" title="with this run" runs={runs} chosen={undefined} />
          <button type="submit" class="button primary">
            Compare
          </button>
        </form>
      )}
    </Frame>,
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly title: string;
  readonly runs: readonly RunRow[];
  readonly chosen: string | undefined;
}

const RunChoice: FC<ChoiceProps> = ({ name, title, runs, chosen }) => (
  <label>
    {title}{' '}
    <select name={name} class="field" required>
      <option value="">choose a run</option>
      {runs.map(({ info, status }) => (
        <option value={info.id} selected={info.id === chosen}>
          {visible(info.title ?? info.workflow)} {info.id} ({status})
        </option>
      ))}
    </select>
  </label>
);
