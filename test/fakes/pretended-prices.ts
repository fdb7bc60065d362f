import type { PricesNow } from '../../src/engine/cost.ts';
import { ok } from '../../src/engine/result.ts';
import { NOON } from './pretended-world.ts';

/** One partition stands for a machine of 4 CPUs at 17 cents an hour; another has no price. */
export const PRETENDED_PRICES: PricesNow = ok({
  region: 'us-east-1',
  priceType: 'ondemand',
  prices: new Map([['normal', { instanceType: 'c5.xlarge', vcpus: 4, perHour: 0.17 }]]),
  readAt: NOON - 3_600_000,
  gaps: ["gpu: there is no instance type 'p9.huge'"],
});
