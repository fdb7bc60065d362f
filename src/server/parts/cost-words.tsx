import type { FC } from 'hono/jsx';
import type { RunCost } from '../../engine/cost-sum.ts';
import { costedWords, runCostWords } from '../../engine/cost-words.ts';

/** What a run costs, and how much of it that counts. */
export const CostWords: FC<{ cost: RunCost }> = ({ cost }) => {
  const isPartial = cost.uncosted > 0 && cost.forecast === null;
  return (
    <span class="cost" title={`an estimate by list prices; ${costedWords(cost)}`}>
      {runCostWords(cost)}
      {isPartial && <span class="quiet"> · {costedWords(cost)}</span>}
    </span>
  );
};
