import type { RunId } from '../engine/ids.ts';
import { checkLabels } from '../engine/labels.ts';
import { problem } from '../engine/problem.ts';
import { chooseRerun, type RerunChoice } from '../engine/rerun.ts';
import { restoreRun } from '../engine/restore.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import type { RunInfo } from '../engine/run.ts';
import type { Run } from '../engine/world.ts';
import type { Conductor } from './conductor.ts';
import type { SubmittedRun } from './orders.ts';
import { newRun, submitRun } from './submit-run.ts';

/** Brings an ended run back into the world and has the chosen tasks done once more. */
export async function rerun(
  conductor: Conductor,
  id: RunId,
  choice: RerunChoice,
  by: string,
): Promise<Result<void>> {
  const found = findRun(conductor, id);
  if (!found.ok) return found;
  const run = found.value;
  const tasks = chooseRerun(run, choice);
  if (!tasks.ok) return tasks;
  if (run.info.source.kind === 'imported') {
    return failed(problem('conflict', `Run ${id} was imported: it is history and cannot be done again`));
  }
  return conductor.order({ is: 'rerun-wish', run: id, by, tasks: tasks.value });
}

/** Of this world, or put back into it from the store; the next beat lets go of it again if nothing is to be done. */
function findRun({ world, options }: Conductor, id: RunId): Result<Run> {
  const known = world.runs.get(id);
  if (known !== undefined) return ok(known);
  const stored = options.store.loadRun(id);
  if (stored === null) return failed(problem('not-found', `There is no run '${id}'`));
  return ok(restoreRun(world, stored.info, stored.tasks, stored.states, stored.snapshot));
}

/** The same work as a run of its own. */
export async function repeatRun(conductor: Conductor, id: RunId, by: string): Promise<Result<SubmittedRun>> {
  const { store } = conductor.options;
  const stored = store.loadRun(id);
  if (stored === null) return failed(problem('not-found', `There is no run '${id}'`));
  // People may have changed the labels since it was started.
  const info = { ...stored.info, labels: store.readRun(id)?.labels ?? [] };
  if (info.source.kind === 'workflow') {
    return submitRun(conductor, {
      document: { is: 'workflow', name: info.source.name },
      ...sameOf(info),
      by,
    });
  }
  const { file } = info.source;
  if (info.source.kind === 'source' && info.git !== null && file !== undefined) {
    const document = { is: 'source', name: info.source.name, file } as const;
    return submitRun(conductor, { document, ...sameOf(info), by });
  }
  return newRun(
    conductor,
    { ...info, by },
    stored.tasks.slice(0, createdWith(conductor, id) ?? stored.tasks.length),
  );
}

/** Where it ran, under which limit, and at the recorded commit, whatever the branch holds now (`compat.md` 10.4). */
function sameOf({ backend, maxConcurrent, git, labels = [] }: RunInfo) {
  const revision = git === null ? {} : { revision: { branch: git.branch, commit: git.commit } };
  return { backend, maxConcurrent, labels, ...revision };
}

/** How many tasks the run had before any were generated. */
function createdWith({ options }: Conductor, id: RunId): number | null {
  const [created] = options.store.eventsAfter(0, 1, id);
  const tasks = created?.body.tasks;
  if (typeof tasks !== 'object' || tasks === null || !('count' in tasks)) return null;
  return typeof tasks.count === 'number' ? tasks.count : null;
}

/** Forgets an ended run; its events stay in the log. */
export function deleteRun(conductor: Conductor, id: RunId, by: string): Result<void> {
  const { world, options } = conductor;
  const row = options.store.readRun(id);
  if (row === null) return failed(problem('not-found', `There is no run '${id}'`));
  if (row.endedAt === null) {
    return failed(problem('conflict', `Run ${id} has not ended`, { hint: 'Cancel it first.' }));
  }
  world.runs.delete(id);
  options.store.deleteRun(id, options.clock.now(), by);
  conductor.announce({ is: 'events', last: options.store.lastSequence() });
  return ok(undefined);
}

/** Replaces the labels of a run and tells all who listen. */
export function labelRun(
  conductor: Conductor,
  id: RunId,
  given: readonly string[],
  by: string,
): Result<void> {
  const { options } = conductor;
  const labels = checkLabels(given);
  if (!labels.ok) return labels;
  if (!options.store.labelRun(id, labels.value, options.clock.now(), by))
    return failed(problem('not-found', `There is no run '${id}'`));
  conductor.announce({ is: 'events', last: options.store.lastSequence() });
  return ok(undefined);
}
