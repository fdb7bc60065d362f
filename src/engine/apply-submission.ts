import { assert, present } from './assert.ts';
import type { EventKind, EventOf } from './event.ts';
import type { JobId } from './ids.ts';
import { rememberLast } from './remember-last.ts';
import { refusedVerdict, UNMEASURED } from './sentences.ts';
import { keepRetried, retriedOf, type TaskState } from './state.ts';
import type { OpenSubmission } from './submission.ts';
import { type Run, setState, stateOf, type World } from './world.ts';

type SubmissionEvent = EventOf<Extract<EventKind, `submission-${string}`>>;
type Answer = EventOf<'submission-accepted' | 'submission-refused' | 'submission-deferred'>;

/** What becomes of a submission and its tasks. Gives back the positions of those whose state is another now. */
export function applySubmission(world: World, run: Run, event: SubmissionEvent): readonly number[] {
  switch (event.kind) {
    case 'submission-intended':
      return intend(world, run, event);
    case 'submission-unanswered':
    case 'submission-missing':
      return keepLooking(run, event);
    default:
      return close(world, run, event);
  }
}

function close(world: World, run: Run, event: Answer): readonly number[] {
  const open = openSubmission(run, event.submission);
  run.open.delete(event.submission);
  run.pace.lookAgainAt.delete(event.submission);
  if (event.kind === 'submission-accepted') run.hold = null;
  if (event.kind === 'submission-deferred') {
    const times = run.hold?.until === event.until ? run.hold.times : (run.hold?.times ?? 0) + 1;
    run.hold = { until: event.until, reason: event.problem.message, times };
  }
  const isArray = open.tasks.length > 1;
  open.tasks.forEach(({ index, attempt }, position) => {
    const kept = keepRetried(stateOf(run, index));
    setState(world, run, index, { ...answered(event, attempt, position, isArray), ...kept });
  });
  return open.tasks.map(({ index }) => index);
}

function answered(event: Answer, attempt: number, position: number, isArray: boolean): TaskState {
  switch (event.kind) {
    case 'submission-accepted': {
      const { submission, at: submittedAt } = event;
      const job: JobId = present(event.jobs[position], 'a job for each task of the submission');
      const element = isArray ? position + 1 : null;
      return { is: 'queued', attempt, submission, element, job, submittedAt, reason: '' };
    }
    case 'submission-refused': {
      const verdict = refusedVerdict(event.problem, event.at);
      return { is: 'failed', attempt, verdict, usage: UNMEASURED, node: '', placed: null };
    }
    default:
      return { is: 'waiting', attempt };
  }
}

function intend(world: World, run: Run, event: EventOf<'submission-intended'>): readonly number[] {
  const { submission, tasks } = event;
  assert(submission === run.nextSubmission, 'submission numbers go up by one');
  run.nextSubmission += 1;
  run.open.set(submission, { submission, intendedAt: event.at, tasks, lookAt: event.at, missing: 0 });
  const submitting = rememberLast((attempt: number) => ({ is: 'submitting', attempt, submission }) as const);
  tasks.forEach(({ index, attempt }, position) => {
    const before = tasks[position - 1]?.index ?? -1;
    assert(before < index, 'the tasks of a submission stand in document order');
    const old = stateOf(run, index);
    assert(old.is === 'waiting', 'only a waiting task is submitted');
    const retried = retriedOf(old);
    const state = submitting(attempt);
    setState(world, run, index, retried === undefined ? state : { ...state, retried });
  });
  return tasks.map(({ index }) => index);
}

function keepLooking(
  run: Run,
  event: EventOf<'submission-unanswered' | 'submission-missing'>,
): readonly number[] {
  const open = openSubmission(run, event.submission);
  const missing = event.kind === 'submission-missing' ? open.missing + 1 : 0;
  run.open.set(event.submission, { ...open, lookAt: event.lookAt, missing, isInDoubt: true });
  return [];
}

function openSubmission(run: Run, submission: number): OpenSubmission {
  return present(run.open.get(submission), `open submission ${submission}`);
}
