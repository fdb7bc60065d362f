import type { Ending } from '../../engine/evidence.ts';
import { type JobId, jobId } from '../../engine/ids.ts';
import type { Reason, Usage } from '../../engine/verdict.ts';
import { isSignal, signalOf } from '../signals.ts';
import { parseBytes, parseDuration, parseTime, UNIT } from './fields.ts';
import { meaningOf } from './states.ts';

/** `sacct` columns in the order in which rows are read; the first eight are those of `compat.md` 9.2. */
export const ACCOUNTING_FIELDS = [
  'JobID',
  'TotalCPU',
  'Elapsed',
  'AllocCPUS',
  'MaxRSS',
  'Start',
  'End',
  'State',
  'ExitCode',
  'NodeList',
] as const;

const FEWEST_FIELDS = 8;

/** What accounting says of one job: its end, or that it has not ended. */
export interface Account {
  readonly job: JobId;
  readonly ending: Ending | null;
}

interface Row {
  /** Empty for the job itself, else `batch`, `extern`, `0`. */
  readonly step: string;
  readonly cpuSeconds: number;
  readonly elapsedSeconds: number;
  readonly cpus: number;
  readonly maxRssBytes: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly state: string;
  readonly exit: { readonly code: number; readonly signal: number } | null;
  readonly nodes: string;
}

/** Reads whole lines of `sacct` by the rules of `compat.md` 9.2. Lines that are no rows are passed over. */
export function parseAccounting(lines: readonly string[]): readonly Account[] {
  const jobs = new Map<JobId, Map<string, Row>>();
  for (const line of lines) {
    const fields = line.split(UNIT);
    const id = /^(\d+(?:_\d+|\+\d+)?)(?:\.([^.]+))?$/.exec(fields[0] ?? '');
    if (id === null || fields.length < FEWEST_FIELDS) continue;
    const job = jobId(id[1] ?? '');
    const rows = jobs.get(job) ?? new Map<string, Row>();
    const row = parseRow(id[2] ?? '', fields);
    jobs.set(job, rows.set(row.step, row));
  }
  return [...jobs].flatMap(([job, rows]) => {
    const main = rows.get('');
    return main === undefined ? [] : [{ job, ending: endingOf(job, main, rows) }];
  });
}

function parseRow(step: string, fields: readonly string[]): Row {
  const [
    ,
    cpu = '',
    elapsed = '',
    cpus = '',
    rss = '',
    start = '',
    end = '',
    state = '',
    exit = '',
    nodes = '',
  ] = fields;
  const code = /^(\d+):(\d+)$/.exec(exit);
  return {
    step,
    cpuSeconds: parseDuration(cpu) ?? 0,
    elapsedSeconds: parseDuration(elapsed) ?? 0,
    cpus: Number.parseInt(cpus, 10) || 0,
    maxRssBytes: parseBytes(rss) ?? 0,
    startedAt: parseTime(start),
    finishedAt: parseTime(end),
    state,
    exit: code === null ? null : { code: Number(code[1]), signal: Number(code[2]) },
    nodes,
  };
}

function endingOf(job: JobId, main: Row, rows: ReadonlyMap<string, Row>): Ending | null {
  const batch = rows.get('batch');
  if (meaningOf(main.state).ended === null) return null;
  const state = decidingState(main, batch);
  const exit =
    [batch?.exit, main.exit].find((one) => one != null && (one.code !== 0 || one.signal !== 0)) ?? main.exit;
  const { reason, exitCode, signal } = verdictOf(meaningOf(state).ended ?? 'unknown-failure', exit ?? null);
  const unexplained = reason === 'unknown-failure' && signal === null && exit != null && exit.signal !== 0;
  return {
    job,
    source: 'accounting',
    reason,
    exitCode,
    signal,
    raw: unexplained ? `${state} (exit code ${exit.code}:${exit.signal})` : state,
    startedAt: main.startedAt,
    finishedAt: main.finishedAt,
    node: main.nodes === '' || main.nodes === 'None assigned' ? null : main.nodes,
    usage: usageOf(main, batch, rows),
  };
}

/** A failure of the batch step says more than the job's COMPLETED or FAILED, except that cancelling comes with all. */
function decidingState(main: Row, batch: Row | undefined): string {
  const step = batch === undefined ? null : meaningOf(batch.state).ended;
  if (batch === undefined || step === null || step === 'completed') return main.state;
  const job = meaningOf(main.state).ended;
  return job === 'completed' || (job === 'exit' && step !== 'cancelled') ? batch.state : main.state;
}

function verdictOf(
  ended: Reason,
  exit: Row['exit'],
): { reason: Reason; exitCode: number | null; signal: number | null } {
  // Without the column only the state's word is known.
  if (exit === null) return { reason: ended, exitCode: ended === 'completed' ? 0 : null, signal: null };
  const { code } = exit;
  const signal = isSignal(exit.signal) ? exit.signal : signalOf(code);
  const failedCode = code === 0 ? null : code;
  if (ended !== 'completed' && ended !== 'exit') return { reason: ended, exitCode: failedCode, signal };
  if (signal !== null) return { reason: 'signal', exitCode: failedCode, signal };
  if (code !== 0) return { reason: 'exit', exitCode: code, signal: null };
  const sound = ended === 'completed' && exit.signal === 0;
  return { reason: sound ? 'completed' : 'unknown-failure', exitCode: sound ? 0 : null, signal: null };
}

function usageOf(main: Row, batch: Row | undefined, rows: ReadonlyMap<string, Row>): Usage {
  const cpuSeconds = batch?.cpuSeconds || main.cpuSeconds;
  const available = main.elapsedSeconds * Math.max(main.cpus, 1);
  const peak = Math.max(...[...rows.values()].map((row) => row.maxRssBytes));
  return {
    cpuEfficiency: available === 0 ? 0 : Math.round((cpuSeconds / available) * 1000) / 10,
    maxRssBytes: peak === 0 ? null : peak,
  };
}
