import { statusOf, type TaskStatus } from '../engine/state.ts';
import type { TaskRow } from '../store/store.ts';
import { emptyCounts } from './words.ts';

/** Tasks whose ids begin alike, up to a dot; or one task that stands alone. */
export type TaskNode = TaskGroup | { readonly is: 'task'; readonly row: TaskRow };

export interface TaskGroup {
  readonly is: 'group';
  /** The common beginning, without the dot at its end: `sim.M1`. */
  readonly prefix: string;
  readonly counts: Readonly<Record<TaskStatus, number>>;
  readonly rows: readonly TaskRow[];
  /** Changes whenever one of its tasks does. */
  readonly version: string;
}

/** A group of so many tasks or fewer is not divided again: one sees them at a glance. */
const SMALL = 24;

/**
 * Divides tasks by the next part of their ids (`compat.md` 3.2: dots make groups), in document order.
 * `prefix` is what they have in common already; empty for all tasks of a run.
 */
export function groupTasks(rows: readonly TaskRow[], prefix: string): readonly TaskNode[] {
  const byPart = new Map<string, TaskRow[]>();
  for (const row of rows) {
    const part = groupPrefix(row.task.id, prefix);
    const members = byPart.get(part);
    if (members === undefined) byPart.set(part, [row]);
    else members.push(row);
  }
  const isWorthDividing =
    prefix === '' || (rows.length > SMALL && byPart.size > 1 && byPart.size <= rows.length / 2);
  if (!isWorthDividing) return rows.map((row) => ({ is: 'task', row }));
  return [...byPart].flatMap(([part, members]) => nodesOf(part, members));
}

function nodesOf(part: string, members: readonly TaskRow[]): readonly TaskNode[] {
  if (members.length === 1) return members.map((row) => ({ is: 'task', row }));
  return [
    { is: 'group', prefix: part, rows: members, counts: countRows(members), version: versionOf(members) },
  ];
}

/** `sim.M1.T20` with the prefix `sim` gives `sim.M1`. */
function groupPrefix(id: string, prefix: string): string {
  const from = prefix === '' ? 0 : prefix.length + 1;
  // A dot at the very beginning divides nothing.
  const dot = id.indexOf('.', from + 1);
  return dot === -1 ? id : id.slice(0, dot);
}

/** The tasks of one group. */
export function rowsOfGroup(rows: readonly TaskRow[], prefix: string): readonly TaskRow[] {
  return rows.filter(({ task }) => task.id === prefix || task.id.startsWith(`${prefix}.`));
}

export function countRows(rows: readonly TaskRow[]): Readonly<Record<TaskStatus, number>> {
  const counts = emptyCounts();
  for (const row of rows) counts[statusOf(row.state)] += 1;
  return counts;
}

/** A short text that differs when a task's state does: polynomial hash, 32 bits. */
function versionOf(rows: readonly TaskRow[]): string {
  let hash = rows.length;
  for (const { state } of rows) {
    const text = `${state.is}${state.attempt}${'reason' in state ? state.reason : ''}`;
    for (let at = 0; at < text.length; at += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  }
  return (hash >>> 0).toString(36);
}

/** What needs somebody first, then what happens, then what is to come, then what is done. */
const URGENCY: Readonly<Record<TaskStatus, number>> = {
  failed: 0,
  running: 1,
  settling: 2,
  submitted: 3,
  pending: 4,
  dep_failed: 5,
  completed: 6,
};

/** Failed and running tasks float up; otherwise document order stays. */
export function byUrgency(rows: readonly TaskRow[]): readonly TaskRow[] {
  return rows.toSorted((a, b) => URGENCY[statusOf(a.state)] - URGENCY[statusOf(b.state)]);
}
