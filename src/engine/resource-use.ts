import { elapsedMs } from './cost.ts';
import type { TaskId } from './ids.ts';
import { readMemory, readTimeLimit } from './resources.ts';
import { taskOf } from './retry.ts';
import { type Shape, shapeKey, shapeOf } from './shape.ts';
import { Spread } from './spread.ts';
import type { TaskState } from './state.ts';
import type { Task } from './task.ts';
import type { Reason, Usage, Verdict } from './verdict.ts';

/** What tasks of one shape asked for, and what those that ran used of it. */
export interface ShapeUse {
  readonly shape: Shape;
  readonly tasks: number;
  /** Tasks that ran and have ended, well or badly. */
  readonly ran: number;
  /** Those of them that succeeded after more than a moment: from them something can be learned. */
  readonly telling: number;
  /** Peak memory in bytes, of those of which it is known; null when it is of none. */
  readonly memory: Measured | null;
  /** How many CPUs were kept busy, on average over the task's life. */
  readonly busyCpus: Measured | null;
  /** Milliseconds. */
  readonly elapsed: Measured | null;
  readonly outOfMemory: number;
  readonly timedOut: number;
  /** Came within 5 % of what they asked for, and did not fail for it. */
  readonly nearMemory: number;
  readonly nearTimeLimit: number;
}

export interface Measured {
  /** Of how many tasks it is known. */
  readonly count: number;
  readonly max: number;
  readonly maxTask: TaskId;
  /** Within one percent. */
  readonly median: number;
}

/** What is shorter tells nothing: schedulers measure every so many seconds. */
const MOMENT_MS = 5_000;
const NEAR = 0.95;
/** A run of more shapes than that has no groups worth the name. */
const MOST_SHAPES = 1_000;

/** Gathers what tasks used, by shape, with little memory however many tasks there are. */
export class ResourceUse {
  readonly #gatherings = new Map<string, Gathering>();
  #leftOut = 0;

  add(task: Task, state: TaskState): void {
    const shape = shapeOf(taskOf(task, state));
    const key = shapeKey(shape);
    const gathering =
      this.#gatherings.get(key) ?? (this.#gatherings.size < MOST_SHAPES ? new Gathering(shape) : null);
    if (gathering === null) {
      this.#leftOut += 1;
      return;
    }
    this.#gatherings.set(key, gathering);
    gathering.add(task.id, state);
  }

  /** Tasks of shapes beyond the first thousand. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** In the order in which they came first. */
  shapes(): readonly ShapeUse[] {
    return [...this.#gatherings.values()].map((gathering) => gathering.use());
  }
}

class Gathering {
  readonly #shape: Shape;
  readonly #memoryBytes: number | null;
  readonly #timeLimitMs: number | null;
  readonly #memory = new Measuring();
  readonly #busyCpus = new Measuring();
  readonly #elapsed = new Measuring();
  readonly #counts = {
    tasks: 0,
    ran: 0,
    telling: 0,
    outOfMemory: 0,
    timedOut: 0,
    nearMemory: 0,
    nearTimeLimit: 0,
  };

  constructor(shape: Shape) {
    this.#shape = shape;
    this.#memoryBytes = readMemory(shape.resources.memory);
    const limitSeconds = readTimeLimit(shape.resources.timeLimit);
    this.#timeLimitMs = limitSeconds === null ? null : limitSeconds * 1000;
  }

  add(task: TaskId, state: TaskState): void {
    this.#counts.tasks += 1;
    if (!('verdict' in state) || !hasRun(state.verdict)) return;
    this.#counts.ran += 1;
    const elapsed = elapsedMs(state);
    if (elapsed !== null) this.#addElapsed(task, Math.max(0, elapsed), state.verdict.reason);
    this.#addUsage(task, state.usage, state.verdict.reason);
  }

  use(): ShapeUse {
    return {
      shape: this.#shape,
      ...this.#counts,
      memory: this.#memory.measured(),
      busyCpus: this.#busyCpus.measured(),
      elapsed: this.#elapsed.measured(),
    };
  }

  #addElapsed(task: TaskId, elapsed: number, reason: Reason): void {
    this.#elapsed.add(task, elapsed);
    if (reason === 'completed' && elapsed >= MOMENT_MS) this.#counts.telling += 1;
    if (reason === 'timeout') this.#counts.timedOut += 1;
    else if (isNear(elapsed, this.#timeLimitMs)) this.#counts.nearTimeLimit += 1;
  }

  #addUsage(task: TaskId, { maxRssBytes, cpuEfficiency }: Usage, reason: Reason): void {
    if (maxRssBytes !== null) this.#memory.add(task, maxRssBytes);
    if (cpuEfficiency !== null) this.#busyCpus.add(task, (cpuEfficiency / 100) * this.#shape.resources.cpus);
    if (reason === 'out-of-memory') this.#counts.outOfMemory += 1;
    else if (maxRssBytes !== null && isNear(maxRssBytes, this.#memoryBytes)) this.#counts.nearMemory += 1;
  }
}

class Measuring {
  readonly #spread = new Spread();
  #max = Number.NEGATIVE_INFINITY;
  #maxTask: TaskId | null = null;

  add(task: TaskId, value: number): void {
    this.#spread.add(value);
    if (value <= this.#max) return;
    this.#max = value;
    this.#maxTask = task;
  }

  measured(): Measured | null {
    const median = this.#spread.median();
    if (median === null || this.#maxTask === null) return null;
    // The median is known within a percent only, and must not pass the largest of all.
    const max = this.#max;
    return { count: this.#spread.count, max, maxTask: this.#maxTask, median: Math.min(median, max) };
  }
}

function isNear(used: number, asked: number | null): boolean {
  return asked !== null && used >= NEAR * asked;
}

const ENDED_RUNNING: readonly Reason[] = ['completed', 'exit', 'signal', 'timeout', 'out-of-memory'];

/** A job that was cancelled or lost before it began has used nothing. */
function hasRun({ startedAt, reason }: Verdict): boolean {
  return startedAt !== null || ENDED_RUNNING.includes(reason);
}
