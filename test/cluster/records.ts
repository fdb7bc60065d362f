import { rootIdentity } from './layout.ts';
import { mustRun } from './processes.ts';

/** One job as accounting recorded it. Times are seconds since 1970, null while they are unknown. */
export interface JobRecord {
  readonly job: string;
  readonly state: string;
  readonly start: number | null;
  readonly end: number | null;
  readonly exitCode: string;
  readonly user: string;
  readonly name: string;
  /** Where a submission's token stands. */
  readonly comment: string;
}

const separator = '\x1f';

/** All jobs that accounting has seen become eligible, without their steps. */
export async function accountingRecords(dir: string): Promise<JobRecord[]> {
  const identity = rootIdentity(dir);
  const withSeconds = { ...identity, env: { ...identity.env, SLURM_TIME_FORMAT: '%s' } };
  const format = 'JobID,State,Start,End,ExitCode,User,JobName,Comment';
  const args = ['-X', '-a', '-n', '-P', `--delimiter=${separator}`, '-S', 'now-1days', `--format=${format}`];
  const lines = (await mustRun(withSeconds, 'sacct', args)).split('\n').filter((line) => line !== '');
  return lines.map(recordOf);
}

function recordOf(line: string): JobRecord {
  const [job = '', state = '', start = '', end = '', exitCode = '', user = '', name = '', comment = ''] =
    line.split(separator);
  return { job, state, start: seconds(start), end: seconds(end), exitCode, user, name, comment };
}

function seconds(text: string): number | null {
  return /^\d+$/.test(text) && text !== '0' ? Number(text) : null;
}

/**
 * The most jobs that ran at one moment. Accounting counts whole seconds: a job that ended and one that began in the
 * same second are not taken to overlap, and a job within one second counts for nothing.
 */
export function mostAtOnce(records: readonly Pick<JobRecord, 'start' | 'end'>[]): number {
  const changes = records.flatMap(({ start, end }) => {
    if (start === null || start === end) return [];
    return [
      { at: start, by: 1 },
      { at: end ?? Infinity, by: -1 },
    ];
  });
  const ordered = changes.toSorted((a, b) => a.at - b.at || a.by - b.by);
  let running = 0;
  let most = 0;
  for (const { by } of ordered) {
    running += by;
    most = Math.max(most, running);
  }
  return most;
}

/** How often each kind of request has reached slurmctld since it started or was reset. */
export function requestCounts(sdiag: string): Map<string, number> {
  const rows = sdiag.matchAll(/^\s*(REQUEST_\w+|MESSAGE_\w+|ACCOUNTING_\w+)\s*\(\s*\d+\)\s+count:(\d+)/gm);
  return new Map([...rows].map(([, name = '', count]) => [name, Number(count)]));
}
