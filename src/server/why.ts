import type { Orders } from '../conductor/orders.ts';
import { explainState } from '../engine/explain.ts';
import { isTerminal } from '../engine/state.ts';
import type { TaskRow } from '../store/store.ts';

/** One sentence for every state that is not a success. What has ended says it itself, and nobody is asked. */
export function explainRow(orders: Orders, row: TaskRow): string {
  return isTerminal(row.state) ? explainState(row.state) : orders.explain(row.run, row.task.id);
}
