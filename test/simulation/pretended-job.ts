import type { Ending, QueuedJob } from '../../src/engine/evidence.ts';
import type { JobId, RecordName, Token } from '../../src/engine/ids.ts';
import type { Chance } from './chance.ts';

/** How a job really goes, whatever anybody says about it. */
export type Fate = 'succeeds' | 'fails' | 'is-killed' | 'vanishes';

export interface PretendedJob {
  readonly id: JobId;
  readonly token: Token;
  /** What it leaves behind is filed under it. */
  readonly record: RecordName;
  readonly run: string;
  readonly task: string;
  readonly attempt: number;
  readonly acceptedAt: number;
  readonly startsAt: number;
  endsAt: number;
  readonly fate: Fate;
  cancelled: boolean;
  readonly witnesses: Witnesses;
}

/** How those speak who know of a job: late, by a wrong clock, or not the truth. */
export interface Witnesses {
  /** When accounting knows of its end. */
  readonly accountedAfterMs: number;
  /** When the job's own record can be read: a network file system shows it late. */
  readonly recordedAfterMs: number;
  /** How far the cluster's clock is off. */
  readonly skewMs: number;
  /** Accounting has the wrong exit code. The record, which the job wrote itself, has the right one. */
  readonly accountingLies: boolean;
}

export function randomWitnesses(chance: Chance): Witnesses {
  const accountingLies = chance.happens(0.05);
  const recordedAfterMs = chance.happens(0.1) ? chance.integer(0, 20_000) : 0;
  return {
    // A wrong word that comes before the right one cannot be told from it by anybody.
    accountedAfterMs: accountingLies ? 30_000 : chance.happens(0.2) ? chance.integer(0, 200_000) : 2_000,
    recordedAfterMs,
    skewMs: chance.pick([0, 0, -7_200_000, 7_200_000, 30_000]),
    accountingLies,
  };
}

/** As the queue shows it. */
export function listed(job: PretendedJob, now: number): QueuedJob {
  const running = job.startsAt <= now;
  return {
    job: job.id,
    token: job.token,
    name: job.task,
    user: 'me',
    state: running ? 'running' : 'pending',
    rawState: running ? 'RUNNING' : 'PENDING',
    reason: running ? '' : 'Priority',
    partition: 'normal',
    nodes: running ? 'c1' : '',
    cpus: 1,
    memory: '1G',
    submittedAt: job.acceptedAt + job.witnesses.skewMs,
    startedAt: running ? job.startsAt + job.witnesses.skewMs : null,
    elapsedSeconds: 0,
  };
}

/** When the record that it wrote can be read; null when it could not write one. */
export function recordedAt(job: PretendedJob): number | null {
  const wroteRecord = !job.cancelled && (job.fate === 'succeeds' || job.fate === 'fails');
  return wroteRecord ? job.endsAt + job.witnesses.recordedAfterMs : null;
}

/** All that is said of its end by now. */
export function endingsOf(job: PretendedJob, now: number): Ending[] {
  const { accountedAfterMs } = job.witnesses;
  const endings: Ending[] = [];
  const at = recordedAt(job);
  if (at !== null && now >= at) endings.push(record(job));
  const isAccounted = job.cancelled || job.fate !== 'vanishes';
  if (isAccounted && now >= job.endsAt + accountedAfterMs) endings.push(accounting(job));
  return endings;
}

function record(job: PretendedJob): Ending {
  const exitCode = job.fate === 'succeeds' ? 0 : 3;
  return {
    ...common(job),
    source: 'record',
    reason: exitCode === 0 ? 'completed' : 'exit',
    exitCode,
    raw: '',
  };
}

function accounting(job: PretendedJob): Ending {
  const said = {
    ...common(job),
    source: 'accounting',
    usage: { cpuEfficiency: 50, maxRssBytes: 1 },
  } as const;
  if (job.cancelled) return { ...said, reason: 'cancelled', exitCode: null, raw: 'CANCELLED by 1000' };
  if (job.fate === 'is-killed')
    return { ...said, reason: 'out-of-memory', exitCode: null, raw: 'OUT_OF_MEMORY' };
  const succeeds = (job.fate === 'succeeds') !== job.witnesses.accountingLies;
  if (succeeds) return { ...said, reason: 'completed', exitCode: 0, raw: 'COMPLETED' };
  return { ...said, reason: 'exit', exitCode: 3, raw: 'FAILED' };
}

function common(job: PretendedJob) {
  const { skewMs } = job.witnesses;
  const usage = { cpuEfficiency: null, maxRssBytes: null };
  return {
    job: job.id,
    signal: null,
    startedAt: job.startsAt + skewMs,
    finishedAt: job.endsAt + skewMs,
    node: 'c1',
    usage,
  };
}
