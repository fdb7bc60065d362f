import { type JobId, jobId } from '../../engine/ids.ts';
import { problem } from '../../engine/problem.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { Host } from '../../transport/host.ts';
import type { Finder, FoundJobs } from '../find.ts';
import { ask } from '../on-host.ts';
import { accountingScript, OWN_QUEUE_SCRIPT } from './commands.ts';
import { arrayOf, elementIds, parseSubmittedId } from './job-ids.ts';
import { parseAccounting } from './parse-accounting.ts';
import { parseQueue } from './parse-queue.ts';

const SCHEDULER_MS = 120_000;

/** Grid Engine knows jobs by the token in their name, in the queue and then in accounting. */
export function sgeFinder(host: Host): Finder {
  return {
    idOf: parseSubmittedId,
    elementIds,
    others: [() => inQueue(host), () => inAccounting(host)],
  };
}

async function inQueue(host: Host): Promise<FoundJobs> {
  const answer = await ask(host, {
    script: OWN_QUEUE_SCRIPT,
    purpose: 'look for submissions in the queue',
    timeLimitMs: SCHEDULER_MS,
    calls: { qstat: 1 },
  });
  if (!answer.ok) return answer;
  const jobs = parseQueue(answer.value.stdout, '');
  if (jobs !== null) return ok(byToken(jobs));
  return failed(problem('unreadable', `${host.label}: the answer of qstat was cut off before its end`));
}

async function inAccounting(host: Host): Promise<FoundJobs> {
  const answer = await ask(host, {
    script: accountingScript([], []),
    purpose: 'look for submissions in accounting',
    timeLimitMs: SCHEDULER_MS,
    calls: { qacct: 1 },
  });
  if (!answer.ok) return answer;
  const statements: Result<Parameters<typeof byToken>[0]> = parseAccounting(answer.value.stdout);
  if (statements.ok) return ok(byToken(statements.value));
  return statements.problem.code === 'unsupported' ? ok(new Map()) : statements;
}

/** Ids are given out again where a spool was lost, and tokens never: the latest job of a token is it. */
function byToken(
  jobs: readonly { readonly job: JobId; readonly token: string | null }[],
): ReadonlyMap<string, JobId> {
  return new Map(jobs.flatMap(({ job, token }) => (token === null ? [] : [[token, jobId(arrayOf(job))]])));
}
