import type { Ending } from '../../engine/evidence.ts';
import { type JobId, jobId, type Token } from '../../engine/ids.ts';
import { type Problem, problem } from '../../engine/problem.ts';
import { failed, ok, type Result } from '../../engine/result.ts';
import { leadingCount, plausible } from '../figures.ts';
import { RECORD, UNIT } from '../separators.ts';
import { isSignal, signalOf } from '../signals.ts';
import { ACCOUNTING_FIELDS } from './commands.ts';
import { readName } from './job-names.ts';

/** What accounting says of one job; of several records of a job the last one counts. */
export interface Statement {
  readonly job: JobId;
  /** Ids are given out again where Grid Engine's spool was lost: a record of another submission is not about this job. */
  readonly token: Token | null;
  readonly ending: Ending;
  /** The attempt may have gone on: it was put back, or stayed in the queue in error. The queue knows. */
  readonly mayGoOn: boolean;
}

type Row = Readonly<Record<(typeof ACCOUNTING_FIELDS)[number], string>>;

/** Reads the answer of `accountingScript` (`commands.ts`), which may stand behind other text. */
export function parseAccounting(output: string): Result<readonly Statement[]> {
  const parts = output.split(RECORD);
  const code = /^code (\d+)$/.exec(parts.at(-1) ?? '')?.[1];
  const said = /^said (.*)$/s.exec(parts.at(-2) ?? '')?.[1]?.trim();
  if (code === undefined || said === undefined)
    return failed(problem('unreadable', 'The answer of qacct was cut off before its end'));
  if (code !== '0' && !UNKNOWN_JOB.test(said)) return failed(refusal(said, code));
  return ok(parts.flatMap((part) => statementOf(part.replace(/\n$/, ''))));
}

/** What qacct says of jobs that have not ended, too. */
const UNKNOWN_JOB = /\berror: job (id|name) .* not found$/;

function refusal(said: string, code: string): Problem {
  if (/accounting(\.jsonl)?: No such file/.test(said))
    return problem('unsupported', 'There is no file of accounting on this machine');
  const words = said.slice(0, 2000) || `exit code ${code}, and it said nothing`;
  return problem('command-failed', `qacct failed: ${words}`);
}

const SHORT_NUMBER = /^\d{1,4}(\s|$)/;

function statementOf(part: string): readonly Statement[] {
  const fields = part.split(UNIT);
  if (fields.length < ACCOUNTING_FIELDS.length || !/^\d+$/.test(fields[0] ?? '')) return [];
  const row = Object.fromEntries(ACCOUNTING_FIELDS.map((name, at) => [name, fields[at] ?? ''])) as Row;
  const job = jobId(/^\d+$/.test(row.taskid) ? `${row.jobnumber}.${row.taskid}` : row.jobnumber);
  const failure = Number.parseInt(row.failed, 10);
  // A record that nobody can read is no word about an end.
  if (!SHORT_NUMBER.test(row.failed) || !SHORT_NUMBER.test(row.exit_status)) return [];
  return [{ job, token: readName(row.jobname).token, ending: endingOf(job, row), mayGoOn: mayGoOn(failure) }];
}

/**
 * `failed` of a job that did its work and ended, was killed, or went over a limit. Every other number stands for a start
 * that did not succeed or for a job that was put back. sge_status(5)
 */
const NO_FAILURE = 0;
const OVER_LIMIT = 37;
const AFTER_JOB = 100;

function mayGoOn(failure: number): boolean {
  return ![NO_FAILURE, OVER_LIMIT, AFTER_JOB].includes(failure);
}

function endingOf(job: JobId, row: Row): Ending {
  const hasRun = row.start_time !== '-/-';
  return {
    job,
    source: 'accounting',
    ...verdictOf(row),
    startedAt: hasRun ? parseTime(row.start_time) : null,
    finishedAt: parseTime(row.end_time),
    node: row.hostname === '' || !hasRun ? null : row.hostname,
    usage: usageOf(row),
  };
}

type Verdict = Pick<Ending, 'reason' | 'exitCode' | 'signal' | 'raw'>;

function verdictOf(row: Row): Verdict {
  const failure = Number.parseInt(row.failed, 10);
  const code = Number.parseInt(row.exit_status, 10);
  const raw = failure === NO_FAILURE ? '' : `failed ${row.failed.replace(/\s+/g, ' ')}`;
  // Once it is gone from the queue: only deleting ends a job that is in error or waits to be started again.
  if (mayGoOn(failure)) return { reason: 'cancelled', exitCode: null, signal: null, raw };
  // Some releases write a signal as 256 and its number.
  const signal = signalOf(code) ?? (isSignal(code - 256) ? code - 256 : null);
  if (failure === OVER_LIMIT) return { reason: limitOf(row), exitCode: code || null, signal, raw };
  if (signal !== null) return { reason: 'signal', exitCode: code, signal, raw };
  if (code !== 0) return { reason: 'exit', exitCode: code, signal, raw };
  return { reason: failure === NO_FAILURE ? 'completed' : 'unknown-failure', exitCode: 0, signal, raw };
}

/** Which limit it was is not said: memory only where as much was used as was asked for, and time was left. */
function limitOf(row: Row): Ending['reason'] {
  const asked = (name: string): string => new RegExp(`\\b${name}=([^,\\s]+)`).exec(row.category)?.[1] ?? '';
  const [wallclock, limit] = [parseSeconds(row.ru_wallclock), parseSeconds(asked('h_rt'))];
  if (wallclock !== null && limit !== null && wallclock >= limit) return 'timeout';
  const [used, allowed] = [parseBytes(row.maxvmem), parseBytes(asked('h_vmem'))];
  const slots = leadingCount(row.slots) || 1;
  return used !== null && allowed !== null && used >= allowed * slots ? 'out-of-memory' : 'timeout';
}

/**
 * The memory is `maxvmem`, which is what `h_vmem` limits. `ru_maxrss` is told in a unit that is wrong by a factor of 1024 in
 * Son of Grid Engine 8.1.9.
 */
function usageOf(row: Row): Ending['usage'] {
  const elapsed = parseSeconds(row.ru_wallclock) ?? 0;
  const slots = leadingCount(row.slots) || 1;
  const cpu = parseSeconds(row.cpu);
  const isMeasured = cpu !== null && elapsed >= 1;
  return {
    cpuEfficiency: isMeasured ? Math.round((cpu / (elapsed * slots)) * 1000) / 10 : null,
    maxRssBytes: parseBytes(row.maxvmem) || null,
  };
}

const TIMES = [
  /^\w{3} \w{3} +\d+ \d\d:\d\d:\d\d \d{4}$/,
  /^(\d\d\/\d\d\/\d{4}|\d{4}-\d\d-\d\d) \d\d:\d\d:\d\d(\.\d+)?$/,
];

/**
 * `Sun Nov 22 16:40:23 2026`, of Univa `11/22/2026 16:40:23.123`, of Open Cluster Scheduler `2026-11-22 16:40:23.123456`:
 * UTC, as we ask with `TZ=UTC`.
 */
function parseTime(text: string): number | null {
  const time = TIMES.some((form) => form.test(text)) ? Date.parse(`${text} UTC`) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}

/** `4.180s`, `17s`, `5`, `00:10:00`. */
function parseSeconds(text: string): number | null {
  const plain = /^(\d+(?:\.\d+)?)s?$/.exec(text)?.[1];
  if (plain !== undefined) return plausible(Number(plain));
  const [, hours, minutes, seconds] = /^(\d+):(\d+):(\d+)$/.exec(text) ?? [];
  return plausible(Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
}

/** `209.672MB`, `300M`, `0.000B`, `4G`; units are powers of 1024. */
function parseBytes(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)([KMGTP]?)B?$/.exec(text);
  if (match === null) return null;
  const power = match[2] ? 'KMGTP'.indexOf(match[2]) + 1 : 0;
  return plausible(Math.round(Number(match[1]) * 1024 ** power));
}
