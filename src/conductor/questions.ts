import type { EndingQuestion } from '../backends/backend.ts';
import { runOfToken } from '../backends/job-files.ts';
import { type BackendName, runId, submissionToken, type Token } from '../engine/ids.ts';
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

/** The jobs of these submissions that have not ended, as far as we know. */
export function questionsAbout(world: World, tokens: Iterable<Token>): readonly EndingQuestion[] {
  const heard = new Set(tokens);
  const runs = new Set([...heard].map((token) => runId(runOfToken(token))));
  return [...runs].flatMap((id) => {
    const run = world.runs.get(id);
    if (run === undefined) return [];
    // By submission, not by job: the news may be here before the answer to the submission is.
    return [...run.jobs.values()].flatMap((index) =>
      question(run, index).filter(({ token }) => heard.has(token)),
    );
  });
}
