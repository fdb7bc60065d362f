import type { ActiveRuns } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import { firstDayOf, yearActivity } from '../activity.ts';
import { isAway } from '../backend-health.ts';

import type { ServerContext } from '../context.ts';
import { type Box, box, leaf, type Piece } from '../pieces.ts';
import { countWords } from '../words.ts';

import { ActivityStrip } from './activity-strip.tsx';
import { BackendTable } from './backend-table.tsx';

import { NoneYet } from './run-list.tsx';
import { runTablePiece } from './run-table.tsx';
import { contactWords } from './stale-notice.tsx';
import { troublePiece } from './trouble-list.tsx';

const MOST_RUNS = 8;
const DAY_MS = 86_400_000;

/** Is all well? One sentence, what failed since that time, the runs that go on, the backends, and the last year. */
export function overviewPiece(context: ServerContext, seenUntil: number): Box {
  const words = overviewSentence(context, seenUntil);
  const answer = leaf('overview-words', [words], () => <h1 id="overview-words">{words}</h1>);
  const health = leaf('overview-backends', null, () => (
    <section id="overview-backends">
      <h2 class="section">
        Backends <a href={paths.backends()}>more about them</a>
      </h2>
      <BackendTable orders={context.orders} now={context.now()} />
    </section>
  ));
  const parts = [answer, troublePiece(context, seenUntil), ...runPieces(context), health, yearPiece(context)];
  return box('overview', parts, (place) => <section id="overview">{place}</section>);
}

/** Those that go on, each with what it waits for, before the newest of the others. */
function runPieces({ store, orders, now }: ServerContext): readonly [Piece, Piece] {
  const active = store.listRuns({ limit: MOST_RUNS, active: true });
  const newest = store.listRuns({ limit: MOST_RUNS }).filter(({ endedAt }) => endedAt !== null);
  const heading = leaf('overview-heading', [], () => (
    <h2 class="section" id="overview-heading">
      Runs <a href={paths.runs()}>all runs</a>
    </h2>
  ));
  const table = runTablePiece({
    id: 'overview-runs',
    runs: [...active, ...newest].slice(0, MOST_RUNS),
    why: ({ info }) => orders.explainRun(info.id),
    now: now(),
    empty: <NoneYet backends={orders.backends()} />,
  });
  return [heading, table];
}

function yearPiece({ store, now }: ServerContext): Piece {
  const today = Math.floor(now() / DAY_MS);
  const days = store.activity(firstDayOf(today));
  return leaf('activity', [today, JSON.stringify(days)], () => (
    <ActivityStrip year={yearActivity(days, today)} />
  ));
}

function overviewSentence({ configuration, store, orders }: ServerContext, seenUntil: number): string {
  if (configuration.faults.length > 0) return 'The configuration needs you.';
  const away = orders.backends().filter(isAway);
  const [only] = away;
  const contact =
    only === undefined
      ? ''
      : away.length === 1
        ? contactWords(only)
        : `No contact with ${away.length} backends`;
  const failed = store.listFailedRuns({ after: seenUntil, limit: MOST_COUNTED }).length;
  const news =
    failed === 0 ? '' : `${failed === MOST_COUNTED ? 'many runs' : countWords(failed, 'run')} failed`;
  return inOneSentence([contact, news], goingWords(store.countActiveRuns()));
}

/** Above that it is "many". */
const MOST_COUNTED = 100;

function goingWords({ runs, failing }: ActiveRuns): string {
  if (runs === 0) return '';
  const trouble = failing === 0 ? '' : `, ${failing === 1 ? 'one' : failing} with failures`;
  return `${countWords(runs, 'run')} going${trouble}`;
}

/** What is wrong comes first. */
function inOneSentence(wrong: readonly string[], going: string): string {
  const told = wrong.filter((words) => words !== '');
  if (told.length > 0) return `${[...told, going === '' ? 'nothing of ours is running' : going].join('; ')}.`;
  if (going === '') return 'All quiet: nothing is running.';
  return going.includes('failures') ? `${going}.` : `All well: ${going}.`;
}
