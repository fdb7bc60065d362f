import { type JobId, jobId, type RecordName, recordOf, type Token, tokenOf } from '../engine/ids.ts';
import { ok, type Result } from '../engine/result.ts';
import type { Host } from '../transport/host.ts';
import type { SoughtSubmission } from './backend.ts';
import { runFiles, runOfToken } from './job-files.ts';
import { ledgerLookup, parseLedgerAnswers } from './ledger.ts';
import { ask } from './on-host.ts';
import { parseRecords, recordsScript } from './record-scripts.ts';

/** The ids of jobs and whole arrays, by their token. */
export type FoundJobs = Result<ReadonlyMap<string, JobId>>;

/** What a family knows about finding its submissions. */
export interface Finder {
  /**
   * The id of a job or a whole array in what the scheduler said when it took it, or in an id of one of its elements. Null
   * where there is none.
   */
  readonly idOf: (said: string) => string | null;
  /** The ids of so many elements, in their order; of a single job it is its own. */
  readonly elementIds: (id: string, size: number) => readonly JobId[];
  /** Who else knows jobs by their token, in the order in which they are asked. */
  readonly others: readonly (() => Promise<FoundJobs>)[];
}

const FILES_MS = 60_000;

/**
 * Looks for submissions: in the ledger and the start records that the jobs wrote, then where else the family can. Who
 * could not be asked makes the whole answer a problem, unless all were found before.
 */
export async function findSubmissions(
  host: Host,
  root: string,
  submissions: readonly SoughtSubmission[],
  finder: Finder,
): Promise<Result<ReadonlyMap<Token, readonly JobId[]>>> {
  const found = new Map<Token, readonly JobId[]>();
  const missing = () => submissions.filter(({ token }) => !found.has(token));
  for (const step of [() => inFiles(host, root, submissions, finder), ...finder.others]) {
    if (missing().length === 0) break;
    const known = await step();
    if (!known.ok) return known;
    for (const { token, size } of missing()) {
      const job = known.value.get(token);
      if (job !== undefined) found.set(token, finder.elementIds(job, size));
    }
  }
  return ok(found);
}

/** Of an array any element that has begun tells its id. */
async function inFiles(
  host: Host,
  root: string,
  submissions: readonly SoughtSubmission[],
  { idOf }: Finder,
): Promise<FoundJobs> {
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
  const started = [...parseRecords(answer.value.stdout)].map(([name, { job }]) => [tokenOf(name), job]);
  const accepted = [...parseLedgerAnswers(answer.value.stdout)].map(([token, { said }]) => [token, said]);
  const jobs = new Map<string, JobId>();
  for (const [token = '', said = ''] of [...started, ...accepted]) {
    const id = idOf(said);
    if (id !== null) jobs.set(token, jobId(id));
  }
  return ok(jobs);
}

function recordsOf({ token, size }: SoughtSubmission): readonly RecordName[] {
  if (size === 1) return [recordOf(token, null)];
  return Array.from({ length: size }, (_, at) => recordOf(token, at + 1));
}
