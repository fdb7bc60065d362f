import { cost, elapsedMs, type Prices, rounded } from './cost.ts';
import type { Pace } from './expected-end.ts';
import { readTimeLimit } from './resources.ts';
import { type Shape, shapeKey, shapeOf } from './shape.ts';
import { Spread } from './spread.ts';
import { isTerminal, type TaskState } from './state.ts';
import type { Task } from './task.ts';

/** What a run costs, as far as it is known. US dollars, rounded to 4 decimals. An estimate, not a bill. */
export interface RunCost {
  /** For the tasks that have run. */
  readonly spent: number;
  /** How many tasks that is (`compat.md` 16.1). */
  readonly costed: number;
  /** All others: not run yet, never run, or without a price. */
  readonly uncosted: number;
  /** What it will have cost at its end; null when nothing more is to come, or nobody can say. */
  readonly forecast: Forecast | null;
}

export interface Forecast {
  /** US dollars, what is spent included. */
  readonly total: number;
  /** Tasks still to end that it counts; the others have no price. */
  readonly tasks: number;
  /** Some of it is counted by time limits, for want of tasks that have ended: it will hardly be more. */
  readonly isUpperBound: boolean;
}

interface Part {
  readonly shape: Shape;
  tasks: number;
  /** Tasks that are still to end. */
  open: number;
  /** Tasks whose start and end are known, and how long they took together. */
  timed: number;
  elapsedMs: number;
  /** How long those that succeeded took, in milliseconds. */
  readonly lengths: Spread;
}

/**
 * What the tasks of a run have taken, by shape, in whole milliseconds: a task can be added and taken away again without
 * a trace, and prices come in only when somebody asks. Costs what changes, not how many tasks there are.
 */
export class CostSum {
  readonly #parts = new Map<string, Part>();
  #tasks = 0;

  add(task: Task, state: TaskState): void {
    this.#change(task, state, 1);
  }

  /** Undoes `add` of the same task in the same state. */
  remove(task: Task, state: TaskState): void {
    this.#change(task, state, -1);
  }

  /** The task goes from one state into another. Most steps of its life change nothing here. */
  replace(task: Task, old: TaskState, state: TaskState): void {
    if (isOpen(old) && isOpen(state)) return;
    this.remove(task, old);
    this.add(task, state);
  }

  /** Null when none of the tasks has a price: then there is nothing to tell. */
  total(prices: Prices): RunCost | null {
    let spent = 0;
    let costed = 0;
    let priced = false;
    for (const { shape, timed, elapsedMs } of this.#parts.values()) {
      const price = prices.get(shape.resources.partition);
      if (price === undefined) continue;
      priced = true;
      costed += timed;
      spent += cost(price, shape.resources.cpus, elapsedMs);
    }
    if (!priced) return null;
    return {
      spent: rounded(spent),
      costed,
      uncosted: this.#tasks - costed,
      forecast: this.#forecast(prices, spent),
    };
  }

  /** How the tasks of each shape have gone so far. */
  paces(): readonly Pace[] {
    return [...this.#parts.values()].map(({ open, lengths }) => ({
      open,
      known: lengths.count,
      typicalMs: lengths.median(),
    }));
  }

  #forecast(prices: Prices, spent: number): Forecast | null {
    let total = spent;
    let isUpperBound = false;
    let toCome = 0;
    for (const { shape, open, lengths } of this.#parts.values()) {
      const price = prices.get(shape.resources.partition);
      if (price === undefined || open === 0) continue;
      const typicalMs = lengths.median();
      const limitSeconds = readTimeLimit(shape.resources.timeLimit);
      if (typicalMs === null && limitSeconds === null) return null;
      toCome += open;
      isUpperBound ||= typicalMs === null;
      total += open * cost(price, shape.resources.cpus, typicalMs ?? (limitSeconds ?? 0) * 1000);
    }
    return toCome === 0 ? null : { total: rounded(total), tasks: toCome, isUpperBound };
  }

  #change(task: Task, state: TaskState, by: 1 | -1): void {
    const shape = shapeOf(task);
    const key = shapeKey(shape);
    const part = this.#parts.get(key) ?? emptyPart(shape);
    part.tasks += by;
    this.#tasks += by;
    if (isOpen(state)) part.open += by;
    changeTimes(part, state, by);
    if (part.tasks === 0) this.#parts.delete(key);
    else this.#parts.set(key, part);
  }
}

function emptyPart(shape: Shape): Part {
  return { shape, tasks: 0, open: 0, timed: 0, elapsedMs: 0, lengths: new Spread() };
}

function changeTimes(part: Part, state: TaskState, by: 1 | -1): void {
  const elapsed = elapsedMs(state);
  if (elapsed === null) return;
  const ms = Math.max(0, elapsed);
  part.timed += by;
  part.elapsedMs += by * ms;
  if (state.is === 'failed') return;
  if (by === 1) part.lengths.add(ms);
  else part.lengths.remove(ms);
}

/** It is still to run, or runs. */
function isOpen(state: TaskState): boolean {
  return !isTerminal(state) && state.is !== 'generating';
}
