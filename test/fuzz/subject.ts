import type { Backend, EndingQuestion, Inquiry } from '../../src/backends/backend.ts';
import type { Ending, QueuedJob } from '../../src/engine/evidence.ts';
import { type JobId, recordName, runId } from '../../src/engine/ids.ts';
import type { Result } from '../../src/engine/result.ts';

/** A recorded output of a scheduler and the question to a backend that it answers. */
export interface Subject {
  readonly name: string;
  /** What the scheduler's command printed. */
  readonly body: Buffer;
  /** All that reaches us: the body and what the family's own script prints around it. */
  readonly frame: (body: Buffer) => Buffer;
  /** Asks a backend whose machine gives this answer. Null where it says that it could not ask. */
  readonly conclude: (answer: string) => Promise<Conclusion | null>;
}

export interface Conclusion {
  readonly endings: readonly Ending[];
  /** Jobs that are said to be in the queue. */
  readonly listed: readonly JobId[];
}

/** What each `*.subjects.ts` of this folder exports as `subjects`. */
export type Subjects = readonly Subject[];

export async function concludeEndings(backend: Backend, jobs: readonly JobId[]): Promise<Conclusion | null> {
  const run = runId('0123abcd');
  const questions = jobs.map(
    (job, at): EndingQuestion => ({ job, run, record: recordName(`${run}.${at + 1}`) }),
  );
  const answer: Result<Inquiry> = await backend.inquire(questions);
  if (!answer.ok || answer.value.notAsked.length > 0) return null;
  return { endings: answer.value.endings, listed: [] };
}

export async function concludeListing(backend: Backend): Promise<Conclusion | null> {
  const answer = await backend.list();
  if (!answer.ok) return null;
  for (const job of answer.value.jobs) refuseOdd(job);
  return { endings: [], listed: answer.value.jobs.map(({ job }) => job) };
}

/** No figure of a job in the queue may be one that nothing has: pages and answers carry it as it is. */
function refuseOdd({ job, cpus, elapsedSeconds, submittedAt, startedAt }: QueuedJob): void {
  const figures = [cpus, elapsedSeconds, submittedAt, startedAt];
  const areSound = figures.every((figure) => figure === null || Number.isSafeInteger(Math.trunc(figure)));
  if (areSound && cpus >= 0 && (elapsedSeconds ?? 0) >= 0) return;
  throw new Error(`${job} has ${figures.join(', ')}`);
}
