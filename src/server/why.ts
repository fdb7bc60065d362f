import type { Orders } from '../conductor/orders.ts';
import { statusOf } from '../engine/state.ts';
import type { TaskRow } from '../store/store.ts';

/** One sentence for every state that is not a success; what is done needs none, and is not asked about. */
export function explainRow(orders: Orders, row: TaskRow): string {
  return statusOf(row.state) === 'completed' ? '' : orders.explain(row.run, row.task.id);
}
