import { type Context, Hono } from 'hono';
import type { SourceView } from '../../conductor/catalog.ts';
import type { RequestedDocument } from '../../conductor/orders.ts';
import { problem } from '../../engine/problem.ts';
import type { RunStarted } from '../../wire/runs.ts';
import type { SourceFiles, SourcesAnswer, SourcesSynced } from '../../wire/sources.ts';
import { API } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { sourceInPath, workflowInPath } from '../lookup.ts';
import { Refusal } from '../problems.tsx';
import { rowOf } from '../run-changes.ts';
import {
  fileNames,
  listedSource,
  seedSources,
  sourceConfig,
  sourceDetail,
  sourceSynced,
} from '../source-answers.ts';
import { choiceOf, chosen, statusOfRefusal } from '../start-run.ts';
import { runSummary } from '../summaries.ts';

/** Sources and configured workflows in `/api/v1` (`compat.md` 13.7), and the older list of git sources. */
export function apiSourceRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/api/sources', (c) => c.json(seedSources(context.orders.sources())));
  app.get('/api/v1/sources', (c) =>
    c.json({ sources: sourcesOf(context).map(listedSource) } satisfies SourcesAnswer),
  );
  app.post('/api/v1/sources/sync', async (c) => c.json(await syncAll(context)));
  app.get('/api/v1/sources/:source', (c) => c.json(sourceDetail(sourceInPath(c, context))));
  app.get('/api/v1/sources/:source/workflows', (c) => {
    const view = sourceInPath(c, context);
    return c.json({ source: view.name, workflows: fileNames(view) } satisfies SourceFiles);
  });
  app.get('/api/v1/sources/:source/config', async (c) => {
    const { name } = sourceInPath(c, context);
    const found = await context.orders.projectFile('source', name);
    if (!found.ok) throw new Refusal(found.problem);
    return c.json(sourceConfig(name, found.value));
  });
  app.post('/api/v1/sources/:source/sync', async (c) => {
    const { name } = sourceInPath(c, context);
    await context.orders.syncSource('source', name);
    return c.json(sourceSynced(sourceInPath(c, context)));
  });
  app.post('/api/v1/sources/:source/run', async (c) => c.json(await runFile(c, context)));
  app.post('/api/v1/workflows/:workflow/run', async (c) => {
    const { name, backend } = workflowInPath(c, context);
    return c.json(await run(c, context, { is: 'workflow', name }, backend));
  });
  return app;
}

function sourcesOf({ orders }: ServerContext): readonly SourceView[] {
  return orders.sources().filter(({ kind }) => kind === 'source');
}

async function syncAll(context: ServerContext): Promise<SourcesSynced> {
  await Promise.all(sourcesOf(context).map(({ name }) => context.orders.syncSource('source', name)));
  return { sources: sourcesOf(context).map(sourceSynced) };
}

async function runFile(c: Context, context: ServerContext): Promise<RunStarted> {
  const { name, backend } = sourceInPath(c, context);
  const file = c.req.query('workflow') ?? '';
  if (file === '') throw new Refusal(problem('bad-request', 'workflow: the name of a file is expected'));
  return run(c, context, { is: 'source', name, file }, backend);
}

/** 404 for a source or file that is not there; whatever else is wrong with the order is 422, also an unknown backend. */
async function run(
  c: Context,
  context: ServerContext,
  document: RequestedDocument,
  ownBackend: string | null,
): Promise<RunStarted> {
  const choice = await choiceOf(c);
  const statusOf = statusOfRefusal(context, choice.backend ?? ownBackend);
  const submitted = await context.orders.submitRun({ document, by: API, ...chosen(choice) });
  if (!submitted.ok) throw new Refusal(submitted.problem, statusOf(submitted.problem));
  const row = rowOf(context, submitted.value.run);
  return { ...runSummary(row, context.orders.costs.now(row)), warnings: submitted.value.warnings };
}
