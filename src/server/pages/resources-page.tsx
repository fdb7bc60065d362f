import { Hono } from 'hono';
import type { FC } from 'hono/jsx';
import type { RunRow } from '../../store/store.ts';
import type { ServerContext } from '../context.ts';
import { runInPath } from '../lookup.ts';
import { AdviceList, ResourceTable } from '../parts/resource-table.tsx';
import { RunFrame } from '../parts/run-frame.tsx';
import { documentText } from '../render.ts';
import { type RunResources, readRunResources } from '../run-resources.ts';
import { runSelection } from '../run-selection.ts';
import { countWords } from '../words.ts';

/** `/runs/{id}/resources`: what did the tasks ask for, what did they use, and what should be asked for instead? */
export function resourcesRoutes(context: ServerContext): Hono {
  const app = new Hono();
  app.get('/runs/:run/resources', async (c) => {
    const since = context.live.since();
    const run = runInPath(c, context);
    const resources = await readRunResources(context.store, run.info.id);
    const around = { c, context, run, tab: 'Resources', selection: runSelection(c), since } as const;
    return c.html(
      documentText(
        <RunFrame {...around}>
          <ResourcesView run={run} resources={resources} />
        </RunFrame>,
      ),
    );
  });
  return app;
}

/** Groups in one table; more are told in the API. */
const MOST_GROUPS = 200;

interface ResourcesViewProps {
  readonly run: RunRow;
  readonly resources: RunResources;
}

const ResourcesView: FC<ResourcesViewProps> = ({ run, resources }) => {
  const { groups } = resources;
  const left = groups.slice(MOST_GROUPS).reduce((sum, { use }) => sum + use.tasks, resources.leftOut);
  return (
    <section aria-label="Resources">
      <h2 class="section">{answerSentence(resources)}</h2>
      <AdviceList groups={groups.slice(0, MOST_GROUPS)} />
      {groups.length > 0 && (
        <>
          <h3 class="section">Asked for and used</h3>
          <ResourceTable run={run.info.id} groups={groups.slice(0, MOST_GROUPS)} />
        </>
      )}
      {left > 0 && <p class="quiet">Not listed: {countWords(left, 'task')} of further groups.</p>}
      <p class="quiet footnote">
        Groups are tasks whose ids begin alike, up to the first dot, and that ask for the same. Shown is the
        most that one of them used. On some clusters memory counts cached files, or is looked at every half
        minute only.
      </p>
    </section>
  );
};

function answerSentence({ groups }: RunResources): string {
  const ran = groups.reduce((sum, { use }) => sum + use.ran, 0);
  if (ran === 0) return 'No task has ended yet: what they used is told when the first has.';
  const needy = groups.filter(({ advice }) => advice.some(({ kind }) => kind === 'too-little')).length;
  const advised = groups.filter(({ advice }) => advice.length > 0).length;
  if (needy > 0) return `${countWords(needy, 'group')} asked for too little.`;
  if (advised > 0) return `${countWords(advised, 'group')} could ask for something else.`;
  return `Nothing to suggest: what ${countWords(ran, 'task')} used is about what they asked for, or tells too little.`;
}
