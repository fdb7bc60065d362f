import type { FC } from 'hono/jsx';
import type { BackendView } from '../../conductor/orders.ts';
import type { RunRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import type { ServerContext } from '../context.ts';
import { leaf, type Piece } from '../pieces.ts';
import type { AskedRuns } from '../run-filter.ts';
import { runTablePiece } from './run-table.tsx';
import { StartCommand } from './start-command.tsx';

/** A page of the list of runs, and the way to the next one. */
export function runListPieces(
  { orders, now }: ServerContext,
  { filter, query, isNarrowed }: AskedRuns,
  runs: readonly RunRow[],
): readonly [list: Piece, older: Piece] {
  const list = runTablePiece({
    id: 'runs',
    selectable: true,
    runs,
    costs: orders.costs,
    now: now(),
    empty: isNarrowed ? <NoneFound /> : <NoneYet backends={orders.backends()} />,
  });
  const last = runs.length === query.limit ? runs.at(-1) : undefined;
  const older = leaf('older-runs', [last?.info.id], () => (
    <p id="older-runs">
      {last !== undefined && <a href={paths.runs({ ...filter, before: last.info.id })}>Older runs</a>}
    </p>
  ));
  return [list, older];
}

const NoneFound: FC = () => (
  <>
    No such runs. <a href={paths.runs()}>Show all runs</a>
  </>
);

/** What leads to the first run. */
export const NoneYet: FC<{ backends: readonly BackendView[] }> = ({ backends }) => (
  <>
    <p>
      No runs yet. Start one under <a href={paths.sources()}>Workflows</a>, or send a file of tasks:
    </p>
    <StartCommand backends={backends} />
  </>
);
