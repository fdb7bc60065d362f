import { ok, type Result } from '../../engine/result.ts';
import type { Host } from '../../transport/host.ts';
import type { JobRequest, Rehearsal } from '../backend.ts';
import { ask } from '../on-host.ts';
import { QUEUES_SCRIPT } from './commands.ts';
import { parseBytes, parseDuration } from './fields.ts';
import { parseQueues, type Queue } from './parse-limits.ts';
import { pbsMemory, pbsWalltime } from './resources.ts';

const TIME_LIMIT_MS = 120_000;

/**
 * PBS cannot be asked what would become of a job. What its queues do not take can be told all the same; of a job that they
 * may take nothing is said.
 */
export async function rehearse(
  host: Host,
  queue: string | null,
  jobs: readonly JobRequest[],
): Promise<Result<readonly (Rehearsal | null)[]>> {
  if (jobs.length === 0) return ok([]);
  const answer = await ask(host, {
    script: QUEUES_SCRIPT,
    purpose: 'ask what would become of jobs',
    timeLimitMs: TIME_LIMIT_MS,
    calls: { qstat: 1 },
  });
  if (!answer.ok) return answer;
  const queues = parseQueues(answer.value.stdout) ?? [];
  return ok(
    jobs.map(({ task }) => {
      const said = objection(queues, queue, task.resources);
      return said === null ? null : { isTaken: false, startsAt: null, said };
    }),
  );
}

/** Why no queue takes a task that asks for this; null where one may. */
export function objection(
  queues: readonly Queue[],
  fixed: string | null,
  { partition, memory, timeLimit }: JobRequest['task']['resources'],
): string | null {
  if (queues.length === 0) return null;
  const name = fixed ?? partition;
  const queue = queues.find((one) => one.name === name);
  if (queue === undefined) {
    // `queue@server`: another server has it.
    if (name.includes('@')) return null;
    return `Unknown queue '${name}': the server has ${queues.map((one) => one.name).join(', ')}`;
  }
  if (!queue.isEnabled) return `Queue '${name}' is not enabled`;
  if (queue.isRoute) return null;
  const seconds = parseDuration(pbsWalltime(timeLimit)) ?? 0;
  if (queue.seconds !== null && seconds > queue.seconds) {
    return `Queue '${name}' takes no job of more than ${queue.seconds} seconds, and ${timeLimit} is asked for`;
  }
  const bytes = parseBytes(pbsMemory(memory)) ?? 0;
  if (queue.memoryBytes !== null && bytes > queue.memoryBytes) {
    return `Queue '${name}' takes no job with more memory than ${queue.memoryBytes} bytes, and ${memory} is asked for`;
  }
  return null;
}
