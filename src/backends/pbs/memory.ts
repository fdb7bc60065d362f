import type { JobId } from '../../engine/ids.ts';
import { type Problem, problem } from '../../engine/problem.ts';
import { ok, type Result } from '../../engine/result.ts';
import type { Host } from '../../transport/host.ts';
import { ask } from '../on-host.ts';
import { askQstat } from './answer.ts';
import { arrayOf } from './array-ids.ts';
import { jobsScript } from './commands.ts';
import type { Dialect, DialectFinder } from './dialect.ts';
import { type PbsJob, parseJobs } from './job.ts';
import { MOST_IN_OTHER_FORM, otherFormScript, parseOtherForm } from './other-form.ts';
import { type Statement, type Statements, statementOf } from './statement.ts';

/** What the server remembers of jobs that it was asked for. */
export interface Memory {
  readonly statements: Statements;
  /** The server says that it does not know them. */
  readonly unknown: ReadonlySet<JobId>;
  /** Set where the answer speaks of some of the jobs neither way. */
  readonly doubt: Problem | null;
}

const TIME_LIMIT_MS = 120_000;

/** Asks the server about these jobs, in one call. Every one of them is accounted for, or the answer is in doubt. */
export async function askMemory(
  host: Host,
  mark: string,
  dialects: DialectFinder,
  jobs: readonly JobId[],
): Promise<Result<Memory>> {
  const dialect = await dialects.find();
  if (!dialect.ok) return dialect;
  const answer = await askQstat(
    host,
    {
      script: jobsScript(mark, dialect.value, jobs),
      purpose: 'ask the server how jobs ended',
      timeLimitMs: TIME_LIMIT_MS,
    },
    mark,
  );
  if (!answer.ok) return answer;
  const { text, unknown, elsewhere } = answer.value;
  // It keeps a history since we asked what it is, or does not any more.
  if (elsewhere !== null) dialects.forget();
  const inText = statementsOf(relied(parseJobs(text) ?? [], jobs));
  const isUnknown = (job: JobId) => unknown.has(job) || unknown.has(arrayOf(job));
  const left = jobs.filter((job) => !inText.has(job) && !isUnknown(job));
  const again = elsewhere === null ? await inOtherForm(host, mark, dialect.value, left) : [];
  const statements = new Map([...inText, ...again]);
  const silent = left.filter((job) => !statements.has(job));
  const doubt = problem(
    'unreadable',
    `${host.label}: qstat said nothing of job ${silent[0]} that can be relied on`,
  );
  return ok({
    statements,
    unknown: new Set(jobs.filter((job) => !statements.has(job) && isUnknown(job))),
    doubt: silent.length === 0 ? null : (elsewhere ?? doubt),
  });
}

/** None, where there is one that nobody asked for: a variable of another may hold it. */
function relied(said: readonly PbsJob[], jobs: readonly JobId[]): readonly PbsJob[] {
  const asked = new Set<string>([...jobs, ...jobs.map(arrayOf)]);
  return said.every(({ id }) => asked.has(id) || asked.has(arrayOf(id))) ? said : [];
}

function statementsOf(jobs: readonly PbsJob[]): Map<JobId, Statement> {
  const statements = jobs.map(statementOf).filter((statement) => statement !== null);
  return new Map(statements.map((statement) => [statement.job, statement]));
}

/** What can be read of the first few of these jobs; where nothing can, they stay in doubt. */
async function inOtherForm(
  host: Host,
  mark: string,
  dialect: Dialect,
  jobs: readonly JobId[],
): Promise<ReadonlyMap<JobId, Statement>> {
  const some = jobs.slice(0, MOST_IN_OTHER_FORM);
  if (some.length === 0) return new Map();
  const answer = await ask(host, {
    script: otherFormScript(mark, dialect, some),
    purpose: 'ask the server once more how jobs ended',
    timeLimitMs: TIME_LIMIT_MS,
    calls: { qstat: some.length },
  });
  if (!answer.ok) return new Map();
  const statements = statementsOf(parseOtherForm(answer.value.stdout, mark));
  return new Map([...statements].filter(([job]) => some.includes(job)));
}
