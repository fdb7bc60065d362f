import { assert, present } from './assert.ts';
import type { Event } from './event.ts';
import type { JobId } from './ids.ts';
import { refusedVerdict, UNMEASURED, withdrawnVerdict } from './sentences.ts';
import { isActive, isTerminal, type Placed, placedOf, type TaskState } from './state.ts';
import type { OpenSubmission } from './submission.ts';
import type { Usage, Verdict } from './verdict.ts';
import {
  addTasks,
  createRun,
  decrementUnmet,
  dependentsOf,
  type Run,
  setState,
  stateOf,
  type World,
} from './world.ts';

/**
 * What an event does to the world: the only place where anything changes. Never decides, never asks.
 * Gives back the positions of the tasks whose state is another now.
 * @throws when the event cannot have happened in this world.
 */
export function apply(world: World, event: Event): readonly number[] {
  if (event.kind === 'run-created') {
    assert(!world.runs.has(event.run), `run ${event.run} is new`);
    const run = createRun(event.info, event.tasks);
    world.runs.set(event.run, run);
    return run.states.map((_, index) => index);
  }
  return applyToRun(world, present(world.runs.get(event.run), `run ${event.run}`), event);
}

type LaterEvent = Exclude<Event, { kind: 'run-created' }>;

function applyToRun(world: World, run: Run, event: LaterEvent): readonly number[] {
  switch (event.kind) {
    case 'tasks-added':
      return addGenerated(world, run, event);
    case 'cancel-requested':
      return requestCancel(run, event);
    case 'submission-intended':
    case 'submission-accepted':
    case 'submission-refused':
    case 'submission-deferred':
      return applyToSubmission(world, run, event);
    case 'submission-unanswered':
    case 'submission-missing':
      return keepLooking(run, event);
    case 'task-measured':
      return measure(run, event);
    case 'run-ended':
      run.endedAt = event.at;
      return [];
    default:
      return applyToTask(world, run, event);
  }
}

type SubmissionEvent = Extract<
  LaterEvent,
  { kind: `submission-${'intended' | 'accepted' | 'refused' | 'deferred'}` }
>;

function applyToSubmission(world: World, run: Run, event: SubmissionEvent): readonly number[] {
  if (event.kind === 'submission-intended') return intend(world, run, event);
  const open = openSubmission(run, event.submission);
  run.open.delete(event.submission);
  if (event.kind === 'submission-accepted') run.hold = null;
  if (event.kind === 'submission-deferred') {
    const times = run.hold?.until === event.until ? run.hold.times : (run.hold?.times ?? 0) + 1;
    run.hold = { until: event.until, reason: event.problem.message, times };
  }
  open.tasks.forEach(({ index, attempt }, element) => {
    setState(world, run, index, answered(event, attempt, element));
  });
  return open.tasks.map(({ index }) => index);
}

function answered(
  event: Exclude<SubmissionEvent, { kind: 'submission-intended' }>,
  attempt: number,
  element: number,
): TaskState {
  switch (event.kind) {
    case 'submission-accepted': {
      const job: JobId = present(event.jobs[element], 'a job for each task of the submission');
      return { is: 'queued', attempt, submission: event.submission, job, submittedAt: event.at, reason: '' };
    }
    case 'submission-refused': {
      const verdict = refusedVerdict(event.problem, event.at);
      return { is: 'failed', attempt, verdict, usage: UNMEASURED, node: '', placed: null };
    }
    default:
      return { is: 'waiting', attempt };
  }
}

function intend(
  world: World,
  run: Run,
  event: Extract<Event, { kind: 'submission-intended' }>,
): readonly number[] {
  const { submission, tasks } = event;
  assert(submission === run.nextSubmission, 'submission numbers go up by one');
  run.nextSubmission += 1;
  run.open.set(submission, { submission, intendedAt: event.at, tasks, lookAt: event.at, missing: 0 });
  for (const { index, attempt } of tasks) {
    assert(stateOf(run, index).is === 'waiting', 'only a waiting task is submitted');
    setState(world, run, index, { is: 'submitting', attempt, submission });
  }
  return tasks.map(({ index }) => index);
}

function keepLooking(
  run: Run,
  event: Extract<Event, { kind: 'submission-unanswered' | 'submission-missing' }>,
): readonly number[] {
  const open = openSubmission(run, event.submission);
  const missing = event.kind === 'submission-missing' ? open.missing + 1 : 0;
  run.open.set(event.submission, { ...open, lookAt: event.lookAt, missing });
  return [];
}

function openSubmission(run: Run, submission: number): OpenSubmission {
  return present(run.open.get(submission), `open submission ${submission}`);
}

function requestCancel(run: Run, event: Extract<Event, { kind: 'cancel-requested' }>): readonly number[] {
  run.cancel = { by: event.by, at: event.at };
  run.ready.clear();
  run.pace.withdraw = true;
  for (const index of run.jobs.values()) {
    const state = stateOf(run, index);
    if (state.is === 'queued' || state.is === 'running') run.pace.cancelAt.set(index, 0);
  }
  return [];
}

function addGenerated(
  world: World,
  run: Run,
  event: Extract<Event, { kind: 'tasks-added' }>,
): readonly number[] {
  const first = run.states.length;
  addTasks(run, event.tasks);
  const added = run.states.slice(first).map((_, offset) => first + offset);
  const generator = stateOf(run, event.generator);
  assert(generator.is === 'generating', 'only a generating task adds tasks');
  const completed = complete(world, run, event.generator, { ...generator, is: 'completed' });
  return [...added, ...completed];
}

type TaskEvent = Exclude<
  LaterEvent,
  | SubmissionEvent
  | {
      kind:
        | 'tasks-added'
        | 'cancel-requested'
        | 'submission-unanswered'
        | 'submission-missing'
        | 'task-measured'
        | 'run-ended';
    }
>;

function applyToTask(world: World, run: Run, event: TaskEvent): readonly number[] {
  const index = event.task;
  const old = stateOf(run, index);
  assert(!isTerminal(old), `task number ${index} has not ended`);
  switch (event.kind) {
    case 'task-queued':
      setState(world, run, index, { is: 'queued', ...activePlace(old), reason: event.reason });
      break;
    case 'task-started':
      setState(world, run, index, {
        is: 'running',
        ...activePlace(old),
        startedAt: event.startedAt,
        node: event.node,
      });
      break;
    case 'task-settling':
      setState(world, run, index, { is: 'settling', ...activePlace(old), since: event.at, ...startOf(old) });
      break;
    case 'task-ended':
      return end(world, run, index, event);
    case 'task-blocked':
      setState(world, run, index, {
        is: 'blocked',
        attempt: waitingAttempt(old),
        because: event.because,
        at: event.at,
      });
      break;
    case 'task-withdrawn': {
      const attempt = waitingAttempt(old);
      const verdict = withdrawnVerdict(event.by, event.at);
      setState(world, run, index, {
        is: 'failed',
        attempt,
        verdict,
        usage: UNMEASURED,
        node: '',
        placed: null,
      });
      break;
    }
    case 'generation-failed': {
      assert(old.is === 'generating', 'only a generating task can fail to generate');
      const verdict: Verdict = {
        ...old.verdict,
        reason: 'bad-generated-tasks',
        sentence: event.problem.message,
      };
      setState(world, run, index, failedState(placeOf(old), verdict, old.usage, old.node));
    }
  }
  return [index];
}

function end(
  world: World,
  run: Run,
  index: number,
  event: Extract<Event, { kind: 'task-ended' }>,
): readonly number[] {
  const old = stateOf(run, index);
  const place = activePlace(old);
  const node = event.node ?? startOf(old).node;
  const { verdict, usage } = event;
  if (verdict.source === 'record' && usage.maxRssBytes === null) run.unmeasured.set(place.job, index);
  if (verdict.reason !== 'completed') {
    setState(world, run, index, failedState(place, verdict, usage, node));
    return [index];
  }
  const generates = run.graph.tasks[index]?.generatesSource !== null && run.cancel === null;
  if (!generates) return complete(world, run, index, { is: 'completed', ...place, verdict, usage, node });
  setState(world, run, index, { is: 'generating', ...place, verdict, usage, node });
  return [index];
}

function complete(
  world: World,
  run: Run,
  index: number,
  state: Extract<TaskState, { is: 'completed' }>,
): readonly number[] {
  setState(world, run, index, state);
  for (const dependent of dependentsOf(run, index)) {
    if (
      decrementUnmet(run, dependent) === 0 &&
      stateOf(run, dependent).is === 'waiting' &&
      run.cancel === null
    ) {
      run.ready.push(dependent);
    }
  }
  return [index];
}

function measure(run: Run, event: Extract<Event, { kind: 'task-measured' }>): readonly number[] {
  const state = stateOf(run, event.task);
  const placed = placedOf(state);
  if (placed !== null) run.unmeasured.delete(placed.job);
  if (state.is === 'completed' || state.is === 'failed') {
    const verdict: Verdict = {
      ...state.verdict,
      raw: state.verdict.raw === '' ? event.raw : state.verdict.raw,
    };
    run.states[event.task] = { ...state, verdict, usage: event.usage };
  }
  return [event.task];
}

function failedState(place: Placed, verdict: Verdict, usage: Usage, node: string): TaskState {
  return { is: 'failed', attempt: place.attempt, verdict, usage, node, placed: place };
}

function activePlace(state: TaskState): Placed {
  assert(isActive(state) && state.is !== 'submitting', 'the task has a job that has not ended');
  return placeOf(state);
}

function placeOf(state: TaskState): Placed {
  const { attempt, submission, job, submittedAt } = present(placedOf(state), 'a job of the task');
  return { attempt, submission, job, submittedAt };
}

function startOf(state: TaskState): { readonly startedAt: number | null; readonly node: string } {
  if (state.is === 'running' || state.is === 'settling')
    return { startedAt: state.startedAt, node: state.node };
  return { startedAt: null, node: '' };
}

function waitingAttempt(state: TaskState): number {
  assert(state.is === 'waiting', 'the task still waits');
  return state.attempt;
}
