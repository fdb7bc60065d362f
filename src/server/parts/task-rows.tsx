import type { Child, FC } from 'hono/jsx';
import type { TaskStatus } from '../../engine/state.ts';
import type { TaskRow } from '../../store/store.ts';
import { paths } from '../../wire/paths.ts';
import type { Cancel } from '../failures.ts';
import { visible } from '../log-text.ts';
import { type Box, box, type Leaf, leaf, type Piece, pieceChild } from '../pieces.ts';
import type { RunPicture } from '../run-picture.ts';
import { BY_URGENCY, type TaskGroup, type TaskSet } from '../task-groups.ts';
import { countWords, numberWords, stateWord } from '../words.ts';
import { Shape } from './state-mark.tsx';
import { TaskLine } from './task-row.tsx';

export interface TaskList {
  readonly picture: RunPicture;
  /** Who cancelled the run, if anybody did. */
  readonly cancel: Cancel;
  /** One sentence for a task that is not a success; empty when there is none. */
  readonly explain: (row: TaskRow) => string;
  readonly now: number;
}

/** Up to so many tasks stand in the page at once; the groups of larger runs are fetched when they are opened. */
const INLINE_TASKS = 300;
/** So many quiet tasks in the same state fold into one line. */
const FOLD_FROM = 9;
/** Of those that are not quiet, so many of each state are shown. */
const MOST_LOUD = 100;
/** Rows of a part that is fetched by itself, unless more are asked for. */
export const PAGE_ROWS = 200;

export function isInline({ picture }: TaskList): boolean {
  return picture.groups.all.members.length <= INLINE_TASKS;
}

/** `anchor` keeps ids apart where a task is shown twice. */
export function rowPieces(list: TaskList, indices: readonly number[], anchor = 'task'): readonly Leaf[] {
  const { cancel, now, explain } = list;
  return list.picture.rows(indices).map((row) => {
    const why = explain(row);
    return leaf(`${anchor}-${row.index}`, [row, why, cancel?.by, cancel?.at], () => (
      <TaskLine row={row} why={why} cancel={cancel} now={now} anchor={anchor} />
    ));
  });
}

/** Tasks of a group by urgency; those of a state that are many, and quiet or beyond what one reads, fold into one line. */
export function rowsPiece(list: TaskList, group: TaskGroup, set: TaskSet): Box {
  const id = `tasks-${group.prefix}`;
  const inner = BY_URGENCY.filter((status) => set.counts[status] > 0).flatMap((status) =>
    statusPieces(list, group, set, status),
  );
  return box(id, inner, (place) => (
    <ul class="tasks" id={id}>
      {place}
    </ul>
  ));
}

function statusPieces(list: TaskList, group: TaskGroup, set: TaskSet, status: TaskStatus): readonly Piece[] {
  const count = set.counts[status];
  const isQuiet = status !== 'failed' && status !== 'running' && status !== 'settling';
  const shown = isQuiet
    ? count < FOLD_FROM
      ? count
      : 0
    : isInline(list)
      ? count
      : Math.min(count, MOST_LOUD);
  const rows = rowPieces(list, list.picture.groups.inStatus(set, status, 0, shown));
  if (shown === count) return rows;
  return [
    ...rows,
    isInline(list) ? inlineFold(list, group, set, status) : fold(list, group, set, status, shown),
  ];
}

/** The tasks stand in it. */
function inlineFold(list: TaskList, group: TaskGroup, set: TaskSet, status: TaskStatus): Box {
  const id = foldId(group, status);
  const indices = list.picture.groups.inStatus(set, status, 0, set.counts[status]);
  const why = whyFirst(list, set, status, 0);
  const summary = leaf(`${id}-words`, [indices.length, why], () => (
    <FoldWords id={`${id}-words`} status={status} count={indices.length} why={why} />
  ));
  const rows = box(`${id}-tasks`, rowPieces(list, indices), (place) => (
    <ul class="tasks" id={`${id}-tasks`}>
      {place}
    </ul>
  ));
  return box(id, [summary, rows], (place) => (
    <li class="fold" id={id}>
      <details id={`${id}-open`}>{place}</details>
    </li>
  ));
}

/** The tasks are fetched when it is opened. */
function fold(list: TaskList, group: TaskGroup, set: TaskSet, status: TaskStatus, shown: number): Leaf {
  const count = set.counts[status] - shown;
  const why = whyFirst(list, set, status, shown);
  const { version } = group;
  return leaf(foldId(group, status), [version, shown, count, why], () => (
    <Fold group={group} status={status} count={count} isMore={shown > 0} why={why}>
      <FetchedBody
        id={`${foldId(group, status)}-body`}
        href={statusHref(list, group, status, shown)}
        version={version}
      >
        Show {countWords(count, 'task')}
      </FetchedBody>
    </Fold>
  ));
}

/** All tasks of the group are in that state: who has opened the group wants to see them, not one line that says so. */
export const OpenFold: FC<{ list: TaskList; group: TaskGroup; status: TaskStatus; limit: number }> = (
  props,
) => {
  const { list, group, status, limit } = props;
  const { version, members } = group;
  const href = (after: number) => statusHref(list, group, status, after);
  const id = `${foldId(group, status)}-body`;
  return (
    <ul class="tasks" id={`tasks-${group.prefix}`}>
      <Fold
        group={group}
        status={status}
        count={members.length}
        why={whyFirst(list, group, status, 0)}
        isOpen
      >
        <div class="group-body" id={id} data-src={href(0)} data-version={version} data-loaded={version}>
          <RowPage list={list} set={group} status={status} after={0} limit={limit} next={href} />
        </div>
      </Fold>
    </ul>
  );
};

function foldId({ prefix }: TaskGroup, status: TaskStatus): string {
  return `fold-${prefix}-${status}`;
}

function statusHref({ picture }: TaskList, { prefix }: TaskGroup, status: TaskStatus, after: number): string {
  return paths.runItems(picture.run, { group: prefix, status, ...(after > 0 && { after }) });
}

interface FoldProps {
  readonly group: TaskGroup;
  readonly status: TaskStatus;
  readonly count: number;
  readonly isMore?: boolean;
  readonly why: string;
  readonly isOpen?: boolean;
  readonly children?: Child;
}

const Fold: FC<FoldProps> = ({ group, isOpen = false, children, ...words }) => {
  const id = foldId(group, words.status);
  return (
    <li class="fold" id={id}>
      <details id={`${id}-open`} open={isOpen}>
        <FoldWords id={`${id}-words`} {...words} />
        {children}
      </details>
    </li>
  );
};

interface FoldWordsProps {
  readonly id: string;
  readonly status: TaskStatus;
  readonly count: number;
  readonly isMore?: boolean;
  readonly why: string;
}

const FoldWords: FC<FoldWordsProps> = ({ id, status, count, isMore = false, why }) => (
  <summary id={id}>
    <Shape mark={status} />
    <span class="fold-count">
      {numberWords(count)} {isMore && 'more '}
      {stateWord(status)}
    </span>
    {why !== '' && <span class="why"> {visible(why)}</span>}
  </summary>
);

function whyFirst({ picture, explain }: TaskList, set: TaskSet, status: TaskStatus, after: number): string {
  const [first] = picture.rows(picture.groups.inStatus(set, status, after, 1));
  return first === undefined ? '' : explain(first);
}

/** Contents that the page's script fetches when they are opened, and again when the version has changed. */
export const FetchedBody: FC<{ id: string; href: string; version: number; children?: Child }> = (props) => (
  <div class="group-body" id={props.id} data-src={props.href} data-version={props.version}>
    <a class="more" href={props.href}>
      {props.children}
    </a>
  </div>
);

interface RowPageProps {
  readonly list: TaskList;
  readonly set: TaskSet;
  /** Only tasks in that state. */
  readonly status: TaskStatus | null;
  /** Leaves out that many. */
  readonly after: number;
  readonly limit: number;
  /** The address of the rows after so many. */
  readonly next: (after: number) => string;
}

/** Tasks one by one, some of very many. */
export const RowPage: FC<RowPageProps> = ({ list, set, status, after, limit, next }) => {
  const { groups } = list.picture;
  const indices =
    status === null ? groups.byUrgency(set, after, limit) : groups.inStatus(set, status, after, limit);
  const total = status === null ? set.members.length : set.counts[status];
  return (
    <>
      <ul class="tasks" data-list>
        {rowPieces(list, indices).map(pieceChild)}
      </ul>
      <MoreLink shown={after + indices.length} total={total} step={PAGE_ROWS} href={next} />
    </>
  );
};

interface MoreLinkProps {
  readonly shown: number;
  readonly total: number;
  readonly step: number;
  readonly href: (shown: number) => string;
}

/** The page's script puts what stands there behind the list before the link. */
export const MoreLink: FC<MoreLinkProps> = ({ shown, total, step, href }) =>
  shown >= total ? null : (
    <a class="more" data-more href={href(shown)}>
      Show {numberWords(Math.min(total - shown, step))} more of {numberWords(total)}
    </a>
  );
