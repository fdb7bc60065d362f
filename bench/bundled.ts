import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');

/** Imports a file of this folder that needs the server. */
export async function importBundled<Module>(file: string): Promise<Module> {
  return import(pathToFileURL(await bundle(file)).href) as Promise<Module>;
}

/** A file of this folder as one that Node can start: the server's pages are TSX, which Node alone does not read. */
export async function bundle(file: string): Promise<string> {
  const outfile = join(root, 'dist', 'bench', `${file}.mjs`);
  await mkdir(join(root, 'dist', 'bench'), { recursive: true });
  await build({
    entryPoints: [join(import.meta.dirname, `${file}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
  });
  return outfile;
}
