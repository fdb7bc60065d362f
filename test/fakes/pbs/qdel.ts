import type { Answer, Call } from './answer.ts';
import type { PretendedJob, Submission } from './job.ts';
import type { PretendedQueue } from './queue.ts';
import { readArguments } from './words.ts';

interface Refusal {
  readonly said: string;
  readonly exitCode: number;
}

/** Deletes what can be deleted of several ids, and says of each other why not. */
export function qdel({ args, user }: Call, queue: PretendedQueue): Answer {
  const refusals = readArguments(args, 'W:xpm:t:a').operands.flatMap(
    (id) => deleteOne(id, user, queue) ?? [],
  );
  return {
    stdout: '',
    stderr: refusals.map(({ said }) => `qdel: ${said}\n`).join(''),
    exitCode: refusals.at(-1)?.exitCode ?? 0,
  };
}

function deleteOne(id: string, user: string, queue: PretendedQueue): Refusal | null {
  const { isTorque, server } = queue.dialect;
  const [, digits, brackets, index] = /^(\d+)(\[(\d*)\])?(?:\..*)?$/.exec(id) ?? [];
  const full = `${digits}${brackets ?? ''}.${server}`;
  const submission = queue.submissions.get(Number(digits));
  const jobs = submission === undefined ? [] : jobsOf(submission, brackets, index);
  if (submission === undefined || jobs.length === 0)
    return { said: isTorque ? `nonexistent job id: ${id}` : `Unknown Job Id ${full}`, exitCode: 153 };
  if (submission.order.owner !== user) return { said: `Unauthorized Request  ${full}`, exitCode: 159 };
  if (jobs.every(({ state }) => state === 'ended'))
    return isTorque
      ? {
          said: `Request invalid for state of job MSG=invalid state for job - COMPLETE ${full}`,
          exitCode: 170,
        }
      : { said: `Job has finished ${full}`, exitCode: 35 };
  for (const job of jobs) queue.delete(job, user);
  return null;
}

function jobsOf({ order, jobs }: Submission, brackets?: string, index?: string): readonly PretendedJob[] {
  if ((order.array === null) !== (brackets === undefined)) return [];
  return index === undefined || index === '' ? jobs : jobs.filter((job) => job.index === Number(index));
}
