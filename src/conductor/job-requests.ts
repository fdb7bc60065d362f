import type { JobRequest } from '../backends/backend.ts';
import { submissionToken } from '../engine/ids.ts';
import { taskAt } from '../engine/plan.ts';
import { taskOf } from '../engine/retry.ts';
import type { RunInfo } from '../engine/run.ts';
import type { SubmittedTask } from '../engine/submission.ts';
import type { ResolvedEnvironment, Task } from '../engine/task.ts';
import { type Run, stateOf } from '../engine/world.ts';
import { environmentsOf, resolveEnvironment } from '../workflows/environment.ts';

/** All that a backend needs to know to write one attempt's script and submit it. */
export function jobRequest(
  run: RunInfo,
  task: Task,
  attempt: number,
  submission: number,
  environment: ResolvedEnvironment = resolveEnvironment(run, task),
): JobRequest {
  return { token: submissionToken(run.id, submission), run, task, attempt, environment };
}

/** The same of all tasks of one submission. */
export function jobRequests(
  run: Run,
  submission: number,
  tasks: readonly SubmittedTask[],
): readonly JobRequest[] {
  const environmentOf = environmentsOf(run.info);
  return tasks.map(({ index, attempt }) => {
    const task = taskOf(taskAt(run.graph, index), stateOf(run, index));
    return jobRequest(run.info, task, attempt, submission, environmentOf(task));
  });
}
