import type { Backend } from '../backends/backend.ts';
import { kindsOf } from '../engine/batch.ts';
import { taskAt } from '../engine/plan.ts';
import type { RunInfo } from '../engine/run.ts';
import type { ArrayRules } from '../engine/submission.ts';
import type { Task } from '../engine/task.ts';
import { createRun } from '../engine/world.ts';
import { jobRequest } from './job-requests.ts';
import type { PreviewedKind } from './orders.ts';

/** A document may ask for something else in each of its tasks: the scheduler is not asked about more. */
const MOST_REHEARSED = 10;

/** How the tasks of a run that is only planned would go out, and what the scheduler says to one of each kind. */
export async function rehearseRun(
  backend: Backend,
  info: RunInfo,
  tasks: readonly Task[],
  arrays: ArrayRules | null,
): Promise<readonly PreviewedKind[]> {
  const run = createRun(info, tasks);
  const kinds = kindsOf(run, arrays);
  const firsts = kinds.map((kind) => taskAt(run.graph, kind.tasks[0] ?? 0));
  const requests = firsts.slice(0, MOST_REHEARSED).map((task) => jobRequest(info, task, 1, 1));
  const said = await backend.rehearse(requests);
  return kinds.map(({ tasks: { length }, submissions }, index) => ({
    first: firsts[index] ?? taskAt(run.graph, 0),
    tasks: length,
    submissions,
    rehearsal: (said.ok ? said.value[index] : null) ?? null,
  }));
}
