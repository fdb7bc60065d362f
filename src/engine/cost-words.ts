import type { PricesNow } from './cost.ts';
import type { RunCost } from './cost-sum.ts';

/** `$3.10`, `$1,204.00`; amounts below a dime keep what they have: `$0.0042`. */
export function dollarWords(dollars: number): string {
  if (dollars > 0 && dollars < 0.0001) return 'under $0.0001';
  const decimals = dollars === 0 || dollars >= 0.1 ? 2 : 4;
  return `$${dollars.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: decimals })}`;
}

/** `est. $3.10`; while it goes on `est. $3.10 of ~$4.40`, or `of at most ~$4.40` where time limits had to be counted. */
export function runCostWords({ spent, forecast }: RunCost): string {
  const sofar = `est. ${dollarWords(spent)}`;
  if (forecast === null) return sofar;
  return `${sofar} of ${forecast.isUpperBound ? 'at most ' : ''}~${dollarWords(forecast.total)}`;
}

/** `8/10 tasks costed` (`compat.md` 16.1). */
export function costedWords({ costed, uncosted }: RunCost): string {
  return `${costed}/${costed + uncosted} tasks costed`;
}

/** Before anything has run: `est. at most $4.40`, and which tasks that leaves out. Null where nobody can say. */
export function expectedCostWords({ costed, uncosted, forecast }: RunCost): string | null {
  if (forecast === null) return null;
  const tasks = costed + uncosted;
  const left = forecast.tasks < tasks ? `, ${forecast.tasks} of ${tasks} tasks counted` : '';
  return `est. ${forecast.isUpperBound ? 'at most ' : ''}${dollarWords(forecast.total)}, by the time limits${left}`;
}

/** What is known of prices, one sentence each; nothing where nobody has asked for costs. */
export function priceSentences(now: PricesNow): readonly string[] {
  if (now === null) return [];
  if (!now.ok) return [`Costs are not shown: ${now.problem.message}.`];
  const { region, priceType, prices, gaps } = now.value;
  const each = [...prices].map(
    ([partition, { instanceType, vcpus, perHour }]) =>
      `${partition} as ${instanceType} (${vcpus} vCPU, ${dollarWords(perHour)} an hour)`,
  );
  const known = each.length === 0 ? [] : [`Prices of ${region}, ${priceType}: ${each.join('; ')}.`];
  return [...known, ...gaps.map((gap) => `No costs for ${gap}.`)];
}
