import { type Context, Hono } from 'hono';
import type { FC } from 'hono/jsx';
import type { SourceKind, SourceView } from '../../conductor/catalog.ts';
import type { BackendView, WorkflowListing } from '../../conductor/orders.ts';
import { problem } from '../../engine/problem.ts';
import { paths } from '../../wire/paths.ts';
import type { ProjectFiles } from '../../wire/sources.ts';
import { askerOf, backTo, orderedBy } from '../asking.ts';
import type { ServerContext } from '../context.ts';
import { visible } from '../log-text.ts';
import { nameInPath, sourceInPath } from '../lookup.ts';
import { Frame } from '../parts/frame.tsx';
import { RunChoices } from '../parts/run-choices.tsx';
import { SourceCard } from '../parts/source-card.tsx';
import { StartCommand } from '../parts/start-command.tsx';
import { readPreferences, toggleSource } from '../preferences.ts';
import { previewAnswer } from '../previews.ts';
import { Refusal } from '../problems.tsx';
import { documentText } from '../render.ts';
import { seedFiles, seedSynced } from '../source-answers.ts';
import { choiceOf, chosen, fieldOf, startRun, statusOfRefusal } from '../start-run.ts';
import { countWords } from '../words.ts';
import { PreviewPage } from './preview-page.tsx';

/** `/sources`: what could be run? Sources, projects and configured workflows (`compat.md` 13.1, 13.2). */
export function sourceRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/sources', (c) => c.html(documentText(<SourcesPage c={c} context={context} />)));
  app.post('/sources/:source/toggle', (c) => {
    const { name } = sourceInPath(c, context);
    const enabled = toggleSource(c, name);
    return askerOf(c) === 'program' ? c.json({ name, enabled }) : backTo(c, paths.sources());
  });
  app.post('/sources/:source/sync', (c) => sync(c, context, 'source'));
  app.get('/sources/:source/workflows', (c) => {
    const name = nameInPath(c, 'source');
    const views = context.orders.sources();
    return c.json(
      seedFiles(
        name,
        views.find((view) => view.kind === 'source' && view.name === name),
      ),
    );
  });
  app.post('/sources/:source/workflows/:file/run', (c) => run(c, context, 'source'));
  app.get('/sources/:source/workflows/:file/dry-run', (c) => dryRun(c, context, 'source'));
  app.post('/projects/:project/sync', (c) => sync(c, context, 'project'));
  app.get('/projects/:project/workflows', (c) => listProject(c, context));
  app.post('/projects/:project/run', (c) => run(c, context, 'project'));
  app.get('/projects/:project/dry-run', (c) => dryRun(c, context, 'project'));
  return app;
}

/** People see on the page how it went. */
async function sync(c: Context, context: ServerContext, kind: SourceKind): Promise<Response> {
  const { name } = sourceInPath(c, context, kind);
  await context.orders.syncSource(kind, name);
  return askerOf(c) === 'program'
    ? c.json(seedSynced(sourceInPath(c, context, kind)))
    : backTo(c, paths.sources());
}

async function listProject(c: Context, context: ServerContext): Promise<Response> {
  const { name } = sourceInPath(c, context, 'project');
  const synced = await context.orders.syncSource('project', name);
  if (!synced.ok) throw new Refusal(synced.problem);
  const workflows = synced.value.workflows.map(({ path }) => path);
  return c.json({ project: name, workflows } satisfies ProjectFiles);
}

async function run(c: Context, context: ServerContext, kind: SourceKind): Promise<Response> {
  const { view, document, choice } = await ordered(c, context, kind);
  const status = statusOfRefusal(context, choice.backend ?? view.backend);
  return startRun(c, context, { document, by: orderedBy(c), ...chosen(choice) }, status);
}

async function dryRun(c: Context, context: ServerContext, kind: SourceKind): Promise<Response> {
  const { view, document, choice } = await ordered(c, context, kind);
  const preview = await context.orders.previewRun({ document, by: orderedBy(c), ...chosen(choice) });
  if (!preview.ok) throw new Refusal(preview.problem);
  if (askerOf(c) !== 'browser') return c.json(previewAnswer(preview.value));
  // What was looked at is what is run: the commit, not the branch.
  const commit = preview.value.git?.commit;
  const same = { ...choice, ...(commit !== undefined && { commit }) };
  const href = kind === 'project' ? paths.projectRun : paths.sourceRun;
  const runHref = href(view.name, document.file, same);
  const props = { c, context, name: document.file, runHref, preview: preview.value };
  return c.html(documentText(<PreviewPage {...props} />));
}

async function ordered(c: Context, context: ServerContext, kind: SourceKind) {
  const view = sourceInPath(c, context, kind);
  const file = kind === 'source' ? nameInPath(c, 'file') : await fieldOf(c, 'workflow');
  if (file === undefined)
    throw new Refusal(problem('bad-request', 'workflow: the path of a file is expected'), 422);
  return {
    view,
    document: { is: kind, name: view.name, file } as const,
    choice: await choiceOf(c),
  };
}

const SourcesPage: FC<{ c: Context; context: ServerContext }> = ({ c, context }) => {
  const views = context.orders.sources();
  const listings = context.orders.workflows();
  const { foldedSources } = readPreferences(c);
  const backends = context.orders.backends().map(({ name }) => name);
  const cards = (shown: readonly SourceView[]) =>
    shown.map((view) => (
      <SourceCard
        view={view}
        backends={backends}
        isFolded={foldedSources.includes(view.name)}
        now={context.now()}
      />
    ));
  return (
    <Frame c={c} context={context} title="Workflows" current="Workflows">
      <h1>Workflows</h1>
      {views.length + listings.length === 0 && <NothingToRun backends={context.orders.backends()} />}
      <div class="sources">{cards(views)}</div>
      {listings.length > 0 && (
        <>
          {views.length > 0 && <h2 class="section">Made by commands</h2>}
          <p class="quiet">Each command is run anew for every preview and every run.</p>
          <ul class="workflows">
            {listings.map((listing) => (
              <Workflow listing={listing} backends={backends} />
            ))}
          </ul>
        </>
      )}
    </Frame>
  );
};

const NothingToRun: FC<{ backends: readonly BackendView[] }> = ({ backends }) => (
  <div class="empty">
    <p>No source of workflows is configured. A file can be run at once:</p>
    <StartCommand backends={backends} />
    <p>
      or name a git repository or a folder under sources in <a href={paths.settings()}>the configuration</a>,
      or a command that prints a document under workflows.
    </p>
  </div>
);

const Workflow: FC<{ listing: WorkflowListing; backends: readonly string[] }> = ({ listing, backends }) => (
  <li class="card">
    <form method="post" action={paths.workflowRun(listing.name)}>
      <header class="card-head">
        <h3>{visible(listing.name)}</h3>
        <span class="buttons">
          <button
            type="submit"
            class="button"
            formmethod="get"
            formaction={paths.workflowDryRun(listing.name)}
          >
            Preview<span class="only-read"> {visible(listing.name)}</span>
          </button>
          <button type="submit" class="button primary">
            Run<span class="only-read"> {visible(listing.name)}</span>
          </button>
        </span>
      </header>
      {listing.description !== '' && <p>{visible(listing.description)}</p>}
      {listing.hasGit && <p class="quiet">Runs in a clone of a git repository</p>}
      {listing.maxConcurrent !== null && (
        <p class="quiet">At most {countWords(listing.maxConcurrent, 'task')} at a time</p>
      )}
      <p class="choices-line">
        <RunChoices
          backends={backends}
          backend={listing.backend}
          branch={listing.hasGit ? 'the configured one' : null}
        />
      </p>
    </form>
  </li>
);
