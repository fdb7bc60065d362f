import type { TaskGroup, TaskGroups, TaskNode } from '../task-groups.ts';
import { type Counts, emptyCounts } from '../words.ts';

/** One line of the timeline. */
export type TimelineRow =
  | { readonly is: 'task'; readonly task: number; readonly depth: number }
  | (TaskSetRow & { readonly is: 'group'; readonly prefix: string; readonly isOpen: boolean })
  /** Tasks of a group that are too many to have a line each. */
  | (TaskSetRow & { readonly is: 'rest'; readonly prefix: string });

interface TaskSetRow {
  readonly depth: number;
  readonly tasks: readonly number[];
  readonly counts: Counts;
}

/** So many lines of one group; where there are more, those in which something happens in the window. */
const MOST_LINES = 60;

export interface RowsView {
  readonly groups: TaskGroups;
  readonly root: TaskGroup;
  /** Prefixes of opened groups. */
  readonly open: readonly string[];
  /** Whether a task is among those that are chosen. */
  readonly isChosen: (task: number) => boolean;
  /** Whether it waited or ran in the window that is shown. */
  readonly isSeen: (task: number) => boolean;
}

/** In document order. */
export function rowsOf(view: RowsView): readonly TimelineRow[] {
  return inside(view, view.root, 0);
}

function inside(view: RowsView, group: TaskGroup, depth: number): readonly TimelineRow[] {
  const nodes = view.groups.divide(group).nodes.flatMap((node) => {
    const tasks = (node.is === 'task' ? [node.index] : node.members).filter(view.isChosen);
    return tasks.length === 0 ? [] : [{ node, tasks }];
  });
  const isSeen = (tasks: readonly number[]) => tasks.some(view.isSeen);
  const lines =
    nodes.length <= MOST_LINES ? nodes : nodes.filter(({ tasks }) => isSeen(tasks)).slice(0, MOST_LINES);
  const shown = lines.flatMap(({ node, tasks }) => rowOf(view, node, tasks, depth));
  if (lines.length === nodes.length) return shown;
  const told = new Set(lines);
  const tasks = nodes.flatMap((each) => (told.has(each) ? [] : each.tasks));
  const counts = countsOf(view.groups, tasks);
  return [...shown, { is: 'rest', prefix: group.prefix, depth, tasks, counts }];
}

function rowOf(
  view: RowsView,
  node: TaskNode,
  tasks: readonly number[],
  depth: number,
): readonly TimelineRow[] {
  if (node.is === 'task') return [{ is: 'task', task: node.index, depth }];
  const { prefix } = node;
  const isOpen = view.open.includes(prefix);
  const counts = countsOf(view.groups, tasks);
  const row = { is: 'group', prefix, depth, tasks, counts, isOpen } as const;
  return isOpen ? [row, ...inside(view, node, depth + 1)] : [row];
}

function countsOf(groups: TaskGroups, tasks: readonly number[]): Counts {
  const counts = emptyCounts();
  for (const task of tasks) counts[groups.statusAt(task)] += 1;
  return counts;
}
