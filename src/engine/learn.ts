import type { Happening } from './event.ts';
import type { Ending, Hearing, JobStart } from './evidence.ts';
import type { BackendName, JobId, RunId } from './ids.ts';
import { judge, type Settling } from './judge.ts';
import { learnListing } from './learn-listing.ts';
import type { AskedJob, Observation } from './observation.ts';
import { dueTime, GENERATE_AGAIN_MS, HOLD_LONGEST_MS, holdMs, LOOK_AGAIN_MS } from './patience.ts';
import { checkPlan, taskAt } from './plan.ts';
import { type Problem, problem } from './problem.ts';
import { keepRetried, type TaskState } from './state.ts';
import type { Task } from './task.ts';
import { type Run, stateOf, type World } from './world.ts';

/** An event that has not been given its time yet. */
export type Learned = { readonly run: RunId } & Happening;

/**
 * What an observation means for the runs, as events. Late, doubled and outdated answers mean nothing. Reads the world
 * and changes only the pace of what is under way.
 */
export function learn(world: World, observation: Observation, now: number): readonly Learned[] {
  switch (observation.is) {
    case 'listing':
      return runsOn(world, observation.backend).flatMap((run) =>
        learnListing(run, observation, now).map((happening) => ({ run: run.info.id, ...happening })),
      );
    case 'endings':
      return runsOn(world, observation.backend).flatMap((run) => learnEndings(run, observation, now));
    case 'starts':
      return runsOn(world, observation.backend).flatMap((run) => learnStarts(run, observation.starts, now));
    case 'site-limits':
      noteLimits(world, observation);
      return [];
    case 'submit-answer':
    case 'find-answer':
    case 'find-failed':
      return learnSubmission(world, observation, now);
    case 'generated':
    case 'not-generated':
      return learnGenerated(world, observation, now);
    case 'new-run':
      if (world.runs.has(observation.info.id)) return [];
      return [
        { run: observation.info.id, kind: 'run-created', info: observation.info, tasks: observation.tasks },
      ];
    case 'cancel-wish': {
      const run = world.runs.get(observation.run);
      if (run === undefined || run.endedAt !== null || run.cancel !== null) return [];
      return [{ run: observation.run, kind: 'cancel-requested', by: observation.by }];
    }
    case 'rerun-wish': {
      const run = world.runs.get(observation.run);
      if (run === undefined || run.endedAt === null) return [];
      return [
        { run: observation.run, kind: 'rerun-requested', by: observation.by, tasks: observation.tasks },
      ];
    }
  }
}

export function runsOn(world: World, backend: BackendName): Run[] {
  return [...world.runs.values()].filter((run) => run.info.backend === backend);
}

/** Larger ones would hardly save calls any more, and the first of them would leave later. */
const LARGEST_ARRAY = 5_000;

function noteLimits(world: World, { backend, limits }: Extract<Observation, { is: 'site-limits' }>): void {
  const slots = world.backends.get(backend);
  if (slots === undefined) return;
  slots.partitions = limits.partitions;
  if (slots.arrays === null) return;
  const largest = Math.min(LARGEST_ARRAY, limits.largestArray);
  slots.arrays = largest < 2 ? null : { ...slots.arrays, largest };
}

/** Only of what still stands in the queue: whatever else we know of a job is newer than its start. */
function learnStarts(run: Run, starts: readonly JobStart[], now: number): Learned[] {
  const jobs = new Map(starts.map((start) => [start.job, start]));
  return [...jobs.values()].flatMap(({ job, startedAt, node }): Learned[] => {
    const task = run.jobs.get(job);
    if (task === undefined || stateOf(run, task).is !== 'queued') return [];
    run.pace.startHeardAt.set(task, now);
    return [{ run: run.info.id, kind: 'task-started', task, startedAt, node }];
  });
}

function learnEndings(
  run: Run,
  observation: Extract<Observation, { is: 'endings' }>,
  now: number,
): Learned[] {
  const said = new Map<JobId, Ending[]>();
  for (const ending of observation.endings) said.set(ending.job, [...(said.get(ending.job) ?? []), ending]);
  const learned: Learned[] = [];
  for (const asked of observation.asked) {
    if (!asked.record.startsWith(`${run.info.id}.`)) continue;
    const endings = said.get(asked.job) ?? [];
    const happening =
      learnEnding(run, asked, endings, observation.hearing, now) ??
      learnMeasure(run, asked.job, endings, observation.hearing);
    if (happening !== null) learned.push({ run: run.info.id, ...happening });
  }
  return learned;
}

function learnEnding(
  run: Run,
  { record }: AskedJob,
  endings: readonly Ending[],
  hearing: Hearing,
  now: number,
): Happening | null {
  const task = run.places.get(record.slice(run.info.id.length + 1));
  if (task === undefined) return null;
  const state = stateOf(run, task);
  const settling = asSettling(state, endings, now);
  if (settling === null) return null;
  const absence = run.pace.absences.get(task) ?? null;
  const judgement = judge(settling, endings, { wantedEnded: run.cancel !== null, absence, hearing, now });
  if (judgement === null) return state.is === 'settling' ? null : { kind: 'task-settling', task };
  return { kind: 'task-ended', task, ...judgement };
}

/** A job that says itself that it has ended is believed before the queue has noticed. */
function asSettling(state: TaskState, endings: readonly Ending[], now: number): Settling | null {
  if (state.is === 'settling') return state;
  if ((state.is !== 'queued' && state.is !== 'running') || endings.length === 0) return null;
  const startedAt = state.is === 'running' ? state.startedAt : null;
  const node = state.is === 'running' ? state.node : '';
  const { attempt, submission, element, job, submittedAt } = state;
  const place = { attempt, submission, element, job, submittedAt, ...keepRetried(state) };
  return { is: 'settling', since: now, startedAt, node, ...place };
}

function learnMeasure(
  run: Run,
  job: JobId,
  endings: readonly Ending[],
  { asked, notAsked }: Hearing,
): Happening | null {
  const task = run.unmeasured.get(job);
  if (task === undefined) return null;
  const measured = endings.find((ending) => ending.source === 'accounting');
  if (measured !== undefined)
    return { kind: 'task-measured', task, usage: measured.usage, raw: measured.raw };
  const isLate = notAsked.some(
    ({ source, problem: { code } }) => source === 'accounting' && code !== 'unsupported',
  );
  // Where nobody keeps accounts, nobody needs to be asked again.
  if (!asked.includes('accounting') && !isLate) run.unmeasured.delete(job);
  return null;
}

type SubmissionNews = Extract<Observation, { is: 'submit-answer' | 'find-answer' | 'find-failed' }>;

function learnSubmission(world: World, news: SubmissionNews, now: number): readonly Learned[] {
  const run = world.runs.get(news.run);
  if (run === undefined) return [];
  const { submission } = news;
  run.pace.inFlight.delete(submission);
  const open = run.open.get(submission);
  if (open === undefined) return [];
  const event = (happening: Happening): readonly Learned[] => [{ run: news.run, ...happening }];
  const lookAt = now + LOOK_AGAIN_MS;
  if (news.is === 'find-failed') {
    run.pace.lookAgainAt.set(submission, lookAt);
    // Nothing is otherwise than before: a machine that is away for days must not fill the log.
    if (open.missing === 0) return [];
    return event({ kind: 'submission-unanswered', submission, problem: news.problem, lookAt });
  }
  const accepted = (jobs: readonly JobId[]): readonly Learned[] => {
    if (jobs.length === open.tasks.length) return event({ kind: 'submission-accepted', submission, jobs });
    const message = `The backend named ${jobs.length} jobs for ${open.tasks.length} tasks`;
    return event({
      kind: 'submission-unanswered',
      submission,
      problem: problem('unreadable', message),
      lookAt,
    });
  };
  if (news.is === 'find-answer') {
    return news.jobs === null
      ? event({ kind: 'submission-missing', submission, lookAt })
      : accepted(news.jobs);
  }
  switch (news.answer.is) {
    case 'accepted':
      return accepted(news.answer.jobs);
    case 'refused':
      return event({ kind: 'submission-refused', submission, problem: news.answer.problem });
    case 'deferred':
      // Sent before without an answer: that first script may still be on its way, so the token is kept and not given up.
      if (open.isInDoubt || open.missing > 0) {
        return event({ kind: 'submission-unanswered', submission, problem: news.answer.problem, lookAt });
      }
      return event(deferral(run, submission, news.answer.problem, now));
    case 'too-large':
      // Also a script that is still on its way will hear the same.
      return event(deferral(run, submission, news.answer.problem, now));
    case 'unanswered':
      return event({ kind: 'submission-unanswered', submission, problem: news.answer.problem, lookAt });
  }
}

/** Several refusals of one beat are one pause, not one after the other. */
function deferral({ hold }: Run, submission: number, problem: Problem, now: number): Happening {
  const heldUntil = dueTime(hold?.until ?? now, now, HOLD_LONGEST_MS);
  const until = heldUntil > now ? heldUntil : now + holdMs(hold?.times ?? 0);
  return { kind: 'submission-deferred', submission, problem, until };
}

function learnGenerated(
  world: World,
  news: Extract<Observation, { is: 'generated' | 'not-generated' }>,
  now: number,
): readonly Learned[] {
  const run = world.runs.get(news.run);
  if (run === undefined || !run.generating.has(news.task)) return [];
  if (news.is === 'generated') {
    const tasks = newTasks(run, news.task, news.tasks);
    const checked = checkPlan(run.graph, tasks);
    if (!checked.ok)
      return [{ run: news.run, kind: 'generation-failed', task: news.task, problem: checked.problem }];
    const warnings = news.warnings ?? [];
    const odd = warnings.length === 0 ? {} : { warnings };
    return [{ run: news.run, kind: 'tasks-added', generator: news.task, tasks, ...odd }];
  }
  if (news.again) {
    run.pace.generateAt.set(news.task, now + GENERATE_AGAIN_MS);
    return [];
  }
  return [{ run: news.run, kind: 'generation-failed', task: news.task, problem: news.problem }];
}

/** A generator that is done once more writes its tasks once more: those that are the same as before are there already. */
function newTasks(run: Run, generator: number, tasks: readonly Task[]): readonly Task[] {
  if (stateOf(run, generator).attempt === 1) return tasks;
  return tasks.filter((task) => {
    const before = run.graph.positions.get(task.id);
    return before === undefined || JSON.stringify(taskAt(run.graph, before)) !== JSON.stringify(task);
  });
}
