import type { Ending } from '../../engine/evidence.ts';
import type { JobId } from '../../engine/ids.ts';
import type { Reason } from '../../engine/verdict.ts';
import { endingOf, type JobRecord } from '../records.ts';
import type { Statement } from './statement.ts';

/** What was said of one job; undefined by whoever does not know it or was not asked. */
export interface Said {
  readonly job: JobId;
  readonly record: JobRecord | undefined;
  readonly accounting: Statement | undefined;
  readonly controller: Statement | undefined;
}

/** After these Slurm may start the job again by itself: the attempt goes on, whatever its record or accounting says. */
const MAY_GO_ON: readonly Reason[] = ['preempted', 'node-failure', 'boot-failure'];

/** Whether the controller must be asked: nobody tells of an end, or what they tell may not be the last word. */
export function isDoubtful({ job, record, accounting }: Omit<Said, 'controller'>): boolean {
  const ended = accounting?.ending ?? null;
  if (ended !== null) return MAY_GO_ON.includes(ended.reason);
  return !endedByItself(record, job) || accounting?.queue === 'pending';
}

/** All that is known of the job's end; nothing while Slurm is not through with it. */
export function weigh(said: Said): readonly Ending[] {
  if (isStillGoing(said)) return [];
  const own = endingOf(said.record ?? null, said.job);
  return [own, said.accounting?.ending ?? null, said.controller?.ending ?? null].filter(
    (ending) => ending !== null,
  );
}

/** The controller knows best, accounting comes late. */
function isStillGoing({ job, record, accounting, controller }: Said): boolean {
  if (controller !== undefined && controller.queue !== 'unknown') {
    // Of a job that ended by itself the controller may be a moment late to hear; that it waits again is no such delay.
    return endedByItself(record, job) ? controller.queue === 'pending' : controller.ending === null;
  }
  return accounting?.ending === null && record?.job === job && record.end != null && record.end.told !== '';
}

function endedByItself(record: JobRecord | undefined, job: JobId): boolean {
  const reason = endingOf(record ?? null, job)?.reason;
  return reason === 'completed' || reason === 'exit';
}
