import { present } from './assert.ts';
import type { RunInfo } from './run.ts';
import type { TaskState } from './state.ts';
import type { Hold, SavedSubmission, SubmittedTask } from './submission.ts';
import type { Task } from './task.ts';
import { createRun, decrementUnmet, dependentsOf, enterState, type Run, type World } from './world.ts';

/** What the store keeps of a run, from which it goes on. */
export interface SavedRun {
  readonly cancel: Run['cancel'];
  readonly hold: Hold | null;
  readonly nextSubmission: number;
  readonly open: readonly SavedSubmission[];
  readonly endedAt: number | null;
}

/** Puts a run that was saved back into the world. All that can be derived is derived anew. */
export function restoreRun(
  world: World,
  info: RunInfo,
  tasks: readonly Task[],
  states: readonly TaskState[],
  saved: SavedRun,
): Run {
  const run = createRun(info, tasks);
  run.cancel = saved.cancel;
  run.hold = saved.hold;
  run.nextSubmission = saved.nextSubmission;
  run.endedAt = saved.endedAt;
  restoreOpen(run, states, saved.open);
  run.ready.clear();
  states.forEach((state, index) => {
    if (state.is === 'completed')
      for (const dependent of dependentsOf(run, index)) decrementUnmet(run, dependent);
  });
  world.runs.set(info.id, run);
  states.forEach((state, index) => {
    enterState(world, run, index, state);
  });
  if (run.cancel !== null) {
    run.ready.clear();
    run.pace.withdraw = true;
  }
  return run;
}

/** A submission's tasks stand in document order, and so do the states. */
function restoreOpen(run: Run, states: readonly TaskState[], open: readonly SavedSubmission[]): void {
  const submitted = new Map<number, SubmittedTask[]>(open.map(({ submission }) => [submission, []]));
  states.forEach((state, index) => {
    if (state.is !== 'submitting') return;
    const { attempt, submission } = state;
    present(submitted.get(submission), `open submission ${submission}`).push({ index, attempt });
  });
  for (const saved of open) {
    run.open.set(saved.submission, {
      ...saved,
      tasks: present(submitted.get(saved.submission), 'its tasks'),
    });
  }
}
