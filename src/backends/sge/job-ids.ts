import { type JobId, jobId } from '../../engine/ids.ts';

/** Ids of jobs and of the tasks of array jobs: `7`, `7.12`; lists of task numbers: `1,4-9:1`. qsub(1), -t; qdel(1) */

/** A job or one task of an array. */
const ID = /^\d+(\.\d+)?$/;

export function isId(id: string): boolean {
  return ID.test(id);
}

/** The id of the whole array, or of a job that is none. */
export function arrayOf(id: string): string {
  return id.split('.', 1)[0] ?? id;
}

export function elementIds(id: string, size: number): readonly JobId[] {
  return size === 1 ? [jobId(id)] : Array.from({ length: size }, (_, at) => jobId(`${id}.${at + 1}`));
}

const SUBMITTED = /^(?:Your job(?:-array)? )?(\d+)(?:\.\d+(?:-\d+:\d+)?)?(?= \(".*has been submitted|$)/m;

/**
 * The id in what `qsub -terse` printed, `7` or `7.1-9:1`, among other lines; in what a qsub of the site prints that passes
 * `-terse` over, `Your job 7 ("name") has been submitted`; or in an element's own id, `7.3`.
 */
export function parseSubmittedId(said: string): string | null {
  return SUBMITTED.exec(said)?.[1] ?? null;
}

/** Grid Engine takes no larger task number by default (`max_aj_tasks` is 75,000). */
const MOST_TASKS = 10_000_000;

/** The task numbers of a list. Null where it is unreadable. */
export function readTasks(list: string): readonly number[] | null {
  const numbers: number[] = [];
  for (const part of list.split(',')) {
    const range = /^(\d+)(?:-(\d+)(?::(\d+))?)?$/.exec(part.trim());
    if (range === null) return null;
    const [first, last, step] = [Number(range[1]), Number(range[2] ?? range[1]), Number(range[3] ?? 1)];
    if (step < 1 || last > MOST_TASKS) return null;
    for (let number = first; number <= last; number += step) numbers.push(number);
  }
  return numbers;
}

/** The same jobs in few words, as qdel takes them: `7`, `8.1-4,8.9`. */
export function joinElements(jobs: readonly JobId[]): readonly string[] {
  return [...Map.groupBy(jobs, arrayOf)].flatMap(([array, members]) => {
    if (members.some((job) => job === array)) return [array];
    const numbers = members.map((job) => Number(job.slice(array.length + 1))).sort((a, b) => a - b);
    return rangesOf(numbers).map((range) => `${array}.${range}`);
  });
}

function rangesOf(numbers: readonly number[]): readonly string[] {
  const words: string[] = [];
  let [first, last] = [numbers[0] ?? 0, numbers[0] ?? 0];
  for (const number of [...numbers.slice(1), Number.POSITIVE_INFINITY]) {
    if (number > last + 1) {
      words.push(first === last ? `${first}` : `${first}-${last}`);
      first = number;
    }
    last = number;
  }
  return words;
}
