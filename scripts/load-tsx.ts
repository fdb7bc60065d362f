import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'esbuild';

// Node strips the types of `.ts` by itself, but knows no elements; for scripts that start the server from its source.
registerHooks({
  load: (url, context, next) => {
    if (!url.endsWith('.tsx')) return next(url, context);
    const text = readFileSync(fileURLToPath(url), 'utf8');
    const options = { loader: 'tsx', jsx: 'automatic', jsxImportSource: 'hono/jsx' } as const;
    return { format: 'module', source: transformSync(text, options).code, shortCircuit: true };
  },
});
