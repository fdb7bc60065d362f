import type { Ending } from '../../engine/evidence.ts';
import { type JobId, jobId } from '../../engine/ids.ts';
import type { Usage } from '../../engine/verdict.ts';
import { leadingCount } from '../figures.ts';
import { UNIT } from '../separators.ts';
import { restOf, splitElements } from './array-ids.ts';
import { parseBytes, parseDuration, parseTime } from './fields.ts';
import { type Exit, isFailure, parseExit, type Statement, verdictOf } from './statement.ts';
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
  readonly exit: Exit | null;
  readonly nodes: string;
}

/** Reads whole lines of `sacct` by the rules of `compat.md` 9.2. Lines that are no rows are passed over. */
export function parseAccounting(lines: readonly string[]): readonly Statement[] {
  const jobs = new Map<JobId, Map<string, Row>>();
  for (const line of lines) {
    const fields = line.split(UNIT);
    const id = /^(\d+(?:_\d+|_\[[^\]]*\]?|\+\d+)?)(?:\.([^.]+))?$/.exec(fields[0] ?? '');
    if (id === null || fields.length < FEWEST_FIELDS) continue;
    const job = jobId(id[1] ?? '');
    const rows = jobs.get(job) ?? new Map<string, Row>();
    const row = parseRow(id[2] ?? '', fields);
    jobs.set(job, rows.set(row.step, row));
  }
  return [...jobs].flatMap(([job, rows]) => {
    const main = rows.get('');
    if (main === undefined) return [];
    const ids = splitElements(job) ?? [restOf(job)];
    return ids.map((id) => ({
      job: id,
      queue: meaningOf(main.state).queue,
      ending: endingOf(id, main, rows),
    }));
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
  return {
    step,
    cpuSeconds: parseDuration(cpu) ?? 0,
    elapsedSeconds: parseDuration(elapsed) ?? 0,
    cpus: leadingCount(cpus),
    maxRssBytes: parseBytes(rss) ?? 0,
    startedAt: parseTime(start),
    finishedAt: parseTime(end),
    state,
    exit: parseExit(exit),
    nodes,
  };
}

function endingOf(job: JobId, main: Row, rows: ReadonlyMap<string, Row>): Ending | null {
  const batch = rows.get('batch');
  if (meaningOf(main.state).ended === null) return null;
  const exit = [batch?.exit, main.exit].find((one) => one != null && isFailure(one)) ?? main.exit;
  return {
    job,
    source: 'accounting',
    ...verdictOf(decidingState(main, batch), exit),
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

function usageOf(main: Row, batch: Row | undefined, rows: ReadonlyMap<string, Row>): Usage {
  const cpuSeconds = batch?.cpuSeconds || main.cpuSeconds;
  const available = main.elapsedSeconds * Math.max(main.cpus, 1);
  const peak = Math.max(...[...rows.values()].map((row) => row.maxRssBytes));
  return {
    cpuEfficiency: available === 0 ? 0 : Math.round((cpuSeconds / available) * 1000) / 10,
    maxRssBytes: peak === 0 ? null : peak,
  };
}
