import type { Context } from 'hono';
import { TASK_STATUSES } from '../engine/state.ts';
import type { RunSelection } from '../wire/paths.ts';
import type { TaskGroups } from './task-groups.ts';

/** What the address of a tab of a run's page chooses; what makes no sense there chooses nothing. */
export function runSelection(c: Context): RunSelection {
  const { status, group, q } = c.req.query();
  const known = TASK_STATUSES.find((each) => each === status);
  return {
    ...(known !== undefined && { status: known }),
    ...(group !== undefined && group !== '' && { group }),
    ...(q !== undefined && q !== '' && { q }),
  };
}

/** Whether it leaves anything out. */
export function isChoosing(selection: RunSelection): boolean {
  return Object.keys(selection).length > 0;
}

/** Whether a task, named by its number, is among those that are chosen. */
export function chooserOf(
  groups: TaskGroups,
  { status, group, q }: RunSelection,
): (index: number) => boolean {
  return (index) => {
    if (status !== undefined && groups.statusAt(index) !== status) return false;
    if (group === undefined && q === undefined) return true;
    const id = groups.idAt(index);
    if (group !== undefined && id !== group && !id.startsWith(`${group}.`)) return false;
    return q === undefined || id.toLowerCase().includes(q.toLowerCase());
  };
}
