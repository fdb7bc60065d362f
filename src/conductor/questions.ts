import type { EndingQuestion } from '../backends/backend.ts';
import { type BackendName, submissionToken } from '../engine/ids.ts';
import { placedOf } from '../engine/state.ts';
import { type Run, stateOf, type World } from '../engine/world.ts';

/** The jobs of a backend whose end, or whose usage after the end, is still to be asked for. */
export function endingQuestions(world: World, backend: BackendName): readonly EndingQuestion[] {
  return [...world.runs.values()]
    .filter((run) => run.info.backend === backend)
    .flatMap((run) => [...run.settling, ...run.unmeasured.values()].flatMap((index) => question(run, index)));
}

function question(run: Run, index: number): EndingQuestion[] {
  const placed = placedOf(stateOf(run, index));
  if (placed === null) return [];
  return [{ job: placed.job, token: submissionToken(run.info.id, placed.submission), run: run.info.id }];
}
