import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { RequestedDocument, RunRequest } from '../../conductor/orders.ts';
import type { Problem } from '../../engine/problem.ts';
import type { RunStarted } from '../../wire/runs.ts';
import type { AttemptsAnswer, LogAnswer } from '../../wire/tasks.ts';
import { API } from '../asking.ts';
import { attemptsOf } from '../attempts.ts';
import { checkedLogType, checkedNumber } from '../checked-query.ts';
import type { ServerContext } from '../context.ts';
import { runIdInPath, runInPath, taskInPath } from '../lookup.ts';
import { MOST_TAIL_LINES } from '../pages/task-texts.tsx';
import { previewAnswer } from '../previews.ts';
import { Refusal } from '../problems.tsx';
import { attemptItem, runSummary } from '../summaries.ts';
import { limitedBody, readBody } from './body.ts';
import { runDetail } from './run-detail.ts';

const DEFAULT_RUNS = 100;
const MOST_RUNS = 10_000;

const WHOLE_NUMBER = 'a whole number above 0 is expected';

const RunOrderShape = z.strictObject({
  document: z.union([z.string(), z.array(z.unknown()), z.record(z.string(), z.unknown())], {
    error: 'a list of tasks, an object with tasks, or a JSON text is expected',
  }),
  backend: z.string().min(1),
  workflow_name: z.string().min(1).optional(),
  max_concurrent: z.int(WHOLE_NUMBER).positive(WHOLE_NUMBER).nullable().optional(),
  labels: z.array(z.string()).optional(),
});

const TaskOrderShape = z.strictObject({
  task: z.record(z.string(), z.unknown()),
  backend: z.string().min(1),
  run_name: z.string().min(1).nullable().optional(),
  labels: z.array(z.string()).optional(),
});

/** Runs and tasks in `/api/v1` (`compat.md` 13.7). */
export function apiRunRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/api/v1/runs', async (c) => c.json({ runs: await listRuns(c, context) }));
  app.post('/api/v1/runs', limitedBody, async (c) => submit(c, context, await runRequest(c)));
  app.post('/api/v1/runs/preview', limitedBody, async (c) => preview(c, context));
  app.post('/api/v1/tasks/run', limitedBody, async (c) => submit(c, context, await taskRequest(c)));
  app.get('/api/v1/runs/:run', (c) => runDetail(c, context));
  app.post('/api/v1/runs/:run/cancel', async (c) => {
    const run = runIdInPath(c);
    const done = await context.orders.cancelRun(run, API);
    if (!done.ok) throw new Refusal(done.problem);
    return c.json({ run_id: run, cancelled: true });
  });
  app.get('/api/v1/runs/:run/tasks/:task/attempts', (c) => c.json(listAttempts(c, context)));
  app.get('/api/v1/runs/:run/tasks/:task/logs', async (c) => c.json(await readLog(c, context)));
  return app;
}

async function listRuns(c: Context, { store, orders }: ServerContext) {
  const workflow = c.req.query('workflow');
  const limit = checkedNumber(c, 'limit', 1, MOST_RUNS) ?? DEFAULT_RUNS;
  const rows = store.listRuns({ limit, ...(workflow !== undefined && { workflow }) });
  await orders.costs.addUp(rows, Number.POSITIVE_INFINITY);
  return rows.map((row) => runSummary(row, orders.costs.now(row)));
}

async function preview(c: Context, { orders }: ServerContext): Promise<Response> {
  const previewed = await orders.previewRun(await runRequest(c));
  if (!previewed.ok) throw orderRefusal(previewed.problem);
  return c.json(previewAnswer(previewed.value));
}

async function runRequest(c: Context): Promise<RunRequest> {
  const body = await readBody(c, RunOrderShape);
  const document: RequestedDocument =
    typeof body.document === 'string'
      ? { is: 'text', text: body.document, file: body.workflow_name ?? 'document', kind: 'document' }
      : { is: 'value', value: body.document, kind: 'document' };
  return {
    document,
    backend: body.backend,
    by: API,
    ...(body.workflow_name !== undefined && { name: body.workflow_name }),
    ...(body.max_concurrent !== undefined && { maxConcurrent: body.max_concurrent }),
    ...(body.labels !== undefined && { labels: body.labels }),
  };
}

/** A single task is a document with one task; without a name the run is called after it (`compat.md` 3.4). */
async function taskRequest(c: Context): Promise<RunRequest> {
  const body = await readBody(c, TaskOrderShape);
  const name = body.run_name ?? undefined;
  const document = { is: 'value', value: [body.task], kind: 'task' } as const;
  return {
    document,
    backend: body.backend,
    by: API,
    ...(name !== undefined && { name }),
    ...(body.labels !== undefined && { labels: body.labels }),
  };
}

/** Whatever is wrong with an order is 422, also a backend that does not exist; what the backend does wrong is not. */
function orderRefusal(wrong: Problem): Refusal {
  return wrong.code === 'not-found' ? new Refusal(wrong, 422) : new Refusal(wrong);
}

async function submit(c: Context, context: ServerContext, request: RunRequest): Promise<Response> {
  const submitted = await context.orders.submitRun(request);
  if (!submitted.ok) throw orderRefusal(submitted.problem);
  const row = context.store.readRun(submitted.value.run);
  if (row === null) throw new Error(`run ${submitted.value.run} was submitted and is not in the store`);
  const summary = runSummary(row, context.orders.costs.now(row));
  const answer: RunStarted = { ...summary, warnings: submitted.value.warnings };
  return c.json(answer);
}

function listAttempts(c: Context, context: ServerContext): AttemptsAnswer {
  const { cancel } = runInPath(c, context);
  const row = taskInPath(c, context);
  const attempts = attemptsOf(context.store, row).map((attempt) => attemptItem(attempt, cancel));
  return { run_id: row.run, task_id: row.task.id, attempts };
}

async function readLog(c: Context, context: ServerContext): Promise<LogAnswer> {
  const row = taskInPath(c, context);
  const type = checkedLogType(c);
  const tail = checkedNumber(c, 'tail', 1, MOST_TAIL_LINES);
  const attempt = checkedNumber(c, 'attempt', 1, Number.MAX_SAFE_INTEGER);
  const log = await context.orders.readLog(row.run, row.task.id, type, tail, attempt ?? undefined);
  if (!log.ok) throw new Refusal(log.problem);
  const { content, path } = log.value;
  return { run_id: row.run, task_id: row.task.id, type, attempt, content, path };
}
