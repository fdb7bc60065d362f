import type { FC } from 'hono/jsx';
import type { RunId } from '../../engine/ids.ts';
import type { RunRow } from '../../store/store.ts';
import { paths, type RunSelection } from '../../wire/paths.ts';
import { leaf, type Piece, pieceChild } from '../pieces.ts';
import { numberWords } from '../words.ts';

/** One view of a run's tasks, with an address of its own. */
interface Tab {
  readonly name: string;
  readonly href: (run: RunId, selection: RunSelection) => string;
  /** A number behind its name, kept true; zero is not shown. */
  readonly count?: (run: RunRow) => number;
}

/** None for a run that was cancelled: what ended by that is counted as failed, too, and no error. */
function errorCount({ counts, cancel }: RunRow): number {
  return cancel === null ? counts.failed : 0;
}

/** In the order in which they stand: a further one is a page in `server/pages/` and a line here. */
const TABS = [
  { name: 'Tasks', href: paths.run, count: ({ taskCount }) => taskCount },
  { name: 'Graph', href: paths.runGraph },
  { name: 'Timeline', href: paths.runTimeline },
  { name: 'Errors', href: paths.runErrors, count: errorCount },
  { name: 'Resources', href: paths.runResources },
  { name: 'Summary', href: paths.runSummary },
  { name: 'Events', href: paths.runHistory },
] as const satisfies readonly Tab[];

export type TabName = (typeof TABS)[number]['name'];

interface RunTabsProps {
  readonly run: RunRow;
  readonly current: TabName;
  readonly selection: RunSelection;
}

export const RunTabs: FC<RunTabsProps> = ({ run, current, selection }) => (
  <nav class="tabs" aria-label="Views of this run">
    {TABS.map((tab: Tab) => (
      <a href={tab.href(run.info.id, selection)} aria-current={tab.name === current ? 'page' : undefined}>
        {tab.name}
        {tab.count !== undefined && pieceChild(countPiece(run, tab.name, tab.count))}
      </a>
    ))}
  </nav>
);

/** The numbers behind the names: they change while the tabs stay. */
export function tabCounts(run: RunRow): readonly Piece[] {
  return TABS.flatMap((tab: Tab) => (tab.count === undefined ? [] : [countPiece(run, tab.name, tab.count)]));
}

function countPiece(run: RunRow, name: string, count: NonNullable<Tab['count']>): Piece {
  const id = `tab-${name.toLowerCase()}`;
  const number = count(run);
  return leaf(id, [number], () => (
    <span id={id} class="tab-count">
      {number > 0 && ` ${numberWords(number)}`}
    </span>
  ));
}
