import { Hono } from 'hono';
import type { DetailKind } from '../../wire/paths.ts';
import { numberFromQuery } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { runIdInPath, taskIdInPath } from '../lookup.ts';
import { MOST_TAIL_LINES } from '../pages/task-texts.tsx';
import { missingDetail, taskDetail } from '../task-detail.ts';

const KINDS: readonly DetailKind[] = ['output', 'error', 'script', 'generated', 'json'];

/** GET `/runs/{id}/tasks/{task}/detail/{what}`: always 200 (`compat.md` 13.2). */
export function taskDetailRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/runs/:run/tasks/:task/detail/:what', async (c) => {
    const runId = runIdInPath(c);
    const taskId = taskIdInPath(c);
    const what = KINDS.find((kind) => kind === c.req.param('what'));
    if (what === undefined) return c.json(missingDetail(runId, taskId, `Details are ${KINDS.join(', ')}.`));
    const run = context.store.readRun(runId);
    const row = context.store.readTask(runId, taskId);
    if (run === null) return c.json(missingDetail(runId, taskId, 'Run not found'));
    if (row === null) return c.json(missingDetail(runId, taskId, 'Task not found'));
    return c.json(
      await taskDetail(context.orders, run, row, what, numberFromQuery(c, 'tail', 1, MOST_TAIL_LINES)),
    );
  });
  return app;
}
