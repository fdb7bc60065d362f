import { type Context, Hono } from 'hono';
import type { FC } from 'hono/jsx';
import type { Preview, WorkflowListing } from '../../conductor/orders.ts';
import { expectedCostWords } from '../../engine/cost-words.ts';
import { paths } from '../../wire/paths.ts';
import type { WorkflowStarted, WorkflowsAnswer } from '../../wire/workflows.ts';
import { askerOf, WEB } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { visible } from '../log-text.ts';
import { nameInPath } from '../lookup.ts';
import { Frame } from '../parts/frame.tsx';
import { PreviewKinds } from '../parts/preview-kinds.tsx';
import { PreviewTasks } from '../parts/preview-tasks.tsx';
import { previewAnswer } from '../previews.ts';
import { notFound, Refusal } from '../problems.tsx';
import { documentText } from '../render.ts';
import { countWords } from '../words.ts';

/** `/workflows`: what could be run? As a page, and as JSON (`compat.md` 13.2). */
export function workflowRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/workflows', (c) => {
    const listings = context.orders.workflows();
    if (askerOf(c) === 'browser')
      return c.html(documentText(<WorkflowsPage c={c} context={context} listings={listings} />));
    return c.json({ workflows: listings.map(listedWorkflow) } satisfies WorkflowsAnswer);
  });
  app.post('/workflows/:workflow/run', (c) => runWorkflow(c, context));
  app.get('/workflows/:workflow/dry-run', (c) => dryRun(c, context));
  return app;
}

function listedWorkflow(listing: WorkflowListing): WorkflowsAnswer['workflows'][number] {
  const { name, backend, description, maxConcurrent, hasGit } = listing;
  return { name, backend, description, max_concurrent: maxConcurrent, has_git: hasGit };
}

/** Every failure is status 422, but for a name that nobody configured. */
async function runWorkflow(c: Context, context: ServerContext): Promise<Response> {
  const request = requestOf(c, context);
  const submitted = await context.orders.submitRun(request);
  if (!submitted.ok) throw new Refusal(submitted.problem, 422);
  const run = context.store.readRun(submitted.value.run);
  if (run === null) throw new Error(`run ${submitted.value.run} was submitted and is not in the store`);
  if (askerOf(c) === 'browser') return c.redirect(paths.run(run.info.id), 303);
  const answer: WorkflowStarted = {
    run_id: run.info.id,
    workflow_name: run.info.workflow,
    backend_name: run.info.backend,
    task_count: run.taskCount,
    status: run.status,
  };
  return c.json(answer);
}

async function dryRun(c: Context, context: ServerContext): Promise<Response> {
  const preview = await context.orders.previewRun(requestOf(c, context));
  if (!preview.ok) throw new Refusal(preview.problem);
  if (askerOf(c) !== 'browser') return c.json(previewAnswer(preview.value));
  return c.html(
    documentText(
      <PreviewPage c={c} context={context} name={nameInPath(c, 'workflow')} preview={preview.value} />,
    ),
  );
}

function requestOf(c: Context, context: ServerContext) {
  const name = nameInPath(c, 'workflow');
  const isKnown = context.orders.workflows().some((listing) => listing.name === name);
  if (!isKnown)
    throw notFound(
      `There is no workflow ${visible(name)}.`,
      'Workflows are listed in the configuration, under workflows.',
    );
  const backend = c.req.query('backend');
  return {
    document: { is: 'workflow', name },
    by: WEB,
    ...(backend !== undefined && { backend }),
  } as const;
}

const WorkflowsPage: FC<{ c: Context; context: ServerContext; listings: readonly WorkflowListing[] }> = (
  props,
) => {
  const { c, context, listings } = props;
  return (
    <Frame c={c} context={context} title="Workflows" current="Workflows">
      <h1>Workflows</h1>
      {listings.length === 0 ? (
        <NoWorkflows />
      ) : (
        <ul class="workflows">
          {listings.map((listing) => (
            <Workflow listing={listing} />
          ))}
        </ul>
      )}
    </Frame>
  );
};

const NoWorkflows: FC = () => (
  <div class="empty">
    <p>No workflow is configured. A file can be run at once:</p>
    <pre class="code">scripthut workflow run my-tasks.json --backend NAME --watch</pre>
    <p>or name a command that prints one, under workflows in the configuration.</p>
  </div>
);

const Workflow: FC<{ listing: WorkflowListing }> = ({ listing }) => (
  <li class="card">
    <header class="card-head">
      <h3>{visible(listing.name)}</h3>
      <span class="buttons">
        <a class="button" href={paths.workflowDryRun(listing.name)}>
          Preview
        </a>
        <form method="post" action={paths.workflowRun(listing.name)}>
          <button type="submit" class="button primary">
            Run on {listing.backend}
          </button>
        </form>
      </span>
    </header>
    {listing.description !== '' && <p>{visible(listing.description)}</p>}
    {listing.maxConcurrent !== null && (
      <p class="quiet">At most {countWords(listing.maxConcurrent, 'task')} at a time</p>
    )}
  </li>
);

/** Previewed scripts in one page; the rest is only listed. */
const MOST_SCRIPTS = 50;

const PreviewPage: FC<{ c: Context; context: ServerContext; name: string; preview: Preview }> = (props) => {
  const { c, context, name, preview } = props;
  const expected = preview.cost === null ? null : expectedCostWords(preview.cost);
  return (
    <Frame c={c} context={context} title={`Preview of ${visible(name)}`} current="Workflows">
      <p class="crumb">
        <a href={paths.workflows()}>Workflows</a>
      </p>
      <h1>{visible(preview.title ?? preview.workflow)}</h1>
      <p class="origin">
        {countWords(preview.tasks.length, 'task')} on {preview.backend} · logs in{' '}
        <code class="path">{visible(preview.logDir)}</code> · nothing has been sent
        {expected !== null && <> · {expected}</>}
      </p>
      {preview.warnings.map((warning) => (
        <p class="notice notice-warn">{visible(warning)}</p>
      ))}
      <form method="post" action={paths.workflowRun(name)}>
        <button type="submit" class="button primary">
          Run {countWords(preview.tasks.length, 'task')} on {preview.backend}
        </button>
      </form>
      <PreviewKinds kinds={preview.kinds} now={context.now()} />
      <PreviewTasks tasks={preview.tasks.map(({ task }) => task)} />
      <h2 class="section">Scripts</h2>
      <div class="nodes entries">
        {preview.tasks.slice(0, MOST_SCRIPTS).map(({ task, script }, index) => (
          <details class="group" open={index === 0}>
            <summary>
              <span class="group-name">{visible(task.id)}</span>
            </summary>
            <pre class="code" tabindex={0}>
              {visible(script.text)}
            </pre>
          </details>
        ))}
      </div>
      {preview.tasks.length > MOST_SCRIPTS && (
        <p class="quiet">
          The scripts of the other {preview.tasks.length - MOST_SCRIPTS} tasks are made the same way.
        </p>
      )}
      <h2 class="section">Document</h2>
      <pre class="code" tabindex={0}>
        {visible(preview.document)}
      </pre>
    </Frame>
  );
};
