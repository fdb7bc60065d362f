import type { PricesNow } from '../engine/cost.ts';
import { CostSum, type RunCost } from '../engine/cost-sum.ts';
import type { Pace } from '../engine/expected-end.ts';
import type { RunId } from '../engine/ids.ts';
import type { Task } from '../engine/task.ts';
import type { World } from '../engine/world.ts';
import type { RunRow, Store, TaskRow } from '../store/store.ts';
import { taskPages } from '../store/task-pages.ts';

/** What runs cost, as far as it is known. */
export interface RunCosts {
  prices(): PricesNow;
  /** At once. Null where there is nothing to tell, or a large ended run is still to be added up, which then begins. */
  now(run: RunRow): RunCost | null;
  /** How the tasks of a run that goes on have gone so far, by what they ask for; nothing of one that has ended. */
  paces(run: RunId): readonly Pace[];
  /** What such tasks will have cost, before anything of them has run. */
  expected(tasks: readonly Task[]): RunCost | null;
  /**
   * Adds up the ended runs of which that is missing, in small steps. Waits for runs of `mostTasks` tasks together; what
   * goes beyond that is done meanwhile, and `now` tells it later.
   */
  addUp(runs: readonly RunRow[], mostTasks: number): Promise<void>;
}

interface KeeperOptions {
  readonly store: Pick<Store, 'listTasks'>;
  readonly world: () => World;
  readonly prices: () => PricesNow;
  readonly report: (error: unknown) => void;
}

interface Kept {
  /** As of when the run has ended: one that was run again ends again. */
  readonly endedAt: number;
  readonly sum: CostSum;
}

/** So many are added up in a millisecond, without waiting. */
const FEW_TASKS = 200;
/** So many ended runs are remembered. */
const MOST_KEPT = 5_000;

/**
 * The costs of a run that goes on are kept by the engine as its tasks change; those of an ended run are added up from
 * the store when somebody asks, and then remembered.
 */
export class CostKeeper implements RunCosts {
  readonly #options: KeeperOptions;
  readonly #kept = new Map<RunId, Kept>();
  readonly #underWay = new Map<RunId, Promise<void>>();
  #stopped = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  prices(): PricesNow {
    return this.#options.prices();
  }

  now(run: RunRow): RunCost | null {
    const prices = this.prices();
    if (prices?.ok !== true) return null;
    const sum = this.#sumOf(run) ?? this.#sumOfEnded(run);
    return sum?.total(prices.value.prices) ?? null;
  }

  paces(run: RunId): readonly Pace[] {
    return this.#options.world().runs.get(run)?.costs.paces() ?? [];
  }

  expected(tasks: readonly Task[]): RunCost | null {
    const prices = this.prices();
    if (prices?.ok !== true) return null;
    const sum = new CostSum();
    for (const task of tasks) sum.add(task, { is: 'waiting', attempt: 1 });
    return sum.total(prices.value.prices);
  }

  async addUp(runs: readonly RunRow[], mostTasks: number): Promise<void> {
    if (this.prices()?.ok !== true) return;
    let tasks = 0;
    const waited: Promise<void>[] = [];
    for (const run of runs) {
      if (run.endedAt === null || this.#sumOf(run) !== null) continue;
      tasks += run.taskCount;
      const summing = this.#underWay.get(run.info.id) ?? this.#begin(run, run.endedAt);
      if (tasks <= mostTasks) waited.push(summing);
    }
    await Promise.all(waited);
  }

  stop(): void {
    this.#stopped = true;
  }

  #sumOf({ info, endedAt }: RunRow): CostSum | null {
    const run = this.#options.world().runs.get(info.id);
    if (run !== undefined) return run.costs;
    const kept = this.#kept.get(info.id);
    return kept !== undefined && kept.endedAt === endedAt ? kept.sum : null;
  }

  /** Of one that nobody has added up yet, as one that has ended just now. */
  #sumOfEnded(run: RunRow): CostSum | null {
    const { endedAt, taskCount, info } = run;
    if (endedAt === null || this.#underWay.has(info.id)) return null;
    if (taskCount > FEW_TASKS) {
      void this.#begin(run, endedAt);
      return null;
    }
    const sum = new CostSum();
    addRows(sum, this.#options.store.listTasks(info.id));
    this.#keep(info.id, { endedAt, sum });
    return sum;
  }

  #begin(run: RunRow, endedAt: number): Promise<void> {
    const { id } = run.info;
    const summing = this.#sumUp(run, endedAt)
      .catch((error: unknown) => {
        if (!this.#stopped) this.#options.report(error);
      })
      .finally(() => this.#underWay.delete(id));
    this.#underWay.set(id, summing);
    return summing;
  }

  async #sumUp({ info: { id } }: RunRow, endedAt: number): Promise<void> {
    const sum = new CostSum();
    for await (const rows of taskPages(this.#options.store, id)) {
      addRows(sum, rows);
    }
    this.#keep(id, { endedAt, sum });
  }

  #keep(id: RunId, kept: Kept): void {
    this.#kept.set(id, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }
}

function addRows(sum: CostSum, rows: readonly TaskRow[]): void {
  for (const { task, state } of rows) sum.add(task, state);
}
