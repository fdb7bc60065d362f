import type { QueuedJob } from '../../engine/evidence.ts';
import { type JobId, jobId, token } from '../../engine/ids.ts';
import { isArray } from './array-ids.ts';
import type { Block } from './attributes.ts';
import { parseDuration, parseTime } from './fields.ts';
import { type PbsJob, parseJobs, variable } from './job.ts';
import { decodedName } from './names.ts';
import { cpusOf, nodesOf } from './statement.ts';
import { meaningOf } from './states.ts';

/** Variables of our jobs: what marks their submission, and the name of their task where PBS does not take it. */
export const TOKEN_VARIABLE = 'SCRIPTHUT_TOKEN';
export const NAME_VARIABLE = 'SCRIPTHUT_NAME';

/** `<run>.<submission number>` */
const TOKEN = /^[0-9a-f]{8}\.\d+$/;

/**
 * The jobs in the answer to `qstat -f` that have not ended; null for one that cannot be understood. `us` is our user's name:
 * anybody can put our tokens into a variable.
 */
export function parseQueue(text: string, us: string): readonly QueuedJob[] | null {
  const jobs = parseJobs(text, (block) => mayBeOurs(block, us));
  return jobs === null ? null : jobs.map((job) => queued(job, us)).filter(({ state }) => state !== 'ended');
}

/** What is odd in a job of somebody else must not hide ours; one that may be ours must not be missing. */
function mayBeOurs({ attributes }: Block, us: string): boolean {
  const owners = attributes.filter(({ name }) => name === 'Job_Owner');
  const isOthers = owners.length > 0 && owners.every(({ value }) => value.split('@', 1)[0] !== us);
  return !isOthers || attributes.some(({ value }) => value.includes(TOKEN_VARIABLE));
}

/** The jobs and whole arrays that carry tokens of ours, ended ones included. Of several with one token the first counts. */
export function parseTokens(text: string, us: string): ReadonlyMap<string, JobId> | null {
  const jobs = parseJobs(text, (block) => mayBeOurs(block, us));
  if (jobs === null) return null;
  const marked = jobs.map((job) => [tokenOf(job, us), jobId(job.id)] as const);
  return new Map(marked.toReversed().flatMap(([mark, job]) => (mark === null ? [] : [[mark, job] as const])));
}

function tokenOf(job: PbsJob, us: string): string | null {
  const mark = variable(job, TOKEN_VARIABLE);
  return mark !== null && TOKEN.test(mark) && userOf(job) === us ? mark : null;
}

/** `ada@login1` */
function userOf({ head }: PbsJob): string {
  return head.get('Job_Owner')?.split('@', 1)[0] ?? '';
}

function queued(job: PbsJob, us: string): QueuedJob {
  const { head, values } = job;
  const letter = head.get('job_state') ?? '';
  const { queue, word } = meaningOf(letter);
  const mark = tokenOf(job, us);
  const name = mark === null ? null : variable(job, NAME_VARIABLE);
  const runs = queue === 'running' || queue === 'completing' || queue === 'suspended';
  return {
    job: jobId(job.id),
    token: mark === null ? null : token(mark),
    name: name === null ? (head.get('Job_Name') ?? '') : decodedName(name),
    user: userOf(job),
    state: queue,
    rawState: word,
    reason: reasonOf(letter, values),
    partition: head.get('queue') ?? '',
    nodes: nodesOf(head.get('exec_host')),
    cpus: cpusOf(head),
    memory: head.get('Resource_List.mem') ?? '',
    submittedAt: parseTime(head.get('ctime') ?? head.get('qtime')),
    startedAt: runs ? parseTime(values.get('stime') ?? values.get('start_time')) : null,
    elapsedSeconds: runs && !isArray(job.id) ? parseDuration(head.get('resources_used.walltime')) : null,
  };
}

/** `p` only OpenPBS has, `l` only Torque. */
const HOLDERS: Readonly<Record<string, string>> = {
  u: 'its user',
  o: 'an operator',
  s: 'the system',
  p: 'a bad password',
  l: 'the limit of its array',
};
/** Comments that tell how a job or an array began, and nothing of why it waits. */
const BEGINNING = /^Job (Array Began|run|started|was sent for execution)\b/;

/** Why it does not run, in the scheduler's words where it has some. */
function reasonOf(letter: string, values: ReadonlyMap<string, string>): string {
  const { sentence } = meaningOf(letter);
  if (sentence === '') return '';
  const comment = values.get('comment') ?? '';
  const said = BEGINNING.test(comment) ? '' : comment.replaceAll(/\s*\n\s*/g, ' ').trim();
  if (letter === 'H') return [heldBy(values), said].filter((part) => part !== '').join(': ');
  const until = values.get('Execution_Time');
  if (letter === 'W' && until !== undefined)
    return `${sentence}: ${until} (UTC)${said === '' ? '' : `. ${said}`}`;
  return said === '' ? sentence : said;
}

function heldBy(values: ReadonlyMap<string, string>): string {
  // Those that wait for it are named there, too.
  const depend = (values.get('depend') ?? '').split(',').filter((part) => !part.startsWith('before'));
  const holds = values.get('Hold_Types') ?? '';
  if (depend.some((part) => part !== '') && holds.includes('s'))
    return `Held for other jobs (${depend.join(',')})`;
  const holders = [...holds].flatMap((letter) => HOLDERS[letter] ?? []);
  return holders.length === 0 ? 'Held' : `Held by ${holders.join(' and ')}`;
}
