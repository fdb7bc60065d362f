import type { RunId } from '../engine/ids.ts';
import { type Advice, adviseOn } from '../engine/resource-advice.ts';
import { type Measured, ResourceUse, type ShapeUse } from '../engine/resource-use.ts';
import type { Store } from '../store/store.ts';
import { taskPages } from '../store/task-pages.ts';
import type { GroupResources, MeasuredAmount, ResourcesAnswer } from '../wire/resources.ts';
import { adviceSentence } from './resource-words.ts';

/** What one group used, and what to ask for instead. */
export interface AdvisedUse {
  readonly use: ShapeUse;
  readonly advice: readonly Advice[];
}

export interface RunResources {
  /** What something should be done about comes first, then the order of the document. */
  readonly groups: readonly AdvisedUse[];
  readonly leftOut: number;
}

/** Reads all tasks of the run, page by page. @throws StoreError */
export async function readRunResources(store: Store, run: RunId): Promise<RunResources> {
  const use = new ResourceUse();
  for await (const rows of taskPages(store, run)) {
    for (const { task, state } of rows) use.add(task, state);
  }
  const groups = use.shapes().map((shape) => ({ use: shape, advice: adviseOn(shape) }));
  const [advised, others] = [groups.filter(isAdvised), groups.filter((group) => !isAdvised(group))];
  return { groups: [...advised, ...others], leftOut: use.leftOut };
}

function isAdvised({ advice }: AdvisedUse): boolean {
  return advice.length > 0;
}

export function resourcesAnswer(run: RunId, { groups, leftOut }: RunResources): ResourcesAnswer {
  return { run_id: run, groups: groups.map(groupAnswer), left_out: leftOut };
}

function groupAnswer({ use, advice }: AdvisedUse): GroupResources {
  const { partition, cpus, memory, timeLimit, gres } = use.shape.resources;
  return {
    group: use.shape.group || null,
    tasks: use.tasks,
    ran: use.ran,
    asked: { partition, cpus, memory, time_limit: timeLimit, gres },
    memory: amount(use.memory, 1),
    busy_cpus: amount(use.busyCpus, 1),
    elapsed_seconds: amount(use.elapsed, 1000),
    out_of_memory: use.outOfMemory,
    timed_out: use.timedOut,
    advice: advice.map((one) => ({ ...one, sentence: adviceSentence(use, one) })),
  };
}

function amount(measured: Measured | null, unit: number): MeasuredAmount | null {
  if (measured === null) return null;
  const { count, max, maxTask, median } = measured;
  return { tasks: count, max: short(max / unit), max_task: maxTask, median: short(median / unit) };
}

/** Three decimals are more than anybody measures. */
function short(value: number): number {
  return Math.round(value * 1000) / 1000;
}
