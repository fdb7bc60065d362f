import type { Ending } from '../../engine/evidence.ts';
import type { JobId } from '../../engine/ids.ts';
import { endingOf, type JobRecord } from '../records.ts';
import type { Statement } from './statement.ts';

/** What was said of one job; undefined by whoever does not know it or was not asked. */
export interface Said {
  readonly job: JobId;
  readonly record: JobRecord | undefined;
  readonly memory: Statement | undefined;
  /** What the server's logs tell. */
  readonly trace: Ending | undefined;
}

/** Whether the job itself told an end that nobody else knows better. */
export function endedByItself(record: JobRecord | undefined, job: JobId): boolean {
  const reason = endingOf(record ?? null, job)?.reason;
  return reason === 'completed' || reason === 'exit';
}

/** All that is known of the job's end; nothing while PBS is not through with it. */
export function weigh(said: Said): readonly Ending[] {
  if (isStillGoing(said)) return [];
  const own = endingOf(said.record ?? null, said.job);
  return [own, said.trace ?? null, said.memory?.ending ?? null].filter((ending) => ending !== null);
}

/**
 * A job that ended by itself may stay in E for half a minute, while its logs are on their way. That it waits again is no such
 * delay: its node was lost, or somebody has it run again.
 */
function isStillGoing({ job, record, memory }: Said): boolean {
  if (memory === undefined || memory.queue === 'unknown' || memory.queue === 'ended') return false;
  return memory.willBegin || !endedByItself(record, job);
}
