import type { Price, PriceList } from '../engine/cost.ts';
import { didYouMean } from '../engine/nearest.ts';
import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { Market, PriceTable } from './price-table.ts';

/** Partition → instance type (`compat.md` 2.13). */
export type Partitions = ReadonlyMap<string, string>;

/**
 * Gives each partition the price of its machine. `label` says where the list came from. Code `unreadable` when it has
 * no machines at all, `not-found` when it has none in this market.
 */
export function matchPrices(
  table: PriceTable,
  market: Market,
  partitions: Partitions,
  { label, readAt }: { readonly label: string; readonly readAt: number },
): Result<PriceList> {
  const { region, priceType } = market;
  if (table.types.size === 0) return failed(problem('unreadable', `${label} lists no instance types`));
  if (![...table.types.values()].some(({ perHour }) => perHour !== null)) {
    const suggestion = table.regions.has(region) ? '' : didYouMean(region, [...table.regions]);
    const message = `${label} has no prices of the type '${priceType}' for the region '${region}'${suggestion}`;
    return failed(problem('not-found', message, { hint: 'See pricing in the configuration.' }));
  }
  const prices = new Map<string, Price>();
  const gaps: string[] = [];
  for (const [partition, instanceType] of partitions) {
    const found = table.types.get(instanceType);
    if (found === undefined) {
      const suggestion = didYouMean(instanceType, [...table.types.keys()]);
      gaps.push(`${partition}: there is no instance type '${instanceType}'${suggestion}`);
    } else if (found.perHour === null) {
      gaps.push(`${partition}: ${instanceType} has no ${priceType} price in ${region}`);
    } else {
      prices.set(partition, { instanceType, vcpus: found.vcpus, perHour: found.perHour });
    }
  }
  return ok({ region, priceType, prices, readAt, gaps });
}
