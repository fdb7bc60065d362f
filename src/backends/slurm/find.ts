import { problem } from '../../engine/problem.ts';
import { failed, ok } from '../../engine/result.ts';
import type { Host } from '../../transport/host.ts';
import type { Finder, FoundJobs } from '../find.ts';
import { ask } from '../on-host.ts';
import { elementIds } from './array-ids.ts';
import { commentsInAccountingScript, commentsInQueueScript } from './commands.ts';
import { parseComments } from './parse-comments.ts';
import { complaintIn, isSwitchedOff, parseSubmittedId } from './refusal.ts';

const SCHEDULER_MS = 120_000;

/** Slurm knows jobs by their comment, in the queue and then in accounting. */
export function slurmFinder(host: Host, mark: string): Finder {
  return {
    idOf: parseSubmittedId,
    elementIds,
    others: [() => inQueue(host, mark), () => inAccounting(host, mark)],
  };
}

async function inQueue(host: Host, mark: string): Promise<FoundJobs> {
  const script = commentsInQueueScript(mark);
  const answer = await ask(host, {
    script,
    purpose: 'look for submissions in the queue',
    timeLimitMs: SCHEDULER_MS,
    calls: { squeue: 1 },
  });
  return answer.ok ? readComments(host, answer.value.stdout, mark) : answer;
}

async function inAccounting(host: Host, mark: string): Promise<FoundJobs> {
  const script = commentsInAccountingScript(mark);
  const answer = await ask(host, {
    script,
    purpose: 'look for submissions in accounting',
    timeLimitMs: SCHEDULER_MS,
    calls: { sacct: 1 },
  });
  const complaint = answer.ok ? complaintIn(answer.value.stdout) : null;
  if (complaint !== null) return failed(problem('command-failed', `${host.label}: ${complaint}`));
  if (answer.ok) return readComments(host, answer.value.stdout, mark);
  return isSwitchedOff(answer.problem.message) ? ok(new Map()) : answer;
}

function readComments(host: Host, output: string, mark: string): FoundJobs {
  const jobs = parseComments(output, mark);
  if (jobs !== null) return ok(jobs);
  return failed(problem('unreadable', `${host.label}: the answer of Slurm was cut off before its end`));
}
