import { expectedEnd } from '../engine/expected-end.ts';
import type { RunRow } from '../store/store.ts';
import { isAway } from './backend-health.ts';
import type { ServerContext } from './context.ts';
import { visible } from './log-text.ts';
import { RunInfo } from './parts/run-info.tsx';
import { tabCounts } from './parts/run-tabs.tsx';
import { StaleNotice } from './parts/stale-notice.tsx';
import { leaf, type Piece, pieceText } from './pieces.ts';
import { aboutWords } from './times.ts';
import { activeCount, countsSentence } from './words.ts';

/** What is live on every view of a run, whichever tab is open. */
export function runHeadPieces(context: ServerContext, run: RunRow): readonly Piece[] {
  return [
    runHeadPiece(context, run),
    runNotesPiece(context, run),
    ...tabCounts(run),
    tickPiece(context, run),
  ];
}

/** The same as elements, to take the place of those that are shown. */
export function runHeadText(context: ServerContext, run: RunRow): string {
  return runHeadPieces(context, run).map(pieceText).join('');
}

export function runHeadPiece(context: ServerContext, run: RunRow): Piece {
  return leaf('run-info', null, () => (
    <RunInfo
      run={run}
      ends={endWords(context, run)}
      cost={context.orders.costs.now(run)}
      channels={context.orders.notifications.ofRun(run.info.id)}
      now={context.now()}
    />
  ));
}

/** Nothing where there is no evidence, or where what is known is old. */
function endWords({ orders }: ServerContext, { info, endedAt, cancel, counts }: RunRow): string {
  const backend = orders.backends().find(({ name }) => name === info.backend);
  if (endedAt !== null || cancel !== null || backend === undefined || isAway(backend)) return '';
  const inMs = expectedEnd(orders.costs.paces(info.id), counts.running);
  return inMs === null ? '' : `ends in ${aboutWords(inMs)}`;
}

/** Below the tabs: how many stand where, what is not known for sure, and why it is stuck. */
export function runNotesPiece(context: ServerContext, run: RunRow): Piece {
  const { orders } = context;
  return leaf('run-notes', null, () => {
    const backend = orders.backends().find(({ name }) => name === run.info.backend);
    const why = orders.explainRun(run.info.id);
    return (
      <div id="run-notes" class="run-notes">
        {run.endedAt === null && (
          <StaleNotice backend={backend} jobs={activeCount(run.counts)} now={context.now()} />
        )}
        <p class="counts">{countsSentence(run.counts, run.cancel !== null)}</p>
        {why !== '' && <p class="run-why">{visible(why)}</p>}
      </div>
    );
  });
}

/** Tells parts that fetch what they show that some task has changed. */
export function tickPiece({ pictures }: ServerContext, { info }: RunRow): Piece {
  const { version } = pictures.of(info.id).groups.all;
  return leaf('run-tick', [version], () => <span id="run-tick" data-version={version} hidden />);
}
