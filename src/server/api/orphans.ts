import { Hono } from 'hono';
import { z } from 'zod';
import type { OrphansAnswer } from '../../wire/backends.ts';
import type { ServerContext } from '../context.ts';
import { endOrphans, orphanJob } from '../orphan-jobs.ts';
import { limitedBody, readBody } from './body.ts';

const EndShape = z.strictObject({
  jobs: z.array(z.strictObject({ backend: z.string(), job_id: z.string() })),
});

/** Jobs of ours that no run wants: which they are, and their end. */
export function orphanRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/api/v1/orphans', (c) =>
    c.json({ orphans: context.orders.orphans().map(orphanJob) } satisfies OrphansAnswer),
  );
  app.post('/api/v1/orphans/end', limitedBody, async (c) => {
    const named = (await c.req.text()) === '' ? null : (await readBody(c, EndShape)).jobs;
    return c.json(await endOrphans(context, named));
  });
  return app;
}
