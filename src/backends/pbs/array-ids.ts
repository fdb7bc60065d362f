import { type JobId, jobId } from '../../engine/ids.ts';

/**
 * Ids of jobs without the name of their server: `7`, of an array `7[]`, of its elements `7[3]`. OpenPBS User's Guide,
 * "Job Arrays"; Torque, qsub(1), `-t`.
 */

const ID = /^(\d+)(?:\[(\d*)\])?$/;

/** What qstat and qdel take as an id; anything else would spoil the whole answer. */
export function isJobId(id: string): boolean {
  return ID.test(id);
}

/** Without the server: everything before the first dot (`compat.md` 8.7). */
export function withoutServer(id: string): string {
  return id.split('.', 1)[0] ?? id;
}

/** Whether it is the id of a whole array. */
export function isArray(id: string): boolean {
  return id.endsWith('[]');
}

/** The id of the whole array; of a job that is none it is its own. */
export function arrayOf(id: string): string {
  return id.replace(/\[\d*\]$/, '[]');
}

/** The ids of an array's elements, which count from 1; of a single job it is its own. */
export function elementIds(id: string, size: number): readonly JobId[] {
  if (size === 1) return [jobId(id)];
  const number = ID.exec(id)?.[1] ?? id;
  return Array.from({ length: size }, (_, at) => jobId(`${number}[${at + 1}]`));
}

/** The same jobs in few words: several elements of one array are asked for with it. */
export function joinElements(jobs: readonly JobId[]): readonly string[] {
  return [...Map.groupBy(jobs, arrayOf)].map(([array, members]) =>
    members.length === 1 ? (members[0] ?? array) : array,
  );
}
