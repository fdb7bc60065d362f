import type { RunCost } from '../engine/cost-sum.ts';
import { costedWords, runCostWords } from '../engine/cost-words.ts';
import type { CostAnswer } from '../wire/costs.ts';

/** `est. $3.10 of ~$4.40 (8/10 tasks costed)`. */
export function costText(answer: CostAnswer): string {
  const cost = costOf(answer);
  return `${runCostWords(cost)} (${costedWords(cost)})`;
}

/** The answer as the engine's words want it. */
export function costOf({ spent, costed_tasks, uncosted_tasks, forecast }: CostAnswer): RunCost {
  return {
    spent,
    costed: costed_tasks,
    uncosted: uncosted_tasks,
    forecast: forecast && { ...forecast, isUpperBound: forecast.is_upper_bound },
  };
}
