import { type JobId, jobId, type RecordName, recordOf, type Token, tokenOf } from '../../engine/ids.ts';
import { problem } from '../../engine/problem.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { Host } from '../../transport/host.ts';
import type { SoughtSubmission } from '../backend.ts';
import { runFiles, runOfToken } from '../job-files.ts';
import { ledgerLookup, parseLedgerAnswers } from '../ledger.ts';
import { ask } from '../on-host.ts';
import { parseRecords, recordsScript } from '../record-scripts.ts';
import { arrayOf, elementIds } from './array-ids.ts';
import { commentsInAccountingScript, commentsInQueueScript } from './commands.ts';
import { parseComments } from './parse-comments.ts';
import { isSwitchedOff, parseSubmittedId } from './refusal.ts';

type Found = ReadonlyMap<Token, readonly JobId[]>;

const FILES_MS = 60_000;
const SCHEDULER_MS = 120_000;

/**
 * Looks for submissions: in the ledger and the start records that the jobs wrote, then by their comment in the queue,
 * then in accounting. Who could not be asked makes the whole answer a problem, unless all were found before.
 */
export async function findSubmissions(
  host: Host,
  root: string,
  mark: string,
  submissions: readonly SoughtSubmission[],
): Promise<Result<Found>> {
  const found = new Map<Token, readonly JobId[]>();
  const missing = () => submissions.filter(({ token }) => !found.has(token));
  const steps = [
    () => inFiles(host, root, submissions),
    () => inQueue(host, mark),
    () => inAccounting(host, mark),
  ];
  for (const step of steps) {
    if (missing().length === 0) break;
    const known = await step();
    if (!known.ok) return known;
    for (const { token, size } of missing()) {
      const job = known.value.get(token);
      if (job !== undefined) found.set(token, elementIds(job, size));
    }
  }
  return ok(found);
}

type Jobs = Result<ReadonlyMap<string, JobId>>;

/** Of an array any element that has begun tells its id. */
async function inFiles(host: Host, root: string, submissions: readonly SoughtSubmission[]): Promise<Jobs> {
  const entries = submissions.map(({ token }) => ({
    token,
    ledger: runFiles(root, runOfToken(token)).ledger,
  }));
  const names = submissions.flatMap(recordsOf);
  const script = `${ledgerLookup(entries)}${recordsScript(root, names, ['start'])}`;
  const answer = await ask(host, {
    script,
    purpose: 'look for submissions in the ledger',
    timeLimitMs: FILES_MS,
  });
  if (!answer.ok) return answer;
  const jobs = new Map<string, JobId>();
  for (const [name, { job }] of parseRecords(answer.value.stdout))
    jobs.set(tokenOf(name), jobId(arrayOf(job)));
  for (const [token, { said }] of parseLedgerAnswers(answer.value.stdout)) {
    const id = parseSubmittedId(said);
    if (id !== null) jobs.set(token, jobId(id));
  }
  return ok(jobs);
}

function recordsOf({ token, size }: SoughtSubmission): readonly RecordName[] {
  if (size === 1) return [recordOf(token, null)];
  return Array.from({ length: size }, (_, at) => recordOf(token, at + 1));
}

async function inQueue(host: Host, mark: string): Promise<Jobs> {
  const script = commentsInQueueScript(mark);
  const answer = await ask(host, {
    script,
    purpose: 'look for submissions in the queue',
    timeLimitMs: SCHEDULER_MS,
    calls: { squeue: 1 },
  });
  return answer.ok ? readComments(host, answer.value.stdout, mark) : answer;
}

async function inAccounting(host: Host, mark: string): Promise<Jobs> {
  const script = commentsInAccountingScript(mark);
  const answer = await ask(host, {
    script,
    purpose: 'look for submissions in accounting',
    timeLimitMs: SCHEDULER_MS,
    calls: { sacct: 1 },
  });
  if (answer.ok) return readComments(host, answer.value.stdout, mark);
  return isSwitchedOff(answer.problem.message) ? ok(new Map()) : answer;
}

function readComments(host: Host, output: string, mark: string): Jobs {
  const jobs = parseComments(output, mark);
  if (jobs !== null) return ok(jobs);
  return failed(problem('unreadable', `${host.label}: the answer of Slurm was cut off before its end`));
}
