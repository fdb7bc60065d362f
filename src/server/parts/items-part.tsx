import type { FC } from 'hono/jsx';
import type { TaskStatus } from '../../engine/state.ts';
import { paths } from '../../wire/paths.ts';
import { pieceChild } from '../pieces.ts';
import { BY_URGENCY, type Division, groupsByUrgency, type TaskGroup } from '../task-groups.ts';
import { groupPiece, MOST_GROUPS, nodesPiece, runItemsPiece } from './task-list.tsx';
import { MoreLink, OpenFold, RowPage, rowsPiece, type TaskList } from './task-rows.tsx';

/** What is fetched of a run's tasks by itself. */
export interface ItemsChoice {
  /** The contents of that group, empty for those of the whole run; null for no group: all there is. */
  readonly group: string | null;
  /** Only tasks in that state. */
  readonly status: TaskStatus | null;
  /** Leaves out that many of the tasks, and the groups, which are in the page already. */
  readonly after: number;
  /** Only groups, leaving out that many; null for tasks too. */
  readonly groups: number | null;
  readonly limit: number;
}

export interface ItemsPartProps {
  readonly list: TaskList;
  readonly choice: ItemsChoice;
}

/** All tasks of a run, or a part of them. */
export const ItemsPart: FC<ItemsPartProps> = ({ list, choice }) => {
  if (choice.group !== null) return <GroupContents list={list} choice={choice} group={choice.group} />;
  if (choice.status !== null) return <AllInStatus list={list} choice={choice} status={choice.status} />;
  return pieceChild(runItemsPiece(list));
};

/** The contents of one group, or a part of them: smaller groups where the ids go on, and its tasks. */
const GroupContents: FC<ItemsPartProps & { group: string }> = ({ list, choice, group: prefix }) => {
  const { groups, run } = list.picture;
  const { status, after, limit } = choice;
  const group = groups.find(prefix);
  const division = groups.divide(group);
  const { lone } = division;
  if (choice.groups !== null) {
    return <GroupPage list={list} group={group} division={division} after={choice.groups} limit={limit} />;
  }
  if (status === null && after === 0) {
    if (division.groups.length > 0) return pieceChild(nodesPiece(list, group, division));
    const only = BY_URGENCY.find((known) => group.counts[known] === group.members.length);
    return only === undefined ? (
      pieceChild(rowsPiece(list, group, group))
    ) : (
      <OpenFold list={list} group={group} status={only} limit={limit} />
    );
  }
  const next = (from: number) =>
    paths.runItems(run, { group: prefix, after: from, ...(status !== null && { status }) });
  return <RowPage list={list} set={lone} status={status} after={after} limit={limit} next={next} />;
};

/** Every task of the run in that state, whatever group it is in. */
const AllInStatus: FC<ItemsPartProps & { status: TaskStatus }> = ({ list, choice, status }) => {
  const { all } = list.picture.groups;
  const next = (from: number) => paths.runItems(list.picture.run, { status, after: from });
  return (
    <RowPage list={list} set={all} status={status} after={choice.after} limit={choice.limit} next={next} />
  );
};

interface GroupPageProps {
  readonly list: TaskList;
  readonly group: TaskGroup;
  readonly division: Division;
  readonly after: number;
  readonly limit: number;
}

const GroupPage: FC<GroupPageProps> = ({ list, group, division: { groups }, after, limit }) => {
  const shown = groupsByUrgency(groups, after, limit);
  const next = (from: number) => paths.runItems(list.picture.run, { group: group.prefix, groups: from });
  return (
    <>
      <div class="nodes" data-list>
        {shown.map((each) => pieceChild(groupPiece(list, each)))}
      </div>
      <MoreLink shown={after + shown.length} total={groups.length} step={MOST_GROUPS} href={next} />
    </>
  );
};
