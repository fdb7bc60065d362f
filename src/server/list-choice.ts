import type { Context } from 'hono';
import type { ListChoice } from '../wire/paths.ts';
import { numberFromQuery } from './asking.ts';
import { runSelection } from './run-selection.ts';
import type { LinesWish } from './task-lines.ts';

/** So many lines a reader may have opened or shut: more do not go into an address. */
const MOST_NAMES = 200;

/** How the address wants the list of tasks; what makes no sense there chooses nothing. */
export function listChoice(c: Context): ListChoice {
  const from = numberFromQuery(c, 'from', 0, Number.MAX_SAFE_INTEGER);
  const open = c.req.queries('open')?.slice(0, MOST_NAMES);
  const shut = c.req.queries('shut')?.slice(0, MOST_NAMES);
  return {
    ...runSelection(c),
    ...(c.req.query('order') === 'state' && { order: 'state' as const }),
    ...(open !== undefined && { open }),
    ...(shut !== undefined && { shut }),
    ...(from !== null && from > 0 && { from }),
  };
}

/** `keep`: the fold in which the reader is. */
export function linesWish(choice: ListChoice, keep = ''): LinesWish {
  const { order, group, status, q, open, shut } = choice;
  return {
    order: order ?? 'pipeline',
    group: group ?? '',
    status: status ?? null,
    q: q ?? '',
    open: new Set(open),
    shut: new Set(shut),
    keep,
  };
}

/** The choice after the reader has opened a line, or shut it. */
export function turned(choice: ListChoice, name: string, isOpen: boolean): ListChoice {
  const without = (names: readonly string[] = []) => names.filter((each) => each !== name);
  const open = without(choice.open);
  const shut = without(choice.shut);
  return isOpen ? { ...choice, open, shut: [...shut, name] } : { ...choice, open: [...open, name], shut };
}
