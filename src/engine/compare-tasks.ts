import { elapsedMs, exactTaskCost, type Prices } from './cost.ts';
import type { TaskId } from './ids.ts';
import { statusOf, type TaskState, type TaskStatus } from './state.ts';
import type { Task } from './task.ts';

/** What is compared of a task: small, because there may be a hundred thousand. */
interface Facts {
  readonly status: TaskStatus;
  /** Milliseconds; null where start or end is not known. */
  readonly elapsed: number | null;
  /** Bytes; null where nobody measured. */
  readonly memory: number | null;
  /** US dollars; null where that is not known. */
  readonly cost: number | null;
  readonly asked: string;
}

/** A number of both runs, of the tasks of which both know it. */
export interface ComparedAmount {
  readonly tasks: number;
  readonly a: number;
  readonly b: number;
  /** How many times as much a task of the second run typically took: the median. */
  readonly typical: number;
  /** Tasks that changed quite differently from that, the most different first. */
  readonly outliers: readonly Outlier[];
  readonly moreOutliers: number;
}

export interface Outlier {
  readonly task: TaskId;
  readonly a: number;
  readonly b: number;
}

export interface ChangedStatus {
  readonly task: TaskId;
  readonly a: TaskStatus;
  readonly b: TaskStatus;
}

/** Lists end early; how many there are is told beside them. */
export interface Some<T> {
  readonly count: number;
  readonly first: readonly T[];
}

export interface TaskComparison {
  /** Tasks of the same id in both runs. */
  readonly both: number;
  readonly onlyA: Some<TaskId>;
  readonly onlyB: Some<TaskId>;
  readonly statuses: Some<ChangedStatus>;
  /** Tasks that are defined otherwise: command or resources. */
  readonly asked: Some<TaskId>;
  /** Null where no task is known in both. Of a task that was run again, the last attempt counts. */
  readonly elapsed: ComparedAmount | null;
  readonly memory: ComparedAmount | null;
  readonly cost: ComparedAmount | null;
}

const MOST_LISTED = 100;
const MOST_OUTLIERS = 30;
/** Differences below these are noise, whatever their ratio. */
const MOMENT_MS = 10_000;
const LITTLE_BYTES = 64 * 1024 ** 2;
const LITTLE_DOLLARS = 0.01;
/** Of the usual spread of the ratios, that much makes an outlier; and never less than half as much again. */
const SPREADS = 4;
const LEAST_RATIO = Math.log(1.5);

/** Compares the tasks of two runs by their ids. Takes all of the first run, then all of the second, in any pages. */
export class TaskComparer {
  readonly #prices: Prices;
  readonly #a = new Map<TaskId, Facts>();
  readonly #seen = new Set<TaskId>();
  readonly #onlyB = new Few<TaskId>();
  readonly #statuses = new Few<ChangedStatus>();
  readonly #asked = new Few<TaskId>();
  readonly #elapsed = new Pairs(MOMENT_MS);
  readonly #memory = new Pairs(LITTLE_BYTES);
  readonly #cost = new Pairs(LITTLE_DOLLARS);

  /** No prices: nothing is said of costs. */
  constructor(prices: Prices) {
    this.#prices = prices;
  }

  addA(task: Task, state: TaskState): void {
    this.#a.set(task.id, factsOf(task, state, this.#prices));
  }

  addB(task: Task, state: TaskState): void {
    const { id } = task;
    const a = this.#a.get(id);
    if (a === undefined) {
      this.#onlyB.add(id);
      return;
    }
    const b = factsOf(task, state, this.#prices);
    this.#seen.add(id);
    if (a.status !== b.status) this.#statuses.add({ task: id, a: a.status, b: b.status });
    if (a.asked !== b.asked) this.#asked.add(id);
    this.#elapsed.add(id, a.elapsed, b.elapsed);
    this.#memory.add(id, a.memory, b.memory);
    this.#cost.add(id, a.cost, b.cost);
  }

  result(): TaskComparison {
    const onlyA = new Few<TaskId>();
    for (const id of this.#a.keys()) if (!this.#seen.has(id)) onlyA.add(id);
    return {
      both: this.#seen.size,
      onlyA: onlyA.some(),
      onlyB: this.#onlyB.some(),
      statuses: this.#statuses.some(),
      asked: this.#asked.some(),
      elapsed: this.#elapsed.compared(),
      memory: this.#memory.compared(),
      cost: this.#cost.compared(),
    };
  }
}

function factsOf(task: Task, state: TaskState, prices: Prices): Facts {
  const { partition, cpus, memory, timeLimit, gres } = task.resources;
  return {
    status: statusOf(state),
    elapsed: elapsedMs(state),
    memory: 'usage' in state ? state.usage.maxRssBytes : null,
    cost: exactTaskCost(prices, task, state),
    asked: hashOf([task.command, task.workingDir, partition, cpus, memory, timeLimit, gres].join('\n')),
  };
}

/** Commands may be long: 53 bits of them are enough to see that they differ. */
function hashOf(text: string): string {
  let [high, low] = [0xdeadbeef, 0x41c6ce57];
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 2_654_435_761);
    low = Math.imul(low ^ unit, 1_597_334_677);
  }
  return `${high >>> 0}.${low >>> 0}.${text.length}`;
}

class Few<T> {
  #count = 0;
  readonly #first: T[] = [];

  add(each: T): void {
    this.#count += 1;
    if (this.#first.length < MOST_LISTED) this.#first.push(each);
  }

  some(): Some<T> {
    return { count: this.#count, first: this.#first };
  }
}

/** A number of the same tasks in both runs. */
class Pairs {
  readonly #least: number;
  readonly #pairs: Outlier[] = [];

  constructor(least: number) {
    this.#least = least;
  }

  add(task: TaskId, a: number | null, b: number | null): void {
    if (a !== null && b !== null && a > 0 && b > 0) this.#pairs.push({ task, a, b });
  }

  /** By the median and its spread: a few wild tasks must not hide each other. */
  compared(): ComparedAmount | null {
    if (this.#pairs.length === 0) return null;
    const typical = median(this.#pairs.map(ratio));
    const far = (pair: Outlier): number => Math.abs(ratio(pair) - typical);
    const bound = Math.max(LEAST_RATIO, SPREADS * median(this.#pairs.map(far)));
    const outliers = this.#pairs
      .filter((pair) => far(pair) > bound && Math.abs(pair.b - pair.a * Math.exp(typical)) > this.#least)
      .toSorted((one, other) => far(other) - far(one));
    return {
      tasks: this.#pairs.length,
      a: sum(this.#pairs.map(({ a }) => a)),
      b: sum(this.#pairs.map(({ b }) => b)),
      typical: Math.exp(typical),
      outliers: outliers.slice(0, MOST_OUTLIERS),
      moreOutliers: Math.max(0, outliers.length - MOST_OUTLIERS),
    };
  }
}

function ratio({ a, b }: Outlier): number {
  return Math.log(b / a);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
