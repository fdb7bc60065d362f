import { assert, present } from './assert.ts';
import type { EventKind, EventOf } from './event.ts';
import { onOneLine } from './faults.ts';
import { UNMEASURED, withdrawnVerdict } from './sentences.ts';
import { isActive, isTerminal, keepRetried, type Placed, placedOf, type TaskState } from './state.ts';
import type { Usage, Verdict } from './verdict.ts';
import { addTasks, decrementUnmet, dependentsOf, type Run, setState, stateOf, type World } from './world.ts';

/** The generator has done its part, and its tasks stand at the end of the run. */
export function addGenerated(world: World, run: Run, event: EventOf<'tasks-added'>): readonly number[] {
  const first = run.states.length;
  addTasks(run, event.tasks);
  const added = run.states.slice(first).map((_, offset) => first + offset);
  const generator = stateOf(run, event.generator);
  assert(generator.is === 'generating', 'only a generating task adds tasks');
  const completed = complete(world, run, event.generator, { ...generator, is: 'completed' });
  return [...added, ...completed];
}

type TaskEvent = EventOf<
  Exclude<Extract<EventKind, `task-${string}`>, 'task-measured' | 'task-retried'> | 'generation-failed'
>;

/** What becomes of one task that has not ended. Gives back its position. */
export function applyToTask(world: World, run: Run, event: TaskEvent): readonly number[] {
  const index = event.task;
  const old = stateOf(run, index);
  assert(!isTerminal(old), `task number ${index} has not ended`);
  if (event.kind === 'task-ended') return end(world, run, index, event);
  setState(world, run, index, nextState(old, event));
  return [index];
}

function nextState(old: TaskState, event: Exclude<TaskEvent, EventOf<'task-ended'>>): TaskState {
  switch (event.kind) {
    case 'task-queued':
      return { is: 'queued', ...activePlace(old), reason: event.reason };
    case 'task-started':
      return { is: 'running', ...activePlace(old), startedAt: event.startedAt, node: event.node };
    case 'task-settling':
      return { is: 'settling', ...activePlace(old), since: event.at, ...startOf(old) };
    case 'task-blocked':
      return { is: 'blocked', attempt: waitingAttempt(old), because: event.because, at: event.at };
    case 'task-withdrawn': {
      const verdict = withdrawnVerdict(event.by, event.at);
      return {
        is: 'failed',
        attempt: waitingAttempt(old),
        verdict,
        usage: UNMEASURED,
        node: '',
        placed: null,
      };
    }
    case 'generation-failed': {
      assert(old.is === 'generating', 'only a generating task can fail to generate');
      const sentence = onOneLine(event.problem);
      const verdict: Verdict = { ...old.verdict, reason: 'bad-generated-tasks', sentence };
      return failedState(placeOf(old), verdict, old.usage, old.node);
    }
  }
}

function end(world: World, run: Run, index: number, event: EventOf<'task-ended'>): readonly number[] {
  const old = stateOf(run, index);
  const place = activePlace(old);
  const node = event.node ?? startOf(old).node;
  const { verdict, usage } = event;
  // The scheduler has not said a word yet; what it measured, or thinks of it, is put beside the verdict later.
  if (verdict.source === 'record' && verdict.raw === '') run.unmeasured.set(place.job, index);
  if (verdict.reason !== 'completed') {
    run.pace.failed.push(index);
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

/** Puts what was measured beside the verdict, which stays as it was published. */
export function measure(run: Run, event: EventOf<'task-measured'>): readonly number[] {
  const state = stateOf(run, event.task);
  const placed = placedOf(state);
  if (placed !== null) run.unmeasured.delete(placed.job);
  if (state.is === 'completed' || state.is === 'failed' || state.is === 'generating') {
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
  const { attempt, submission, element, job, submittedAt } = present(placedOf(state), 'a job of the task');
  return { attempt, submission, element, job, submittedAt, ...keepRetried(state) };
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
