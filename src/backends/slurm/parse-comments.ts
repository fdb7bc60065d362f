import { type JobId, jobId } from '../../engine/ids.ts';
import { UNIT } from '../separators.ts';
import { arrayOf } from './array-ids.ts';

/**
 * Jobs and whole arrays by their comment, from rows of id and comment (`commands.ts`: one a line, or each behind a mark). Of several jobs
 * with one comment the first counts. Null for an answer that is not whole.
 */
export function parseComments(output: string, mark: string): ReadonlyMap<string, JobId> | null {
  const rows = output.split(mark).flatMap((part) => part.split('\n'));
  if (rows.pop() !== 'end') return null;
  const jobs = new Map<string, JobId>();
  for (const row of rows) {
    const [id = '', comment = ''] = row.split(UNIT);
    if (/^\d+(_(\d+|\[.*\]))?$/.test(id) && !jobs.has(comment)) jobs.set(comment, jobId(arrayOf(id)));
  }
  return jobs;
}
