import { type PricesNow, taskCost } from '../engine/cost.ts';
import type { RunCost } from '../engine/cost-sum.ts';
import type { TaskRow } from '../store/store.ts';
import type { CostAnswer } from '../wire/costs.ts';

/** A page waits until ended runs of so many tasks are added up: a moment. What is larger is told when it is ready. */
export const TASKS_WAITED_FOR = 20_000;

export function costAnswer({ spent, costed, uncosted, forecast }: RunCost): CostAnswer {
  return {
    currency: 'USD',
    spent,
    costed_tasks: costed,
    uncosted_tasks: uncosted,
    forecast:
      forecast === null
        ? null
        : { total: forecast.total, tasks: forecast.tasks, is_upper_bound: forecast.isUpperBound },
  };
}

/** US dollars; null where start, end or price are not known. */
export function costOfRow(prices: PricesNow, { task, state }: TaskRow): number | null {
  return prices?.ok === true ? taskCost(prices.value.prices, task, state) : null;
}
