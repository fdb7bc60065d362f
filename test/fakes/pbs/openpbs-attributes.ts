import { type Attribute, dateText, epoch, known, minuteText } from './attribute.ts';
import type { Dialect } from './dialects.ts';
import { isOver, type PretendedJob, type Submission } from './job.ts';
import { targetOf } from './job-process.ts';
import { duration } from './resources.ts';

const LETTERS = { queued: 'Q', held: 'H', running: 'R', exiting: 'E', ended: 'F' } as const;
/** In the manual's table of substates: queued, held (22 for a dependency), running, exiting. */
const SUBSTATES = { queued: '10', held: '20', running: '42', exiting: '51' } as const;

/** A whole job, or an element of an array; an element that has nothing of its own (any more) shows what its array has. */
export function openPbsJob(job: PretendedJob, dialect: Dialect, remembers: boolean): readonly Attribute[] {
  const { submission, index } = job;
  if (index === null) return ownAttributes(job, dialect);
  const isOwn = job.startedAt !== null && (remembers || job.state !== 'ended');
  const letter = openPbsState(job);
  if (!isOwn) return ofArray(submission, dialect, letter, job);
  return ownAttributes(job, dialect)
    .filter(([name]) => !['Checkpoint', 'Hold_Types', 'Submit_arguments'].includes(name))
    .map(([name, value]) => (name === 'job_state' ? [name, letter] : [name, value]));
}

/** Ended elements are X as long as their array is not over. */
export function openPbsState(job: PretendedJob): string {
  if (job.index !== null && job.state === 'ended' && !isOver(job.submission)) return 'X';
  if (job.index !== null && job.state === 'held') return 'Q';
  return LETTERS[job.state];
}

export function openPbsArrayState({ jobs }: Submission): string {
  if (jobs.every(({ state }) => state === 'ended')) return 'F';
  if (jobs.some(({ startedAt }) => startedAt !== null)) return 'B';
  return jobs.every(({ state }) => state === 'held') ? 'H' : 'Q';
}

function ownAttributes(job: PretendedJob, dialect: Dialect): Attribute[] {
  const { submission, startedAt, endedAt, exitStatus } = job;
  const { order } = submission;
  const at = (ms: number | null) => (ms === null ? null : dateText(ms));
  const vnode = `(${dialect.node}:ncpus=${order.resources.cpus})`;
  return known([
    ...beginning(submission, dialect),
    ['resources_used', startedAt === null ? null : used(job)],
    ['job_state', LETTERS[job.state]],
    ...middle(submission, dialect),
    ['Error_Path', `${dialect.host}:${targetOf(job, 'e', dialect)}`],
    ['exec_host', startedAt === null ? null : `${dialect.node}/${job.slot}`],
    ['exec_vnode', startedAt === null ? null : vnode],
    ['Hold_Types', holdOf(job)],
    ['Join_Path', order.join],
    ['Keep_Files', order.keep],
    ['Mail_Points', 'a'],
    ['mtime', dateText(job.changedAt)],
    ['Output_Path', `${dialect.host}:${targetOf(job, 'o', dialect)}`],
    ...towardsEnd(submission),
    ['stime', at(startedAt)],
    ['obittime', startedAt === null ? null : at(endedAt)],
    ['session_id', job.session === null ? null : String(job.session)],
    ['jobdir', startedAt === null ? null : order.home],
    ['substate', substateOf(job)],
    ['Variable_List', order.variables],
    ['comment', startedAt === null ? null : `Job run at ${minuteText(startedAt)} on ${vnode}${job.ending}`],
    ['etime', job.state === 'held' ? null : dateText(submission.createdAt)],
    ['run_count', startedAt === null ? null : '1'],
    ['Stageout_status', startedAt === null || endedAt === null ? null : '1'],
    ['Exit_status', exitStatus === null ? null : String(exitStatus)],
    ['Submit_arguments', order.args],
    ['array_id', job.index === null ? null : `${submission.number}[].${dialect.server}`],
    ['array_index', job.index === null ? null : String(job.index)],
    ['history_timestamp', endedAt === null ? null : epoch(endedAt)],
    ['project', '_pbs_project_default'],
    ['Submit_Host', dialect.host],
  ]);
}

/** The array itself. */
export function openPbsArray(submission: Submission, dialect: Dialect): readonly Attribute[] {
  const { order, jobs } = submission;
  const count = (...states: readonly PretendedJob['state'][]) =>
    jobs.filter(({ state }) => states.includes(state)).length;
  const counts = `Queued:${count('queued', 'held')} Running:${count('running')} Exiting:${count('exiting')} Expired:${count('ended')}`;
  const remaining = jobs
    .filter(({ state }) => state === 'queued' || state === 'held')
    .map(({ index }) => index ?? 0);
  const endedAt = isOver(submission) ? Math.max(...jobs.map((job) => job.endedAt ?? 0)) : null;
  return [
    ...ofArray(submission, dialect, openPbsArrayState(submission)),
    ...known([
      ['array', 'True'],
      ['array_state_count', counts],
      ['array_indices_submitted', order.array?.text ?? ''],
      ['array_indices_remaining', ranges(remaining)],
      ['history_timestamp', endedAt === null ? null : epoch(endedAt)],
      ['project', '_pbs_project_default'],
      ['Submit_Host', dialect.host],
      ['max_run_subjobs', order.array?.limit == null ? null : String(order.array.limit)],
    ]),
  ];
}

/** What an array has in common with those elements that are printed from it, exit status and all. */
function ofArray(
  submission: Submission,
  dialect: Dialect,
  letter: string,
  element?: PretendedJob,
): Attribute[] {
  const { order, jobs } = submission;
  const over = isOver(submission);
  const starts = jobs.flatMap(({ startedAt }) => startedAt ?? []);
  const ended = jobs.filter(({ state }) => state === 'ended');
  const failed = ended.some(({ exitStatus }) => exitStatus !== null && exitStatus !== 0);
  const start = starts.length === 0 ? null : Math.min(...starts);
  const path = (letter: 'o' | 'e') =>
    `${dialect.host}:${targetOf({ ...onlyJob(submission), index: null }, letter, dialect)}`;
  const began = start === null ? null : `Job Array Began at ${minuteText(start)}`;
  const comment = over && began !== null ? `${began} and ${failed ? 'failed' : 'finished'}` : began;
  return known([
    ...beginning(submission, dialect),
    ['job_state', letter],
    ...middle(submission, dialect),
    ['Error_Path', path('e')],
    ['Hold_Types', order.isHeld ? 'u' : 'n'],
    ['Join_Path', order.join],
    ['Keep_Files', order.keep],
    ['Mail_Points', 'a'],
    ['mtime', dateText(Math.max(...jobs.map(({ changedAt }) => changedAt)))],
    ['Output_Path', path('o')],
    ...towardsEnd(submission),
    ['stime', start === null ? null : dateText(start)],
    ['obittime', over ? dateText(Math.max(...jobs.map(({ endedAt }) => endedAt ?? 0))) : null],
    ['substate', arraySubstate(submission, letter)],
    ['Variable_List', order.variables],
    ['comment', element?.state === 'ended' ? 'Subjob finished' : comment],
    ['etime', letter === 'H' ? null : dateText(submission.createdAt)],
    ['Stageout_status', ended.length > 0 && start !== null ? '1' : null],
    // Counted up only when all of them have ended.
    ['Exit_status', ended.length > 0 && start !== null ? (over && failed ? '1' : '0') : null],
    ['Submit_arguments', order.args],
  ]);
}

function arraySubstate({ jobs }: Submission, letter: string): string {
  if (letter === 'F') return jobs.every(({ exitStatus }) => exitStatus === 0) ? '92' : '93';
  return letter === 'H' ? '20' : letter === 'Q' ? '10' : '70';
}

function onlyJob({ jobs }: Submission): PretendedJob {
  const [first] = jobs;
  if (first === undefined) throw new Error('a submission without jobs');
  return first;
}

type Wanted = readonly (readonly [string, Attribute[1] | null])[];

function beginning({ order }: Submission, { host }: Dialect): Wanted {
  return [
    ['Job_Name', order.name],
    ['Job_Owner', `${order.owner}@${host}`],
  ];
}

function middle({ order, createdAt }: Submission, { server }: Dialect): Wanted {
  const depend = order.depend.map(({ type, on }) => `${type}:${on}@${server}`).join(',');
  return [
    ['queue', order.queue],
    ['server', server],
    ['Account_Name', order.account],
    ['Checkpoint', 'u'],
    ['ctime', dateText(createdAt)],
    ['depend', depend === '' ? null : depend],
  ];
}

function towardsEnd({ order, createdAt }: Submission): Wanted {
  return [
    ['Priority', '0'],
    ['qtime', dateText(createdAt)],
    ['Rerunable', 'True'],
    ['Resource_List', order.resources.listed],
  ];
}

function holdOf({ state, submission: { order } }: PretendedJob): string {
  if (order.isHeld) return state === 'ended' ? 'n' : 'u';
  return state === 'held' ? 's' : 'n';
}

function substateOf({ state, submission: { order }, exitStatus, deletedBy }: PretendedJob): string {
  if (state === 'held') return order.isHeld ? SUBSTATES.held : '22';
  if (state !== 'ended') return SUBSTATES[state];
  if (deletedBy !== null) return '91';
  return exitStatus === null || exitStatus === 0 ? '92' : '93';
}

function used(job: PretendedJob) {
  const { startedAt, endedAt, submission } = job;
  const seconds = ((endedAt ?? Date.now()) - (startedAt ?? 0)) / 1000;
  return [
    ['cpupercent', '0'],
    ['cput', '00:00:00'],
    ['mem', '0kb'],
    ['ncpus', String(submission.order.resources.cpus)],
    ['vmem', '0kb'],
    ['walltime', duration(seconds)],
  ] as const;
}

/** `3-5,9`; `-` for none. */
function ranges(indices: readonly number[]): string {
  const found: [number, number][] = [];
  for (const index of indices) {
    const last = found.at(-1);
    if (last !== undefined && last[1] === index - 1) last[1] = index;
    else found.push([index, index]);
  }
  return found.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',') || '-';
}
