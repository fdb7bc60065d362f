import type { FC } from 'hono/jsx';
import type { RunRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import type { ServerContext } from '../context.ts';
import { countWords } from '../words.ts';
import { isAway } from './backend-chips.tsx';
import { RunTable } from './run-table.tsx';
import { contactWords } from './stale-notice.tsx';

const MOST_RUNS = 8;

/** One sentence, and the newest runs. */
export const OverviewAnswer: FC<{ context: ServerContext }> = ({ context }) => {
  const runs = context.store.listRuns({ limit: MOST_RUNS });
  return (
    <section id="overview">
      <h1>{overviewSentence(context, runs)}</h1>
      <h2 class="section">
        Runs <a href={paths.runs()}>all runs</a>
      </h2>
      <RunTable
        id="overview-runs"
        runs={exceptionsFirst(runs)}
        now={context.now()}
        empty="No runs yet. Start a workflow, or: scripthut workflow run my-tasks.json --backend NAME"
      />
    </section>
  );
};

function overviewSentence(context: ServerContext, runs: readonly RunRow[]): string {
  if (context.configuration.faults.length > 0) return 'The configuration needs you.';
  const active = runs.filter((run) => run.endedAt === null);
  const troubled = active.filter((run) => run.counts.failed > 0).length;
  const away = context.orders.backends().filter(isAway);
  const [only] = away;
  const contact =
    only === undefined
      ? ''
      : away.length === 1
        ? contactWords(only)
        : `No contact with ${away.length} backends`;
  if (active.length === 0)
    return contact === '' ? 'All quiet: nothing is running.' : `${contact}; nothing of ours is running.`;
  const running = `${countWords(active.length, 'run')} going`;
  const failing = troubled === 0 ? '' : `, ${troubled === 1 ? 'one' : troubled} with failures`;
  if (contact !== '') return `${contact}; ${running}${failing}.`;
  return troubled === 0 ? `All well: ${running}.` : `${running}${failing}.`;
}

/** What goes on comes before what has ended. */
function exceptionsFirst(runs: readonly RunRow[]): readonly RunRow[] {
  return [...runs.filter((run) => run.endedAt === null), ...runs.filter((run) => run.endedAt !== null)];
}
