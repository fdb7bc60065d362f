import { type Answer, type Call, printed, refused } from './answer.ts';
import { dateText } from './attribute.ts';
import type { PretendedQueue } from './queue.ts';
import { duration } from './resources.ts';
import { readArguments } from './words.ts';

/** What the server's log says of a job; it knows the ended ones too, whatever the server remembers. */
export function tracejob({ args }: Call, queue: PretendedQueue): Answer {
  const [id = ''] = readArguments(args, 'alsmvwzn:f:p:c:').operands;
  const { isTorque, server, node } = queue.dialect;
  const entry = queue.log.get(`${id.split('.')[0]}.${server}`);
  if (entry === undefined) return refused(1, `tracejob: Couldn't find Job Id ${id} in logs of ${node}`);
  const { job, exitStatus } = entry;
  const { order, createdAt } = job.submission;
  const at = (ms: number | null) => stamp(ms ?? createdAt);
  const owner = `${order.owner}@${queue.dialect.host}`;
  const used = duration(((job.endedAt ?? Date.now()) - (job.startedAt ?? Date.now())) / 1000);
  const lines = [
    `${at(null)}  S    Job Queued at request of ${owner}, owner = ${owner}, job name = ${order.name}, queue = ${order.queue}`,
  ];
  if (job.startedAt !== null)
    lines.push(`${at(job.startedAt)}  S    Job Run at request of Scheduler@${queue.dialect.host}`);
  if (exitStatus !== null)
    lines.push(
      `${at(job.endedAt)}  S    Exit_status=${exitStatus} resources_used.cput=00:00:00 resources_used.mem=0kb resources_used.vmem=0kb resources_used.walltime=${used}`,
      `${at(job.endedAt)}  S    dequeuing from ${order.queue}, state ${isTorque ? 'COMPLETE' : 'E'}`,
    );
  return printed(`\nJob: ${id.split('.')[0]}.${server}\n\n${lines.join('\n')}\n`);
}

/** `11/22/2026 15:47:53` */
function stamp(ms: number): string {
  const day = new Date(ms);
  const part = (value: number) => String(value).padStart(2, '0');
  return `${part(day.getMonth() + 1)}/${part(day.getDate())}/${day.getFullYear()} ${dateText(ms).split(/ +/)[3]}`;
}
