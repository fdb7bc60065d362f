import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { RunDeleted, RunLabels, RunStarted } from '../../wire/runs.ts';
import { API } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { runIdInPath } from '../lookup.ts';
import { Refusal } from '../problems.tsx';
import { carryOut, deleteRuns, rerunWish, rowOf } from '../run-changes.ts';
import { runSummary } from '../summaries.ts';
import { limitedBody, readBody } from './body.ts';

const RerunShape = z.strictObject({
  mode: z.string().optional(),
  tasks: z.string().optional(),
  from: z.string().min(1).optional(),
});

const LabelsShape = z.strictObject({ labels: z.array(z.string()) });

const DeleteShape = z.strictObject({ run_ids: z.array(z.string()) });

/** Doing ended runs once more, and deleting them (`compat.md` 10.4, 13.7). Who is still active is 409. */
export function apiRunChangeRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.post('/api/v1/runs/:run/rerun', limitedBody, async (c) => c.json(await rerun(c, context)));
  app.delete('/api/v1/runs/:run', (c) => {
    const run = runIdInPath(c);
    const done = context.orders.deleteRun(run, API);
    if (!done.ok) throw new Refusal(done.problem);
    return c.json({ run_id: run, deleted: true } satisfies RunDeleted);
  });
  app.put('/api/v1/runs/:run/labels', limitedBody, async (c) => {
    const run = runIdInPath(c);
    const done = context.orders.labelRun(run, (await readBody(c, LabelsShape)).labels, API);
    if (!done.ok) throw new Refusal(done.problem);
    return c.json({ labels: rowOf(context, run).labels } satisfies RunLabels);
  });
  app.post('/api/v1/runs/delete', limitedBody, async (c) => {
    const { run_ids } = await readBody(c, DeleteShape);
    return c.json(deleteRuns(context, run_ids, API));
  });
  return app;
}

/** Nothing said: every task, in the same run. */
async function rerun(c: Context, context: ServerContext): Promise<RunStarted> {
  const body = (await c.req.text()) === '' ? {} : await readBody(c, RerunShape);
  const wish = rerunWish({ ...c.req.query(), ...body }, 'in_place');
  const done = await carryOut(context, runIdInPath(c), wish, API);
  if (!done.ok) throw new Refusal(done.problem);
  const row = rowOf(context, done.value.run);
  return { ...runSummary(row, context.orders.costs.now(row)), warnings: done.value.warnings };
}
