import { BY_URGENCY, type TaskGroup, type TaskGroups, type TaskNode } from '../task-groups.ts';
import { type Counts, emptyCounts } from '../words.ts';

/** One box of the graph. */
export type Shown = ShownTask | ShownGroup | ShownRest;

export interface ShownTask {
  readonly is: 'task';
  readonly key: string;
  readonly index: number;
  readonly members: readonly number[];
}

/** Some tasks in one box; opened, the boxes inside. */
export interface ShownGroup {
  readonly is: 'group';
  readonly key: string;
  readonly group: TaskGroup;
  readonly members: readonly number[];
  /** Null while it is closed. */
  readonly inside: readonly Shown[] | null;
}

/** Those of a group that are too many to be shown one by one. */
export interface ShownRest {
  readonly is: 'rest';
  readonly key: string;
  /** Of the group, empty for the whole run. */
  readonly prefix: string;
  readonly members: readonly number[];
  readonly counts: Counts;
}

/** So many boxes of one group are shown one by one; of larger ones, only the most urgent. */
const MOST_INSIDE = 240;
const MOST_URGENT = 80;
/** So many boxes in all: then further groups stay closed. */
const MOST_BOXES = 1_500;
/** A run of so many tasks is shown opened when it is looked at first. */
const SMALL_RUN = 40;

/** What is chosen to be seen. */
export interface View {
  readonly groups: TaskGroups;
  /** Whose contents are shown. */
  readonly root: TaskGroup;
  /** Prefixes of opened groups; null: nothing was chosen yet. */
  readonly open: readonly string[] | null;
  /** Tasks that stay shown one by one whatever becomes of them; null: the most urgent ones are. */
  readonly pinned: ReadonlySet<number> | null;
}

/** The boxes of a view, in document order. */
export function shownOf({ groups, root, open, pinned }: View): readonly Shown[] {
  const opened = open === null ? null : new Set(open);
  const isOpen = ({ prefix }: TaskGroup) =>
    opened === null ? root.members.length <= SMALL_RUN : opened.has(prefix);
  let room = MOST_BOXES;
  const inside = (group: TaskGroup): readonly Shown[] => {
    const { nodes } = groups.divide(group);
    const chosen = nodes.length <= MOST_INSIDE ? nodes : chosenOf(groups, nodes, pinned);
    room -= chosen.length;
    const shown = chosen.map((node): Shown => {
      if (node.is === 'task') return taskBox(node.index);
      const isShownOpen = isOpen(node) && room > 0;
      return {
        is: 'group',
        key: `g${node.members[0]}-${node.prefix}`,
        group: node,
        members: node.members,
        inside: isShownOpen ? inside(node) : null,
      };
    });
    return chosen.length === nodes.length ? shown : [...shown, restOf(groups, group, shown)];
  };
  return inside(root);
}

function taskBox(index: number): ShownTask {
  return { is: 'task', key: `t${index}`, index, members: [index] };
}

/** In document order: those that hold a pinned task; in a group that has none, as when it was just opened, the most urgent. */
function chosenOf(
  groups: TaskGroups,
  nodes: readonly TaskNode[],
  pinned: ReadonlySet<number> | null,
): readonly TaskNode[] {
  if (pinned !== null) {
    const isPinned = (node: TaskNode) =>
      node.is === 'task' ? pinned.has(node.index) : pinned.has(node.members[0] ?? -1);
    const stayed = nodes.filter(isPinned).slice(0, MOST_INSIDE);
    if (stayed.length > 0) return stayed;
  }
  const rank = (node: TaskNode) =>
    node.is === 'task' ? BY_URGENCY.indexOf(groups.statusAt(node.index)) : node.rank;
  const ranked = nodes.map((node, at) => ({ node, at, rank: rank(node) }));
  const urgent = ranked.sort((a, b) => a.rank - b.rank || a.at - b.at).slice(0, MOST_URGENT);
  return urgent.sort((a, b) => a.at - b.at).map(({ node }) => node);
}

function restOf(groups: TaskGroups, group: TaskGroup, shown: readonly Shown[]): ShownRest {
  const apart = new Set(shown.flatMap(({ members }) => members));
  const members = group.members.filter((index) => !apart.has(index));
  const counts = emptyCounts();
  for (const index of members) counts[groups.statusAt(index)] += 1;
  return { is: 'rest', key: `rest-${group.prefix}`, prefix: group.prefix, members, counts };
}

/** All boxes, those inside of others too. */
export function everyBox(shown: readonly Shown[]): readonly Shown[] {
  return shown.flatMap((each) =>
    each.is === 'group' && each.inside !== null ? [each, ...everyBox(each.inside)] : [each],
  );
}

/** The first task of every box of a group of which not all are shown: with these pinned, the same boxes are shown again. */
export function pinsOf(shown: readonly Shown[]): readonly number[] {
  const here = shown.some(({ is }) => is === 'rest')
    ? shown.flatMap((each) => (each.is === 'rest' ? [] : (each.members[0] ?? [])))
    : [];
  const inside = shown.flatMap((each) =>
    each.is === 'group' && each.inside !== null ? pinsOf(each.inside) : [],
  );
  return [...here, ...inside];
}
