import type { RecordName } from '../../engine/ids.ts';
import { type Problem, problem } from '../../engine/problem.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import type { EndingQuestion } from '../backend.ts';
import { parseRecords, recordsScript } from '../record-scripts.ts';
import type { JobRecord } from '../records.ts';
import { RECORD } from '../separators.ts';
import { accountingScript } from './commands.ts';
import { parseAccounting } from './parse-accounting.ts';
import { complaintIn, isSwitchedOff } from './refusal.ts';
import { byJob, type Statement, type Statements } from './statement.ts';

/** Records first, then accounting: where there is none, or it fails, the records still count. */
export function endingsScript(root: string, questions: readonly EndingQuestion[]): string {
  const records = questions.map(({ record }) => record);
  return recordsScript(root, records, ['end']) + accountingScript(questions.map(({ job }) => job));
}

interface Answer {
  readonly records: ReadonlyMap<RecordName, JobRecord>;
  /** A problem unless its part is whole and sacct succeeded. */
  readonly accounting: Result<Statements>;
}

/** Reads the answer of `endingsScript`; `errors` is what was said on standard error. */
export function parseEndings(output: string, errors: string): Answer {
  const parts = output.split(RECORD);
  return { records: parseRecords(output), accounting: accountingIn(parts, errors) };
}

function accountingIn(parts: readonly string[], errors: string): Result<Statements> {
  const code = /^end (\d+)$/.exec(parts.at(-1) ?? '')?.[1];
  if (code === undefined) return failed(cut('sacct'));
  if (code !== '0') return failed(sacctFailed(errors.trim().slice(0, 2000), code));
  const complaint = complaintIn(errors);
  if (complaint !== null) return failed(sacctFailed(complaint, code));
  const rows = parts.find((part) => part.startsWith('accounting\n')) ?? '';
  const statements = parseAccounting(rows.split('\n').slice(1, -1));
  return ok(byJob(statements.map((statement) => withName(statement, parts))));
}

/** Who cancelled is told as a number: the name is put behind it. */
function withName(statement: Statement, parts: readonly string[]): Statement {
  const uid = /^CANCELLED by (\d+)$/.exec(statement.ending?.raw ?? '')?.[1];
  const name =
    parts
      .find((part) => part.startsWith(`user ${uid} `))
      ?.split(' ')[2]
      ?.trim() ?? '';
  if (statement.ending === null || name === '') return statement;
  return { ...statement, ending: { ...statement.ending, raw: `${statement.ending.raw} (${name})` } };
}

function sacctFailed(said: string, code: string): Problem {
  if (isSwitchedOff(said)) return problem('unsupported', 'This cluster keeps no accounting');
  return problem('command-failed', `sacct failed: ${said || `exit code ${code}, and it said nothing`}`);
}

/** What a command said is not whole. */
export function cut(command: string): Problem {
  return problem('unreadable', `The answer of ${command} was cut off before its end`);
}
