import type { JobRequest } from '../backends/backend.ts';
import { submissionToken } from '../engine/ids.ts';
import type { RunInfo } from '../engine/run.ts';
import type { Task } from '../engine/task.ts';
import { resolveEnvironment } from '../workflows/environment.ts';

/** All that a backend needs to know to write one attempt's script and submit it. */
export function jobRequest(run: RunInfo, task: Task, attempt: number, submission: number): JobRequest {
  return {
    token: submissionToken(run.id, submission),
    run,
    task,
    attempt,
    environment: resolveEnvironment(run, task),
  };
}
