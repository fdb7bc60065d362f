import type { Ending, QueueState } from '../../engine/evidence.ts';
import { type JobId, jobId } from '../../engine/ids.ts';
import type { Usage } from '../../engine/verdict.ts';
import { plausible, wholeNumber } from '../figures.ts';
import { isArray } from './array-ids.ts';
import { type Circumstances, verdictOf } from './exits.ts';
import { parseBytes, parseDuration, parseTime, parseWhole } from './fields.ts';
import type { PbsJob } from './job.ts';
import { meaningOf } from './states.ts';

/** What the server says of one job. */
export interface Statement {
  readonly job: JobId;
  readonly queue: QueueState;
  /** Whether it will begin, or begin again. */
  readonly willBegin: boolean;
  /** Null while it has not ended, and where nobody can tell how. */
  readonly ending: Ending | null;
}

export type Statements = ReadonlyMap<JobId, Statement>;

/** Deleted by somebody: `JOB_SUBSTATE_TERMINATED` of OpenPBS. */
const DELETED = '91';

/**
 * Reads a statement off a job. Null where it has ended and its text does not tell how: that is as if nobody could be asked.
 */
export function statementOf(job: PbsJob): Statement | null {
  const { queue, willBegin } = meaningOf(job.head.get('job_state') ?? '');
  const about = { job: jobId(job.id), queue, willBegin };
  // While its array lives, an element that is over may be shown without any trace of whether and how it ran.
  const isUntold = job.head.get('job_state') === 'X' && !hasRun(job);
  if (queue !== 'ended' || isUntold || isArray(job.id)) return { ...about, ending: null };
  const verdict = job.isWhole ? verdictIn(job) : null;
  if (verdict === null) return null;
  const { values } = job;
  const ran = hasRun(job);
  const ending: Ending = {
    job: about.job,
    source: 'queue',
    ...verdict,
    startedAt: ran ? parseTime(values.get('stime') ?? values.get('start_time')) : null,
    finishedAt: parseTime(values.get('obittime') ?? values.get('comp_time') ?? values.get('mtime')),
    node: ran ? nodesOf(values.get('exec_host')) || null : null,
    usage: usageOf(values),
  };
  return { ...about, ending };
}

type Verdict = Pick<Ending, 'reason' | 'exitCode' | 'signal' | 'raw'>;

function verdictIn(job: PbsJob): Verdict | null {
  const { values } = job;
  const wasDeleted = values.get('substate') === DELETED;
  const torque = values.get('exit_status');
  const exit = parseWhole(torque ?? values.get('Exit_status'));
  const ran = hasRun(job);
  // An element that never ran is shown with the exit status of its array.
  if (exit !== null && ran) {
    return verdictOf(exit, { isTorque: torque !== undefined, wasDeleted, ...limitsReached(values) });
  }
  if (!wasDeleted && ran) return null;
  const comment = values.get('comment') ?? '';
  const why = /depend/i.test(comment) ? `: ${comment}` : '';
  const raw = `It was deleted${ran ? '' : ' before it ran'}${why}`;
  return { reason: 'cancelled', exitCode: null, signal: null, raw };
}

/** Whether it has ever begun. Times do not tell: an element that waits shows those of its array. */
function hasRun({ head, values }: PbsJob): boolean {
  return (
    values.has('run_count') || values.has('start_count') || values.has('start_time') || head.has('exec_host')
  );
}

/** What it used up of what it had asked for. */
export function limitsReached(
  values: ReadonlyMap<string, string>,
): Pick<Circumstances, 'wasOverTime' | 'wasOverMemory'> {
  return {
    wasOverTime: isUsedUp(values, 'walltime', parseDuration),
    wasOverMemory: isUsedUp(values, 'mem', parseBytes) || isUsedUp(values, 'vmem', parseBytes),
  };
}

function isUsedUp(
  values: ReadonlyMap<string, string>,
  resource: string,
  parse: (text: string | undefined) => number | null,
): boolean {
  const used = parse(values.get(`resources_used.${resource}`));
  const limit = parse(values.get(`Resource_List.${resource}`));
  return used !== null && limit !== null && limit > 0 && used >= limit;
}

/**
 * CPUs of a job (`compat.md` 9.4): `Resource_List.ncpus`, those of its nodes or its processors; else 1. Torque may show the
 * one CPU of the queue's defaults beside them: the largest counts.
 */
export function cpusOf(values: ReadonlyMap<string, string>): number {
  const asked = ['ncpus', 'procs'].map((name) => parseWhole(values.get(`Resource_List.${name}`)) ?? 0);
  const chunks = (values.get('Resource_List.nodes') ?? '').split('+').map((chunk) => {
    const nodes = wholeNumber(/^(\d+)(?::|$)/.exec(chunk)?.[1]) ?? 1;
    return nodes * (wholeNumber(/:ppn=(\d+)/.exec(chunk)?.[1]) ?? 1);
  });
  return Math.max(1, ...asked, plausible(chunks.reduce((sum, one) => sum + one, 0)) ?? 1);
}

/** The machines in `exec_host` (`a/0*2+a/1+b/0`, in brackets or with ports at times), each once. */
export function nodesOf(host: string | undefined): string {
  const names = (host ?? '')
    .split('+')
    .map((part) => part.replace(/^\(+/, '').split('/', 1)[0]?.replace(/:\d+$/, '') ?? '');
  return [...new Set(names)].filter((name) => name !== '').join('+');
}

function usageOf(values: ReadonlyMap<string, string>): Usage {
  const used = parseDuration(values.get('resources_used.cput'));
  const elapsed = parseDuration(values.get('resources_used.walltime'));
  const memory = parseBytes(values.get('resources_used.mem'));
  const known = used !== null && elapsed !== null && elapsed > 0;
  return {
    cpuEfficiency: known ? Math.round((used / (elapsed * cpusOf(values))) * 1000) / 10 : null,
    // The server measures now and then; of a short job it has nothing.
    maxRssBytes: memory === 0 ? null : memory,
  };
}
