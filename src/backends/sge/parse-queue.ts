import type { QueuedJob } from '../../engine/evidence.ts';
import { type JobId, jobId } from '../../engine/ids.ts';
import { leadingCount } from '../figures.ts';
import { readTasks } from './job-ids.ts';
import { readName } from './job-names.ts';
import { queueStateOf, waitingReason } from './states.ts';
import { elementsOf, readXml, textOf, type XmlElement } from './xml.ts';

/** Who reads the queue, and when. */
interface Reader {
  readonly user: string;
  /** Milliseconds since 1970, by the clock of the machine that was asked. */
  readonly now: number;
  readonly memoryResource: string;
}

/**
 * Reads the answer of `QUEUE_SCRIPT` (`commands.ts`). Null for an answer that is not whole: nothing may be concluded from what
 * it does not say.
 */
export function parseQueue(output: string, memoryResource: string): readonly QueuedJob[] | null {
  const [, user, seconds, xml] = /^([^\n]+)\n(\d+)\n(.*)$/s.exec(output) ?? [];
  const document = xml === undefined ? null : readXml(xml);
  if (user === undefined || document === null || document.name !== 'job_info') return null;
  const reader = { user, now: Number(seconds) * 1000, memoryResource };
  const jobs = new Map<JobId, QueuedJob>();
  for (const row of elementsOf(document, 'job_list')) {
    const found = jobsOf(row, reader);
    if (found === null) return null;
    for (const job of found) jobs.set(job.job, job);
  }
  return [...jobs.values()];
}

/** Of ours each task of an array is a job; waiting arrays of others stay one. Null for a row that is unreadable. */
function jobsOf(row: XmlElement, reader: Reader): readonly QueuedJob[] | null {
  const id = textOf(row, 'JB_job_number');
  const tasks = textOf(row, 'tasks');
  const isOne = elementsOf(row, 'JB_job_number').length === 1;
  if (!isOne || !/^\d{1,10}$/.test(id) || textOf(row, 'state') === '') return null;
  const job = readRow(row, tasks === '' ? id : `${id}.${tasks}`, reader);
  if (tasks === '' || job.token === null) return [job];
  return readTasks(tasks)?.map((number) => ({ ...job, job: jobId(`${id}.${number}`) })) ?? null;
}

function readRow(row: XmlElement, id: string, { user: us, now, memoryResource }: Reader): QueuedJob {
  const user = textOf(row, 'JB_owner');
  const rawState = textOf(row, 'state');
  const { name, token } = readName(textOf(row, 'full_job_name') || textOf(row, 'JB_name'));
  const [queue = '', node = ''] = textOf(row, 'queue_name').split('@');
  const startedAt = parseTime(textOf(row, 'JAT_start_time'));
  return {
    job: jobId(id),
    // Anybody can write our tokens into a name.
    token: user === us ? token : null,
    name,
    user,
    state: queueStateOf(rawState),
    rawState,
    reason: waitingReason(rawState),
    partition: queue || textOf(row, 'hard_req_queue'),
    nodes: node,
    cpus: leadingCount(textOf(row, 'slots')),
    memory: requested(row, memoryResource),
    // Open Cluster Scheduler has the other name.
    submittedAt: parseTime(textOf(row, 'JB_submission_time') || textOf(row, 'JAT_submission_time')),
    startedAt,
    elapsedSeconds: startedAt === null ? null : Math.max(0, Math.round((now - startedAt) / 1000)),
  };
}

function requested(row: XmlElement, resource: string): string {
  const request = row.children.find(
    ({ name, attributes }) => name === 'hard_request' && attributes.name === resource,
  );
  return request?.text.trim() ?? '';
}

/** `2026-11-22T16:40:38`, some releases with a fraction: UTC, as we ask with `TZ=UTC`. */
function parseTime(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/.test(text)) return null;
  const time = Date.parse(`${text}Z`);
  return Number.isNaN(time) ? null : time;
}
