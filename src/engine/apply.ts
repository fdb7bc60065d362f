import { applySubmission } from './apply-submission.ts';
import { addGenerated, applyToTask, measure } from './apply-task.ts';
import { assert, present } from './assert.ts';
import type { Event, EventOf } from './event.ts';
import { rerun } from './rerun.ts';
import { retryTask } from './retry.ts';
import { createRun, type Run, stateOf, type World } from './world.ts';

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

type LaterEvent = Exclude<Event, EventOf<'run-created'>>;

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
    case 'submission-unanswered':
    case 'submission-missing':
      return applySubmission(world, run, event);
    case 'task-measured':
      return measure(run, event);
    case 'task-retried':
      return retryTask(world, run, event);
    case 'rerun-requested':
      return rerun(world, run, event);
    case 'run-ended':
      run.endedAt = event.at;
      return [];
    default:
      return applyToTask(world, run, event);
  }
}

function requestCancel(run: Run, event: EventOf<'cancel-requested'>): readonly number[] {
  run.cancel = { by: event.by, at: event.at };
  run.ready.clear();
  run.pace.withdraw = true;
  for (const index of run.jobs.values()) {
    const state = stateOf(run, index);
    if (state.is === 'queued' || state.is === 'running') run.pace.cancelAt.set(index, 0);
  }
  return [];
}
