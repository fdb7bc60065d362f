import { type Context, Hono } from 'hono';
import type { WorkflowListing } from '../../conductor/orders.ts';
import { paths } from '../../wire/paths.ts';
import type { WorkflowsAnswer } from '../../wire/workflows.ts';
import { askerOf, orderedBy } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { workflowInPath } from '../lookup.ts';
import { previewAnswer } from '../previews.ts';
import { Refusal } from '../problems.tsx';
import { documentText } from '../render.ts';
import { choiceOf, chosen, startRun } from '../start-run.ts';
import { PreviewPage } from './preview-page.tsx';

/** The configured `workflows:` (`compat.md` 13.2); people find them on the page of all sources. */
export function workflowRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/workflows', (c) => {
    if (askerOf(c) === 'browser') return c.redirect(paths.sources(), 302);
    return c.json({ workflows: context.orders.workflows().map(listedWorkflow) } satisfies WorkflowsAnswer);
  });
  app.post('/workflows/:workflow/run', async (c) => {
    const { name } = workflowInPath(c, context);
    const choice = await choiceOf(c);
    return startRun(c, context, { document: { is: 'workflow', name }, by: orderedBy(c), ...chosen(choice) });
  });
  app.get('/workflows/:workflow/dry-run', (c) => dryRun(c, context));
  return app;
}

function listedWorkflow(listing: WorkflowListing): WorkflowsAnswer['workflows'][number] {
  const { name, backend, description, maxConcurrent, hasGit } = listing;
  return { name, backend, description, max_concurrent: maxConcurrent, has_git: hasGit };
}

async function dryRun(c: Context, context: ServerContext): Promise<Response> {
  const { name } = workflowInPath(c, context);
  const choice = await choiceOf(c);
  const request = { document: { is: 'workflow', name }, by: orderedBy(c), ...chosen(choice) } as const;
  const preview = await context.orders.previewRun(request);
  if (!preview.ok) throw new Refusal(preview.problem);
  if (askerOf(c) !== 'browser') return c.json(previewAnswer(preview.value));
  const props = { c, context, name, runHref: paths.workflowRun(name, choice), preview: preview.value };
  return c.html(documentText(<PreviewPage {...props} />));
}
