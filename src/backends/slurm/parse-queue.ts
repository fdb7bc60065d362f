import type { QueuedJob } from '../../engine/evidence.ts';
import { type JobId, jobId, token } from '../../engine/ids.ts';
import { leadingCount } from '../figures.ts';
import { UNIT } from '../separators.ts';
import { splitElements } from './array-ids.ts';
import { parseDuration, parseTime } from './fields.ts';
import { meaningOf } from './states.ts';

/** `squeue` letters in the order in which rows are read: everything that can hold any character stands last. */
export const QUEUE_FIELDS = [
  '%i',
  '%u',
  '%T',
  '%P',
  '%M',
  '%N',
  '%C',
  '%m',
  '%V',
  '%S',
  '%r',
  '%k',
  '%j',
] as const;

/** `<run>.<submission number>` */
const TOKEN = /^[0-9a-f]{8}\.\d+$/;

/**
 * Reads the answer of `queueScript` (`commands.ts`): our user's name on a line, then the rows, each behind the mark, and
 * the mark and `end`. Null for an answer that is not whole: nothing may be concluded from what it does not say.
 */
export function parseQueue(output: string, mark: string): readonly QueuedJob[] | null {
  const [before = '', ...rows] = output.split(mark);
  if (rows.pop() !== 'end') return null;
  const us = before.split('\n', 1)[0]?.trim() ?? '';
  const jobs = new Map<JobId, QueuedJob>();
  for (const row of rows) {
    const job = parseRow(row.replace(/\n$/, ''), us);
    const ids = job === null ? null : idsOf(job);
    if (job === null || ids === null) return null;
    for (const id of ids) jobs.set(id, { ...job, job: id });
  }
  return [...jobs.values()];
}

/** Of ours each element of an array is a job; jobs of others stay as the row shows them. */
function idsOf({ job, token }: QueuedJob): readonly JobId[] | null {
  return token === null ? [job] : splitElements(job);
}

function parseRow(row: string, us: string): QueuedJob | null {
  const fields = row.split(UNIT);
  if (fields.length < QUEUE_FIELDS.length) return null;
  const [id = '', user = '', rawState = '', partition = '', elapsed = ''] = fields;
  const [nodes = '', cpus = '', memory = '', submitted = '', started = '', reason = '', comment = ''] =
    fields.slice(5);
  const { queue } = meaningOf(rawState);
  return {
    job: jobId(id),
    // Anybody can write our tokens into a comment.
    token: user === us && TOKEN.test(comment) ? token(comment) : null,
    name: fields.slice(QUEUE_FIELDS.length - 1).join(UNIT),
    user,
    state: queue,
    rawState,
    reason: queue === 'pending' || queue === 'suspended' ? given(reason) : '',
    partition,
    nodes: given(nodes),
    cpus: leadingCount(cpus),
    memory: given(memory),
    submittedAt: parseTime(submitted),
    // Of a waiting job it is when Slurm hopes to start it.
    startedAt: queue === 'pending' ? null : parseTime(started),
    elapsedSeconds: parseDuration(elapsed),
  };
}

function given(text: string): string {
  return text === 'None' || text === 'N/A' || text === '(null)' || text === 'Unknown' ? '' : text;
}
