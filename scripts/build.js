// Bundles the program and the pages' assets into dist/, and writes the schemas for editors into schemas/. Plain JavaScript, because `npm ci` runs it with whatever Node
// the system has (20 or newer).
import { existsSync } from 'node:fs';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const here = (path) => `${root}${path}`;

const common = { bundle: true, legalComments: 'eof', logLevel: 'warning', absWorkingDir: root };

/** CommonJS packages inside an ES module ask for Node's own modules with `require`. */
const REQUIRE =
  "import { createRequire as scripthutCreateRequire } from 'node:module'; const require = scripthutCreateRequire(import.meta.url);";

const program = {
  ...common,
  entryPoints: [here('src/cli/main.ts')],
  outfile: here('dist/scripthut.js'),
  platform: 'node',
  format: 'esm',
  target: 'node24',
  // Some packages' CommonJS builds find their own files at run time only; their modules say what they need.
  mainFields: ['module', 'main'],
  jsx: 'automatic',
  jsxImportSource: 'hono/jsx',
  banner: { js: REQUIRE },
};

const assets = {
  ...common,
  outdir: here('dist/assets'),
  entryNames: '[name]',
  platform: 'browser',
  format: 'esm',
  target: 'es2022',
  minify: true,
};

/** Bundled too, as it is TypeScript: one folder below the root, as its source is. */
const schemaWriter = {
  ...common,
  entryPoints: [here('scripts/write-schemas.ts')],
  outfile: here('dist/write-schemas.js'),
  platform: 'node',
  format: 'esm',
  target: 'node20',
  mainFields: program.mainFields,
  banner: program.banner,
};

async function writeSchemas() {
  await build(schemaWriter);
  await import(schemaWriter.outfile);
}

/**
 * npm links the commands of dependencies, but not the package's own: without this, `npx scripthut` in the checkout
 * would look for a package of that name elsewhere.
 */
async function linkOwnCommand() {
  const folder = here('node_modules/.bin');
  if (!existsSync(folder) || process.platform === 'win32') return;
  await rm(`${folder}/scripthut`, { force: true });
  await symlink('../../bin/scripthut.js', `${folder}/scripthut`);
}

const entries = ['main.ts', 'live-worker.ts', 'styles.css']
  .map((file) => here(`src/browser/${file}`))
  .filter((file) => existsSync(file));
await mkdir(here('dist/assets'), { recursive: true });
await Promise.all([
  build(program),
  build({ ...assets, entryPoints: entries }),
  linkOwnCommand(),
  writeSchemas(),
]);
