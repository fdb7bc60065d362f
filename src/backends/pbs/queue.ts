import type { Listing, QueuedJob } from '../../engine/evidence.ts';
import { problem } from '../../engine/problem.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { Host } from '../../transport/host.ts';
import { askQstat } from './answer.ts';
import { arrayOf, isArray } from './array-ids.ts';
import { elementsScript, queueScript } from './commands.ts';
import { parseQueue } from './parse-queue.ts';

const TIME_LIMIT_MS = 120_000;

/**
 * The whole queue. Arrays stand there as one job; of our own ones, while there are any, the elements are asked for in one
 * more call. Elements of others are not: there may be tens of thousands.
 */
export async function listQueue(host: Host, mark: string): Promise<Result<Listing>> {
  const all = await jobsIn(host, mark, queueScript(mark), 'list the queue');
  if (!all.ok) return all;
  const arrays = all.value.filter(({ job, token }) => isArray(job) && token !== null);
  if (arrays.length === 0) return ok({ jobs: all.value });
  const ids = arrays.map(({ job }) => job);
  const elements = await jobsIn(host, mark, elementsScript(mark, ids), 'list the elements of arrays');
  if (!elements.ok) return elements;
  const own = new Set(ids);
  const isOwnElement = ({ job }: QueuedJob) => own.has(arrayOf(job) as typeof job) && !isArray(job);
  return ok({
    jobs: [...all.value.filter(({ job }) => !own.has(job)), ...elements.value.filter(isOwnElement)],
  });
}

async function jobsIn(
  host: Host,
  mark: string,
  script: string,
  purpose: string,
): Promise<Result<readonly QueuedJob[]>> {
  const answer = await askQstat(host, { script, purpose, timeLimitMs: TIME_LIMIT_MS }, mark);
  if (!answer.ok) return answer;
  const { us, text } = splitUser(answer.value.text);
  const jobs = parseQueue(text, us);
  if (jobs !== null) return ok(jobs);
  return failed(problem('unreadable', `${host.label}: the answer of qstat is not as a PBS server prints it`));
}

/** The first line is our user's name. */
export function splitUser(answer: string): { readonly us: string; readonly text: string } {
  const end = answer.indexOf('\n');
  return { us: answer.slice(0, end).trim(), text: answer.slice(end + 1) };
}
