import type { Context } from 'hono';
import { TASK_STATUSES } from '../engine/state.ts';
import type { RunSelection } from '../wire/paths.ts';

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
