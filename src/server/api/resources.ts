import { Hono } from 'hono';
import type { ServerContext } from '../context.ts';
import { runInPath } from '../lookup.ts';
import { readRunResources, resourcesAnswer } from '../run-resources.ts';

/** GET `/api/v1/runs/{id}/resources`: what tasks asked for and used. */
export function apiResourceRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/api/v1/runs/:run/resources', async (c) => {
    const { id } = runInPath(c, context).info;
    return c.json(resourcesAnswer(id, await readRunResources(context.store, id)));
  });
  return app;
}
