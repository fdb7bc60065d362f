import { assert } from './assert.ts';
import type { EventOf } from './event.ts';
import type { TaskId } from './ids.ts';
import { taskAt } from './plan.ts';
import { problem } from './problem.ts';
import { failed, ok, type Result } from './result.ts';
import type { TaskState } from './state.ts';
import { dependenciesOf, dependentsOf, type Run, setState, stateOf, type World } from './world.ts';

/** Which tasks of an ended run are to be done once more. */
export type RerunChoice =
  | { readonly is: 'all' }
  /** What failed, and what waited for it. */
  | { readonly is: 'failed' }
  /** This task and all that hang on it, directly or not. */
  | { readonly is: 'from'; readonly task: TaskId };

/**
 * The positions of the chosen tasks, in document order. Problems: `conflict` while the run goes on, when there is
 * nothing to do, or when a chosen task waits for one that failed and is not chosen; `not-found` for an unknown task.
 */
export function chooseRerun(run: Run, choice: RerunChoice): Result<readonly number[]> {
  if (run.endedAt === null) {
    const hint = 'Wait for its end, or cancel it first.';
    return failed(problem('conflict', `Run ${run.info.id} has not ended`, { hint }));
  }
  const chosen = choose(run, choice);
  if (!chosen.ok) return chosen;
  const [first] = chosen.value;
  if (first === undefined) return failed(problem('conflict', `No task of run ${run.info.id} failed`));
  for (const index of chosen.value) {
    const missing = dependenciesOf(run, index).find((dependency) => !isMet(run, dependency, chosen.value));
    if (missing === undefined) continue;
    const ids = `Task '${taskAt(run.graph, index).id}' waits for '${taskAt(run.graph, missing).id}'`;
    const hint = 'Rerun from that task, or everything that failed.';
    return failed(problem('conflict', `${ids}, which has not completed`, { hint }));
  }
  return ok([...chosen.value].sort((a, b) => a - b));
}

function choose(run: Run, choice: RerunChoice): Result<ReadonlySet<number>> {
  const all = run.states.keys();
  if (choice.is === 'all') return ok(new Set(all));
  if (choice.is === 'failed')
    return ok(new Set([...all].filter((index) => stateOf(run, index).is !== 'completed')));
  const start = run.graph.positions.get(choice.task);
  if (start === undefined) {
    return failed(problem('not-found', `Run ${run.info.id} has no task '${choice.task}'`));
  }
  return ok(downwards(run, start));
}

function downwards(run: Run, start: number): ReadonlySet<number> {
  const found = new Set([start]);
  // A set gives back what is added while it is walked over.
  for (const index of found) for (const dependent of dependentsOf(run, index)) found.add(dependent);
  return found;
}

function isMet(run: Run, dependency: number, chosen: ReadonlySet<number>): boolean {
  return chosen.has(dependency) || stateOf(run, dependency).is === 'completed';
}

/** The run goes on: its chosen tasks wait again, each as a new attempt where there was one. */
export function rerun(world: World, run: Run, event: EventOf<'rerun-requested'>): readonly number[] {
  assert(run.endedAt !== null, 'only a run that has ended is done once more');
  const chosen = new Set(event.tasks);
  run.endedAt = null;
  run.cancel = null;
  run.hold = null;
  run.ready.clear();
  for (const index of chosen) {
    run.unmet[index] = dependenciesOf(run, index).filter(
      (dependency) => chosen.has(dependency) || stateOf(run, dependency).is !== 'completed',
    ).length;
  }
  for (const index of chosen) {
    setState(world, run, index, { is: 'waiting', attempt: nextAttempt(stateOf(run, index)) });
  }
  run.unmeasured.clear();
  // What had fallen has blocked all that hung on it; of the rest nothing waits (`chooseRerun`).
  run.fallen.length = 0;
  return event.tasks;
}

/** What never reached the scheduler has not used up its attempt. */
function nextAttempt(state: TaskState): number {
  const tried =
    state.is === 'completed' ||
    (state.is === 'failed' && state.verdict.reason !== 'cancelled') ||
    hadJob(state);
  return tried ? state.attempt + 1 : state.attempt;
}

function hadJob(state: TaskState): boolean {
  return state.is === 'failed' && state.placed !== null;
}
