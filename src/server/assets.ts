import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Hono } from 'hono';
import { notFound } from './problems.tsx';

const TYPES: Readonly<Record<string, string>> = {
  'main.js': 'text/javascript; charset=utf-8',
  'live-worker.js': 'text/javascript; charset=utf-8',
  'styles.css': 'text/css; charset=utf-8',
};

/** The version and a short sum of the files, so that what is built anew has another name. Files that are missing do not count. */
export function buildName(version: string, folder: string): string {
  const sum = createHash('sha256');
  for (const file of Object.keys(TYPES)) {
    try {
      sum.update(readFileSync(join(folder, file)));
    } catch {
      // Not built: asking for it says so.
    }
  }
  return `${version}-${sum.digest('hex').slice(0, 8)}`;
}

/**
 * The files of the page's own script and styles; no other file of the folder is ever given out. By the name of this build
 * they never change, and through a tunnel each page would wait for them.
 */
export function assetRoutes(folder: string, build: string): Hono {
  const app = new Hono();
  app.get('/assets/:file', async (c) => {
    const file = c.req.param('file');
    const type = TYPES[file];
    if (type === undefined) throw notFound(`There is no asset ${file}.`);
    const bytes = await readFile(join(folder, file)).catch(() => null);
    if (bytes === null) throw notFound(`The asset ${file} has not been built.`, 'npm run build makes it.');
    const keep = c.req.query('v') === build ? 'max-age=31536000, immutable' : 'no-cache';
    return c.body(bytes, 200, { 'Content-Type': type, 'Cache-Control': keep });
  });
  return app;
}
