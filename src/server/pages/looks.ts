import { Hono } from 'hono';
import { paths } from '../../wire/paths.ts';
import { backTo } from '../asking.ts';
import { rememberTheme, rememberZone } from '../preferences.ts';

/** How the pages look to one reader: each form leads back to where it was sent from. */
export function looksRoutes(): Hono {
  const app = new Hono();
  app.post('/theme', async (c) => {
    rememberTheme(c, (await c.req.parseBody()).theme);
    return backTo(c, paths.home());
  });
  app.post('/zone', async (c) => {
    rememberZone(c, (await c.req.parseBody()).zone);
    return backTo(c, paths.home());
  });
  return app;
}
