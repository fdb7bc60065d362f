import type { ActiveRuns } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import { isAway } from '../backend-health.ts';
import type { ServerContext } from '../context.ts';
import { type Box, box, leaf } from '../pieces.ts';
import { countWords } from '../words.ts';
import { runTablePiece } from './run-table.tsx';
import { contactWords } from './stale-notice.tsx';

const MOST_RUNS = 8;

/** One sentence, and the runs that go on before the newest of the others. */
export function overviewPiece(context: ServerContext): Box {
  const { store } = context;
  const active = store.listRuns({ limit: MOST_RUNS, active: true });
  const newest = store.listRuns({ limit: MOST_RUNS }).filter(({ endedAt }) => endedAt !== null);
  const words = overviewSentence(context, store.countActiveRuns());
  const sentence = leaf('overview-words', [words], () => <h1 id="overview-words">{words}</h1>);
  const heading = leaf('overview-heading', [], () => (
    <h2 class="section" id="overview-heading">
      Runs <a href={paths.runs()}>all runs</a>
    </h2>
  ));
  const table = runTablePiece({
    id: 'overview-runs',
    runs: [...active, ...newest].slice(0, MOST_RUNS),
    now: context.now(),
    empty: 'No runs yet. Start a workflow, or: scripthut workflow run my-tasks.json --backend NAME',
  });
  return box('overview', [sentence, heading, table], (place) => <section id="overview">{place}</section>);
}

function overviewSentence(context: ServerContext, { runs, failing: troubled }: ActiveRuns): string {
  if (context.configuration.faults.length > 0) return 'The configuration needs you.';
  const away = context.orders.backends().filter(isAway);
  const [only] = away;
  const contact =
    only === undefined
      ? ''
      : away.length === 1
        ? contactWords(only)
        : `No contact with ${away.length} backends`;
  if (runs === 0)
    return contact === '' ? 'All quiet: nothing is running.' : `${contact}; nothing of ours is running.`;
  const running = `${countWords(runs, 'run')} going`;
  const failing = troubled === 0 ? '' : `, ${troubled === 1 ? 'one' : troubled} with failures`;
  if (contact !== '') return `${contact}; ${running}${failing}.`;
  return troubled === 0 ? `All well: ${running}.` : `${running}${failing}.`;
}
