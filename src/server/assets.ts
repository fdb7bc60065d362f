import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Hono } from 'hono';
import { notFound } from './problems.tsx';

const TYPES: Readonly<Record<string, string>> = {
  'main.js': 'text/javascript; charset=utf-8',
  'main.js.map': 'application/json',
  'styles.css': 'text/css; charset=utf-8',
};

/** The files of the page's own script and styles; no other file of the folder is ever given out. */
export function assetRoutes(folder: string): Hono {
  const app = new Hono();
  app.get('/assets/:file', async (c) => {
    const file = c.req.param('file');
    const type = TYPES[file];
    if (type === undefined) throw notFound(`There is no asset ${file}.`);
    const bytes = await readFile(join(folder, file)).catch(() => null);
    if (bytes === null) throw notFound(`The asset ${file} has not been built.`, 'npm run build makes it.');
    return c.body(bytes, 200, { 'Content-Type': type, 'Cache-Control': 'no-cache' });
  });
  return app;
}
