import { type Context, Hono } from 'hono';
import type { FC } from 'hono/jsx';
import type { RunRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import type { ServerContext } from '../context.ts';
import { visible } from '../log-text.ts';
import { runInPath } from '../lookup.ts';
import { Frame } from '../parts/frame.tsx';
import { AdviceList, ResourceTable } from '../parts/resource-table.tsx';
import { documentText } from '../render.ts';
import { type RunResources, readRunResources } from '../run-resources.ts';
import { countWords, numberWords } from '../words.ts';

/** `/runs/{id}/resources`: what did the tasks ask for, what did they use, and what should be asked for instead? */
export function resourcesRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/runs/:run/resources', async (c) => {
    const run = runInPath(c, context);
    const resources = await readRunResources(context.store, run.info.id);
    return c.html(documentText(<ResourcesPage c={c} context={context} run={run} resources={resources} />));
  });
  return app;
}

/** Groups in one table; more are told in the API. */
const MOST_GROUPS = 200;

interface ResourcesPageProps {
  readonly c: Context;
  readonly context: ServerContext;
  readonly run: RunRow;
  readonly resources: RunResources;
}

const ResourcesPage: FC<ResourcesPageProps> = ({ c, context, run, resources }) => {
  const { groups } = resources;
  const { info } = run;
  const left = groups.slice(MOST_GROUPS).reduce((sum, { use }) => sum + use.tasks, resources.leftOut);
  return (
    <Frame c={c} context={context} title={`Resources of ${info.id}`} current="Runs">
      <p class="crumb">
        <a href={paths.run(info.id)}>
          {visible(info.title ?? info.workflow)} <code>{info.id}</code>
        </a>
      </p>
      <h1>{answerSentence(resources)}</h1>
      <AdviceList groups={groups.slice(0, MOST_GROUPS)} />
      <h2 class="section">Asked for and used</h2>
      <ResourceTable run={info.id} groups={groups.slice(0, MOST_GROUPS)} />
      {left > 0 && <p class="quiet">Not listed: {countWords(left, 'task')} of further groups.</p>}
      <p class="quiet footnote">
        Groups are tasks whose ids begin alike, up to the first dot, and that ask for the same. Shown is the
        most that one of them used. On some clusters memory counts cached files, or is looked at every half
        minute only.
      </p>
    </Frame>
  );
};

function answerSentence({ groups }: RunResources): string {
  const ran = groups.reduce((sum, { use }) => sum + use.ran, 0);
  if (ran === 0) return 'No task has ended yet.';
  const needy = groups.filter(({ advice }) => advice.some(({ kind }) => kind === 'too-little')).length;
  const advised = groups.filter(({ advice }) => advice.length > 0).length;
  if (needy > 0) return `${countWords(needy, 'group')} asked for too little.`;
  if (advised > 0) return `${countWords(advised, 'group')} could ask for something else.`;
  return `Nothing to change: ${numberWords(ran)} tasks used about what they asked for, or too few to tell.`;
}
