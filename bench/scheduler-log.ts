import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster } from '../test/cluster/cluster.ts';

/** `[2026-11-28T07:07:34.805] _slurm_rpc_submit_batch_job: JobId=2006 …`: slurm.conf(5), `LogTimeFormat`, whose default this is. */
const SUBMISSION = /^\[([-\d]+T[:\d]+\.\d{3})\] _slurm_rpc_submit_batch_job: JobId=/gm;

/**
 * When slurmctld took the last submission, as its own log says: in milliseconds since 1970, by the clock of this machine.
 * @throws Error when it says nothing of any.
 */
export function lastSubmissionAt({ dir }: Cluster): number {
  const log = readFileSync(join(dir, 'log', 'slurmctld.log'), 'utf8');
  const time = [...log.matchAll(SUBMISSION)].at(-1)?.[1];
  if (time === undefined) throw new Error('the log of slurmctld tells of no submission');
  return new Date(time).getTime();
}
