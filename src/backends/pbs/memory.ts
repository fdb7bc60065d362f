import type { JobId } from '../../engine/ids.ts';
import { type Problem, problem } from '../../engine/problem.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { Host } from '../../transport/host.ts';
import { askQstat } from './answer.ts';
import { arrayOf } from './array-ids.ts';
import { jobsScript } from './commands.ts';
import type { DialectFinder } from './dialect.ts';
import { parseJobs } from './job.ts';
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
  const said = parseJobs(text);
  if (said === null) {
    return failed(
      problem('unreadable', `${host.label}: the answer of qstat is not as a PBS server prints it`),
    );
  }
  const statements = new Map<JobId, Statement>();
  for (const statement of said.map(statementOf))
    if (statement !== null) statements.set(statement.job, statement);
  const isUnknown = (job: JobId) => unknown.has(job) || unknown.has(arrayOf(job));
  const left = jobs.filter((job) => !statements.has(job) && !isUnknown(job));
  const silent = problem(
    'unreadable',
    `${host.label}: qstat did not say anything of job ${left[0]} that can be relied on`,
  );
  return ok({
    statements,
    unknown: new Set(jobs.filter((job) => !statements.has(job) && isUnknown(job))),
    doubt: left.length === 0 ? null : (elsewhere ?? silent),
  });
}
