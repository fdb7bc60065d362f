import type { Result } from './result.ts';
import type { TaskState } from './state.ts';
import type { Task } from './task.ts';

/** What a machine of the kind that stands for a partition costs. */
export interface Price {
  /** `c5.xlarge`. */
  readonly instanceType: string;
  readonly vcpus: number;
  /** US dollars. */
  readonly perHour: number;
}

/** By partition (`compat.md` 2.13). A partition that is not in it costs nobody knows what. */
export type Prices = ReadonlyMap<string, Price>;

/** What is known of prices now. */
export interface PriceList {
  /** `us-east-1`. */
  readonly region: string;
  /** `ondemand`, `spot_avg`. */
  readonly priceType: string;
  readonly prices: Prices;
  /** Milliseconds since 1970: when the list was read at its source. */
  readonly readAt: number;
  /** Partitions without a price, and why: one sentence each. */
  readonly gaps: readonly string[];
}

/** Null when no partition has been given a price: then nobody is told of costs. A Problem says why there are none now. */
export type PricesNow = Result<PriceList> | null;

const HOUR_MS = 3_600_000;

/** US dollars for so many CPUs over so long (`compat.md` 16.1). */
export function cost({ vcpus, perHour }: Price, cpus: number, elapsedMs: number): number {
  return ((Math.max(0, elapsedMs) / HOUR_MS) * cpus * perHour) / Math.max(vcpus, 1);
}

/**
 * How long the task ran, in milliseconds, where start and end are both known. What it has waited in the queue is not
 * in it, and of a task that was run again only the last attempt is.
 */
export function elapsedMs(state: TaskState): number | null {
  if (!('verdict' in state)) return null;
  const { startedAt, finishedAt } = state.verdict;
  return startedAt === null || finishedAt === null ? null : finishedAt - startedAt;
}

/** US dollars, rounded as all costs are; null where start, end or price are not known. Failed tasks cost as well. */
export function taskCost(prices: Prices, task: Task, state: TaskState): number | null {
  const exact = exactTaskCost(prices, task, state);
  return exact === null ? null : rounded(exact);
}

/** The same before it is rounded: for what is counted further. */
export function exactTaskCost(prices: Prices, { resources }: Task, state: TaskState): number | null {
  const price = prices.get(resources.partition);
  const elapsed = elapsedMs(state);
  return price === undefined || elapsed === null ? null : cost(price, resources.cpus, elapsed);
}

/** To 4 decimals. */
export function rounded(dollars: number): number {
  return Math.round(dollars * 10_000) / 10_000;
}
