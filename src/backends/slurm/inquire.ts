import type { Ending } from '../../engine/evidence.ts';
import { ok, type Result } from '../../engine/result.ts';
import type { Host } from '../../transport/host.ts';
import type { EndingQuestion } from '../backend.ts';
import { ask } from '../on-host.ts';
import { parseRecords, recordsScript } from '../record-scripts.ts';
import { endingOf, type JobRecord } from '../records.ts';
import { accountingScript } from './commands.ts';
import { RECORD } from './fields.ts';
import { type Account, parseAccounting } from './parse-accounting.ts';

const TIME_LIMIT_MS = 120_000;
const JOBS_PER_CALL = 1000;
/** What sacct takes as an id; anything else would spoil its whole answer. */
const ID = /^\d+(_\d+)?$/;

/** All that the jobs' own end records and accounting say of how these jobs ended (`compat.md` 9.2). */
export async function inquireEndings(
  host: Host,
  root: string,
  questions: readonly EndingQuestion[],
): Promise<Result<readonly Ending[]>> {
  const endings: Ending[] = [];
  const sound = questions.filter(({ job }) => ID.test(job));
  for (let first = 0; first < sound.length; first += JOBS_PER_CALL) {
    const some = sound.slice(first, first + JOBS_PER_CALL);
    const script = endingsScript(root, some);
    const answer = await ask(host, { script, purpose: 'ask how jobs ended', timeLimitMs: TIME_LIMIT_MS });
    if (!answer.ok) return answer;
    endings.push(...parseEndings(answer.value.stdout, some));
  }
  return ok(endings);
}

/** Records first, then accounting: where there is none, or it fails, the records still count. */
export function endingsScript(root: string, questions: readonly EndingQuestion[]): string {
  const records = recordsScript(
    root,
    questions.map(({ token }) => token),
    'end',
  );
  const accounting = accountingScript(questions.map(({ job }) => job));
  return `${records}printf '\\036accounting\\n'\n${accounting}printf '\\036end %s' $?\n`;
}

/** Reads the answer of `endingsScript`. Accounting counts only if its part is whole and sacct succeeded. */
export function parseEndings(output: string, questions: readonly EndingQuestion[]): readonly Ending[] {
  const records = parseRecords(output);
  const accounts = new Map(accountsIn(output).map((account) => [account.job, account]));
  return questions.flatMap(({ job, token }) => {
    const account = accounts.get(job);
    const record = records.get(token) ?? null;
    const own = isStillGoing(account, record) ? null : endingOf(record, job);
    return [own, account?.ending ?? null].filter((ending) => ending !== null);
  });
}

function accountsIn(output: string): readonly Account[] {
  const parts = output.split(RECORD);
  const rows = parts.at(-2);
  if (parts.at(-1) !== 'end 0' || rows === undefined || !rows.startsWith('accounting\n')) return [];
  return parseAccounting(rows.split('\n').slice(1, -1));
}

/** Stopped from outside, and accounting knows no end: Slurm may have put the job back into the queue. */
function isStillGoing(account: Account | undefined, record: JobRecord | null): boolean {
  return account !== undefined && account.ending === null && record?.end != null && record.end.told !== '';
}
