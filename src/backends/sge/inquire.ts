import type { Ending } from '../../engine/evidence.ts';
import { type JobId, runId, tokenOf } from '../../engine/ids.ts';
import { problem } from '../../engine/problem.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { Host } from '../../transport/host.ts';
import type { EndingQuestion, Inquiry } from '../backend.ts';
import { inquireInParts, inquiry } from '../inquiry.ts';
import { runOfToken } from '../job-files.ts';
import { ask } from '../on-host.ts';
import { parseRecords, recordsScript } from '../record-scripts.ts';
import { endingOf, type JobRecord } from '../records.ts';
import { accountingScript, OWN_QUEUE_SCRIPT } from './commands.ts';
import { isId } from './job-ids.ts';
import { parseAccounting, type Statement } from './parse-accounting.ts';
import { parseQueue } from './parse-queue.ts';

const TIME_LIMIT_MS = 120_000;
const JOBS_PER_CALL = 1000;

/**
 * How these jobs ended: the jobs' own end records and accounting, in one call, and for those of whom neither tells the end
 * for good our own part of the queue: a job that is there has not ended.
 */
export function inquireEndings(
  host: Host,
  root: string,
  questions: readonly EndingQuestion[],
): Promise<Result<Inquiry>> {
  const sound = questions.filter(({ job }) => isId(job));
  return inquireInParts(sound, JOBS_PER_CALL, (some) => inquireSome(host, root, some));
}

/** What was said of one job; undefined by whoever does not know it. */
interface Said {
  readonly job: JobId;
  readonly record: JobRecord | undefined;
  readonly accounting: Statement | undefined;
}

async function inquireSome(
  host: Host,
  root: string,
  questions: readonly EndingQuestion[],
): Promise<Result<Inquiry>> {
  const runs = new Set(questions.map(({ record }) => runId(runOfToken(record))));
  const jobs = questions.map(({ job }) => job);
  const records = questions.map(({ record }) => record);
  const answer = await ask(host, {
    script: recordsScript(root, records, ['end']) + accountingScript([...runs], jobs),
    purpose: 'ask how jobs ended',
    timeLimitMs: TIME_LIMIT_MS,
    calls: { qacct: 1 },
  });
  if (!answer.ok) return answer;
  const found = parseRecords(answer.value.stdout);
  const accounting = parseAccounting(answer.value.stdout);
  const statements = lastOfEach(accounting.ok ? accounting.value : []);
  const said = questions.map(({ job, record }): Said => {
    const statement = statements.get(job);
    const isAboutIt = statement?.token === tokenOf(record);
    return { job, record: found.get(record), accounting: isAboutIt ? statement : undefined };
  });
  const queue = said.some(isDoubtful) ? await askQueue(host) : null;
  const endings = said.flatMap((one) => weigh(one, queue));
  return ok(inquiry(endings, { record: ok(found), accounting, queue }));
}

function lastOfEach(statements: readonly Statement[]): ReadonlyMap<JobId, Statement> {
  return new Map(statements.map((statement) => [statement.job, statement]));
}

function isDoubtful({ job, record, accounting }: Said): boolean {
  if (endingOf(record ?? null, job) !== null) return false;
  return accounting === undefined || accounting.mayGoOn;
}

async function askQueue(host: Host): Promise<Result<ReadonlySet<JobId>>> {
  const answer = await ask(host, {
    script: OWN_QUEUE_SCRIPT,
    purpose: 'ask which jobs have not ended',
    timeLimitMs: TIME_LIMIT_MS,
    calls: { qstat: 1 },
  });
  if (!answer.ok) return answer;
  const jobs = parseQueue(answer.value.stdout, '');
  if (jobs === null) return failed(problem('unreadable', 'The answer of qstat was cut off before its end'));
  return ok(new Set(jobs.map(({ job }) => job)));
}

/** All that is known of a job's end; nothing while Grid Engine is not through with it, or may not be. */
function weigh(said: Said, queue: Result<ReadonlySet<JobId>> | null): readonly Ending[] {
  const own = endingOf(said.record ?? null, said.job);
  const told = said.accounting?.ending ?? null;
  if (isDoubtful(said) && (queue === null || !queue.ok || queue.value.has(said.job))) return [];
  return [own, told].filter((ending) => ending !== null);
}
