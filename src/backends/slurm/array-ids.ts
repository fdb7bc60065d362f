import { type JobId, jobId } from '../../engine/ids.ts';

/** Ids of arrays and their elements: `7_12`, of several `7_[3-90,95%4]`. https://slurm.schedmd.com/job_array.html */

/** The id of the whole array, or of a job that is none. */
export function arrayOf(id: string): string {
  return id.split('_', 1)[0] ?? id;
}

/** Stands for those of the job's array that a list, cut short, does not name. No job is called so. */
export function restOf(id: string): JobId {
  return jobId(`${arrayOf(id)}_[...]`);
}

/** The ids of an array's elements, which count from 1; of a single job it is its own. */
export function elementIds(id: string, size: number): readonly JobId[] {
  return size === 1 ? [jobId(id)] : Array.from({ length: size }, (_, at) => jobId(`${id}_${at + 1}`));
}

/** Slurm takes no larger array anywhere. */
const MOST_ELEMENTS = 4_000_001;

/** The ids that a row of the queue or of accounting stands for. Null where its list is cut short or unreadable. */
export function splitElements(id: string): readonly JobId[] | null {
  const match = /^(\d+)_\[([^\]]*)(\]?)$/.exec(id);
  if (match === null) return [jobId(id)];
  const [, array = '', list = '', end] = match;
  if (end === '') return null;
  const ids: JobId[] = [];
  for (const part of list.replace(/%\d+$/, '').split(',')) {
    const range = /^(\d+)(?:-(\d+)(?::(\d+))?)?$/.exec(part);
    if (range === null) return null;
    const [first, last, step] = [Number(range[1]), Number(range[2] ?? range[1]), Number(range[3] ?? 1)];
    // A number that is not held exactly would never count up to the last.
    if (step < 1 || last > MOST_ELEMENTS) return null;
    for (let index = first; index <= last; index += step) ids.push(jobId(`${array}_${index}`));
  }
  return ids;
}

/** The same jobs in few words: elements of one array are joined. */
export function joinElements(jobs: readonly JobId[]): readonly string[] {
  return [...Map.groupBy(jobs, arrayOf)].map(([array, members]) => {
    if (members.length === 1) return members[0] ?? array;
    const indices = members.map((job) => Number(job.slice(array.length + 1))).sort((a, b) => a - b);
    return `${array}_[${ranges(indices).join(',')}]`;
  });
}

function ranges(indices: readonly number[]): string[] {
  const found: { first: number; last: number }[] = [];
  for (const index of indices) {
    const open = found.at(-1);
    if (open !== undefined && index <= open.last + 1) open.last = index;
    else found.push({ first: index, last: index });
  }
  return found.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`));
}
