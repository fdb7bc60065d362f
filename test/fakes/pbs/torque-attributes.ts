import { type Attribute, dateText, known, minuteText } from './attribute.ts';
import type { Dialect } from './dialects.ts';
import { isOver, type PretendedJob, type Submission, type Variable } from './job.ts';
import { jobName, targetOf } from './job-process.ts';
import { duration } from './resources.ts';

const LETTERS = { queued: 'Q', held: 'H', running: 'R', exiting: 'E', ended: 'C' } as const;

export function torqueState({ state }: PretendedJob): string {
  return LETTERS[state];
}

export function torqueArrayState(submission: Submission): string {
  if (isOver(submission)) return 'C';
  if (submission.jobs.some(({ startedAt }) => startedAt !== null)) return 'R';
  return submission.order.isHeld ? 'H' : 'Q';
}

export function torqueJob(job: PretendedJob, dialect: Dialect): readonly Attribute[] {
  const { submission, startedAt, endedAt, exitStatus, index } = job;
  const { order } = submission;
  const isRunning = job.state === 'running' || job.state === 'exiting';
  const ran = startedAt === null || endedAt === null ? null : (endedAt - startedAt) / 1000;
  const left = (order.resources.walltimeSeconds ?? 3600) - (Date.now() - (startedAt ?? 0)) / 1000;
  const variables: Variable[] = index === null ? [] : [['PBS_ARRAYID', String(index)]];
  return known([
    ['Job_Name', jobName(job, true)],
    ['Job_Owner', `${order.owner}@${dialect.host}`],
    [
      'resources_used',
      startedAt === null || (index !== null && ran === null) ? null : used(startedAt, endedAt),
    ],
    ['job_state', LETTERS[job.state]],
    ...shared(submission, dialect),
    ['Error_Path', `${dialect.host}:${targetOf(job, 'e', dialect)}`],
    ['exec_host', startedAt === null ? null : `${dialect.node}/${job.slot}`],
    ['Hold_Types', index === null ? holdOf(job) : job.state === 'held' ? '' : null],
    ['Join_Path', order.join],
    ['Keep_Files', order.keep],
    ['Mail_Points', 'a'],
    ['mtime', dateText(job.changedAt)],
    ['Output_Path', `${dialect.host}:${targetOf(job, 'o', dialect)}`],
    ['Priority', '0'],
    ['qtime', dateText(submission.createdAt)],
    ['Rerunable', 'True'],
    ['Resource_List', order.resources.listed],
    ['session_id', job.session === null ? null : String(job.session)],
    ['Variable_List', [...variables, ...order.variables]],
    ...userOf(submission),
    ['comment', startedAt === null ? null : `Job started on ${minuteText(startedAt)}`],
    [
      'etime',
      order.isHeld || (job.state === 'held' && index === null) ? null : dateText(submission.createdAt),
    ],
    ['exit_status', exitStatus === null ? null : String(exitStatus)],
    ['submit_args', order.args],
    ['job_array_id', index === null ? null : String(index)],
    ['start_time', startedAt === null ? null : dateText(startedAt)],
    ['Walltime', isRunning ? [['Remaining', String(Math.floor(left))]] : null],
    ['start_count', startedAt === null ? null : '1'],
    ['fault_tolerant', 'False'],
    ['comp_time', endedAt === null ? null : dateText(endedAt)],
    ['job_radix', '0'],
    ['total_runtime', ran === null ? null : ran.toFixed(6)],
    ...last(submission, dialect),
  ]);
}

export function torqueArray(submission: Submission, dialect: Dialect): readonly Attribute[] {
  const { order, createdAt, jobs, number } = submission;
  const path = (letter: 'o' | 'e') =>
    `${dialect.host}:${(letter === 'o' ? order.output : order.error) ?? `${order.cwd}/${order.name}.${letter}${number}`}`;
  return known([
    ['Job_Name', order.name],
    ['Job_Owner', `${order.owner}@${dialect.host}`],
    ['job_state', torqueArrayState(submission)],
    ...shared(submission, dialect),
    ['Error_Path', path('e')],
    ['Hold_Types', order.isHeld ? 'u' : 'n'],
    ['Join_Path', order.join],
    ['Keep_Files', order.keep],
    ['Mail_Points', 'a'],
    ['mtime', dateText(Math.max(...jobs.map(({ changedAt }) => changedAt)))],
    ['Output_Path', path('o')],
    ['Priority', '0'],
    ['Rerunable', 'True'],
    ['Resource_List', order.resources.listed],
    ['Variable_List', order.variables],
    ...userOf(submission),
    ['etime', dateText(createdAt)],
    ['submit_args', order.args],
    ['job_array_request', order.array?.text ?? ''],
    ['fault_tolerant', 'False'],
    ['job_radix', '0'],
    ...last(submission, dialect),
  ]);
}

type Wanted = readonly (readonly [string, Attribute[1] | null])[];

function shared({ order, createdAt }: Submission, { server }: Dialect): Wanted {
  const depend = order.depend.map(({ type, on }) => `${type}:${on}`).join(',');
  return [
    ['queue', order.queue],
    ['server', server],
    ['Account_Name', order.account],
    ['Checkpoint', 'u'],
    ['ctime', dateText(createdAt)],
    ['depend', depend === '' ? null : depend],
  ];
}

function last({ order }: Submission, { host }: Dialect): Wanted {
  return [
    ['submit_host', host],
    ['init_work_dir', order.cwd],
    ['request_version', '1'],
  ];
}

function userOf({ order }: Submission): Wanted {
  return [
    ['euser', order.owner],
    ['egroup', order.owner],
    ['queue_type', 'E'],
  ];
}

function holdOf({ state, submission: { order } }: PretendedJob): string {
  if (order.isHeld) return 'u';
  return state === 'held' ? 's' : 'n';
}

function used(startedAt: number, endedAt: number | null): Variable[] {
  return [
    ['cput', '00:00:00'],
    ['energy_used', '0'],
    ['mem', '0kb'],
    ['vmem', '0kb'],
    ['walltime', duration(((endedAt ?? Date.now()) - startedAt) / 1000)],
  ];
}
