import type { Ending, QueuedJob } from '../../src/engine/evidence.ts';
import type { JobId, Token } from '../../src/engine/ids.ts';

/** How a job really goes, whatever anybody says about it. */
export type Fate = 'succeeds' | 'fails' | 'is-killed' | 'vanishes';

export interface PretendedJob {
  readonly id: JobId;
  readonly token: Token;
  readonly run: string;
  readonly task: string;
  readonly acceptedAt: number;
  readonly startsAt: number;
  endsAt: number;
  readonly fate: Fate;
  cancelled: boolean;
  /** When accounting knows of it. */
  readonly accountedAfterMs: number;
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
    submittedAt: job.acceptedAt,
    startedAt: running ? job.startsAt : null,
    elapsedSeconds: 0,
  };
}

/** All that is said of its end by now. */
export function endingsOf(job: PretendedJob, now: number): Ending[] {
  const base = { job: job.id, signal: null, startedAt: job.startsAt, finishedAt: job.endsAt, node: 'c1' };
  const usage = { cpuEfficiency: null, maxRssBytes: null };
  const endings: Ending[] = [];
  const accounted = now >= job.endsAt + job.accountedAfterMs;
  if (job.cancelled) {
    if (accounted)
      endings.push({
        ...base,
        source: 'accounting',
        reason: 'cancelled',
        exitCode: null,
        raw: 'CANCELLED by 1000',
        usage,
      });
    return endings;
  }
  if (job.fate === 'vanishes') return endings;
  if (job.fate === 'is-killed') {
    if (accounted)
      endings.push({
        ...base,
        source: 'accounting',
        reason: 'out-of-memory',
        exitCode: null,
        raw: 'OUT_OF_MEMORY',
        usage,
      });
    return endings;
  }
  const exitCode = job.fate === 'succeeds' ? 0 : 3;
  const reason = exitCode === 0 ? 'completed' : 'exit';
  endings.push({ ...base, source: 'record', reason, exitCode, raw: '', usage });
  if (accounted)
    endings.push({
      ...base,
      source: 'accounting',
      reason,
      exitCode,
      raw: exitCode === 0 ? 'COMPLETED' : 'FAILED',
      usage: { cpuEfficiency: 50, maxRssBytes: 1 },
    });
  return endings;
}
