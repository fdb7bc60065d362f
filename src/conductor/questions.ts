import type { EndingQuestion } from '../backends/backend.ts';
import { runOfToken } from '../backends/job-files.ts';
import { type BackendName, type RecordName, recordOf, runId, submissionToken } from '../engine/ids.ts';
import { placedOf } from '../engine/state.ts';
import { type Run, stateOf, type World } from '../engine/world.ts';

/**
 * The jobs of a backend whose end, or whose usage after the end, is still to be asked for. Of two with one id, which a
 * scheduler may give anew, only one at a time: the answers tell no more than the id.
 */
export function endingQuestions(world: World, backend: BackendName): readonly EndingQuestion[] {
  const all = [...world.runs.values()]
    .filter((run) => run.info.backend === backend)
    .flatMap((run) => [...run.settling, ...run.unmeasured.values()].flatMap((index) => question(run, index)));
  return [...new Map(all.map((each) => [each.job, each])).values()];
}

function question(run: Run, index: number): EndingQuestion[] {
  const placed = placedOf(stateOf(run, index));
  if (placed === null) return [];
  const { job, submission, element } = placed;
  const record = recordOf(submissionToken(run.info.id, submission), element ?? null);
  return [{ job, record, run: run.info.id }];
}

/** The jobs that leave these records and have not ended, as far as we know. */
export function questionsAbout(world: World, records: Iterable<RecordName>): readonly EndingQuestion[] {
  return [...records].flatMap((record) => {
    const id = runId(runOfToken(record));
    const run = world.runs.get(id);
    // By its place in the run, not by job: the news may be here before the answer to the submission is.
    const index = run?.places.get(record.slice(id.length + 1));
    return run === undefined || index === undefined ? [] : question(run, index);
  });
}
