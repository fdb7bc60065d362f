import type { FC } from 'hono/jsx';
import { paths } from '../../wire/paths.ts';
import { visible } from '../log-text.ts';
import { type Box, box, leaf, type Piece } from '../pieces.ts';
import { type Division, groupsByUrgency, type TaskGroup, type TaskNode } from '../task-groups.ts';
import { countsSentence, countWords, numberWords } from '../words.ts';
import { ProgressBar } from './progress-bar.tsx';
import { FetchedBody, isInline, rowPieces, rowsPiece, type TaskList } from './task-rows.tsx';

/** Failures shown before the groups. */
const MOST_FAILURES = 8;
/** So many lines are read in document order; more are ordered by urgency. */
const GLANCE = 24;
/** Groups that are shown; where there are more, the most urgent ones. */
export const MOST_GROUPS = 100;

/** All tasks of a run in groups, in document order. Where groups are closed, the first failures stand before them. */
export function runItemsPiece(list: TaskList): Box {
  const { groups } = list.picture;
  const { all } = groups;
  const division = groups.divide(all);
  const hasFailures = !isInline(list) && all.counts.failed > 0 && division.groups.length > 0;
  const heading = leaf('tasks-heading', [all.members.length], () => (
    <h2 class="section" id="tasks-heading">
      Tasks <span class="quiet">{numberWords(all.members.length)}</span>
    </h2>
  ));
  const inner = [...(hasFailures ? [failuresPiece(list)] : []), heading, nodesPiece(list, all, division)];
  return box('run-items', inner, (place) => (
    <section id="run-items" aria-label="Tasks">
      {place}
    </section>
  ));
}

function failuresPiece(list: TaskList): Box {
  const { run, groups } = list.picture;
  const { all } = groups;
  const more = all.counts.failed - MOST_FAILURES;
  const rows = rowPieces(list, groups.inStatus(all, 'failed', 0, MOST_FAILURES), 'failure');
  return box('failures', rows, (place) => (
    <div id="failures">
      <h2 class="section">
        Failed <span class="bad">{numberWords(all.counts.failed)}</span>
      </h2>
      <ul class="tasks tasks-boxed">{place}</ul>
      {more > 0 && (
        <p class="quiet">
          and <a href={paths.runItems(run, { status: 'failed' })}>{countWords(more, 'more failure')}</a>,
          first in their groups below
        </p>
      )}
    </div>
  ));
}

/** Groups, and the tasks that stand alone. Many lone tasks are ordered by urgency; a few keep their order. */
export function nodesPiece(list: TaskList, group: TaskGroup, { nodes, groups, lone }: Division): Box {
  const id = `nodes-${group.prefix}`;
  const inner: readonly Piece[] =
    nodes.length <= GLANCE
      ? inOrder(list, nodes)
      : [
          ...shownGroups(list, group, groups),
          ...(lone.members.length > 0 ? [rowsPiece(list, group, lone)] : []),
        ];
  return box(id, inner, (place) => (
    <div class="nodes" id={id}>
      {place}
    </div>
  ));
}

/** Neighbouring lone tasks make one list. */
function inOrder(list: TaskList, nodes: readonly TaskNode[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let alone: number[] = [];
  const closeList = () => {
    if (alone.length > 0) pieces.push(plainList(list, alone));
    alone = [];
  };
  for (const node of nodes) {
    if (node.is === 'task') {
      alone.push(node.index);
      continue;
    }
    closeList();
    pieces.push(groupPiece(list, node));
  }
  closeList();
  return pieces;
}

function plainList(list: TaskList, indices: readonly number[]): Box {
  const id = `tasks-from-${indices[0]}`;
  return box(id, rowPieces(list, indices), (place) => (
    <ul class="tasks" id={id}>
      {place}
    </ul>
  ));
}

/** In document order as long as all are shown; the rest is fetched when somebody wants it. */
function shownGroups(list: TaskList, group: TaskGroup, groups: readonly TaskGroup[]): readonly Piece[] {
  if (groups.length <= MOST_GROUPS) return groups.map((each) => groupPiece(list, each));
  const shown = groupsByUrgency(groups, 0, MOST_GROUPS).map((each) => groupPiece(list, each));
  const id = `rest-${group.prefix}`;
  const rest = groups.length - MOST_GROUPS;
  const href = paths.runItems(list.picture.run, { group: group.prefix, groups: MOST_GROUPS });
  const restPiece = leaf(id, [group.version, rest], () => (
    <details class="group" id={id}>
      <summary>
        <span class="group-rest">{countWords(rest, 'more group')}, less urgent</span>
      </summary>
      <FetchedBody id={`${id}-body`} href={href} version={group.version}>
        Show them
      </FetchedBody>
    </details>
  ));
  return [...shown, restPiece];
}

export function groupPiece(list: TaskList, group: TaskGroup): Piece {
  const id = `group-${group.prefix}`;
  if (isInline(list)) return openGroup(list, group, id);
  const href = paths.runItems(list.picture.run, { group: group.prefix });
  return leaf(id, [group.version, group.members.length], () => (
    <details class="group" id={id}>
      <GroupWords group={group} />
      <FetchedBody id={`body-${group.prefix}`} href={href} version={group.version}>
        Show {countWords(group.members.length, 'task')}
      </FetchedBody>
    </details>
  ));
}

function openGroup(list: TaskList, group: TaskGroup, id: string): Box {
  const words = leaf(`words-${group.prefix}`, [group.version], () => <GroupWords group={group} />);
  const body = box(`body-${group.prefix}`, [rowsPiece(list, group, group)], (place) => (
    <div class="group-body" id={`body-${group.prefix}`}>
      {place}
    </div>
  ));
  return box(id, [words, body], (place) => (
    <details class="group" id={id} open>
      {place}
    </details>
  ));
}

const GroupWords: FC<{ group: TaskGroup }> = ({ group: { prefix, members, counts } }) => (
  <summary id={`words-${prefix}`}>
    <span class="group-name">{visible(prefix)}</span>
    <span class="group-count">{numberWords(members.length)}</span>
    <ProgressBar counts={counts} />
    <span class="group-words">{countsSentence(counts)}</span>
  </summary>
);
