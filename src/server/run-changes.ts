import type { SubmittedRun } from '../conductor/orders.ts';
import { type RunId, runId, taskId } from '../engine/ids.ts';
import { problem } from '../engine/problem.ts';
import type { RerunChoice } from '../engine/rerun.ts';
import { ok, type Result } from '../engine/result.ts';
import type { RunRow } from '../store/store.ts';
import type { RunsDeleted, RunsRepeated } from '../wire/runs.ts';
import type { ServerContext } from './context.ts';
import { apiProblem, Refusal } from './problems.tsx';

/** What can be asked of a run that has ended, for the pages and the API alike. */

export type RerunWish = { readonly is: 'new' } | { readonly is: 'in-place'; readonly choice: RerunChoice };

/**
 * Reads `mode`, `tasks` and `from` (`RerunOrder`).
 * @throws Refusal for other words, and for those that contradict each other.
 */
export function rerunWish(
  words: Readonly<Record<string, string | undefined>>,
  mode: 'new' | 'in_place',
): RerunWish {
  const { tasks, from } = words;
  const wanted = oneOf('mode', words.mode ?? mode, ['new', 'in_place']);
  const group = tasks === undefined ? undefined : oneOf('tasks', tasks, ['all', 'failed']);
  if (from !== undefined && group !== undefined) throw refused('Say tasks or from, not both.');
  if (wanted === 'new') {
    if (from !== undefined || group === 'failed') {
      throw refused('A new run does all its tasks; failed ones are done again with mode=in_place.');
    }
    return { is: 'new' };
  }
  if (from !== undefined) return { is: 'in-place', choice: { is: 'from', task: taskId(from) } };
  return { is: 'in-place', choice: { is: group ?? 'all' } };
}

function oneOf<Word extends string>(name: string, found: string, words: readonly Word[]): Word {
  const known = words.find((word) => word === found);
  if (known === undefined)
    throw refused(`${name}: ${words.join(' or ')} is expected, found ${JSON.stringify(found)}`);
  return known;
}

function refused(message: string): Refusal {
  return new Refusal(problem('bad-request', message));
}

/** The run that goes on then: the same one, or the new one. */
export async function carryOut(
  { orders }: ServerContext,
  run: RunId,
  wish: RerunWish,
  by: string,
): Promise<Result<SubmittedRun>> {
  if (wish.is === 'new') return orders.repeatRun(run, by);
  const done = await orders.rerun(run, wish.choice, by);
  return done.ok ? ok({ run, warnings: [] }) : done;
}

/** The row of a run that was just made or changed. */
export function rowOf({ store }: ServerContext, run: RunId): RunRow {
  const row = store.readRun(run);
  if (row === null) throw new Error(`run ${run} was ordered and is not in the store`);
  return row;
}

/** Deletes one by one: one that cannot be deleted does not keep the others. */
export function deleteRuns({ orders }: ServerContext, ids: readonly string[], by: string): RunsDeleted {
  const deleted: string[] = [];
  const failed: RunsDeleted['failed'][number][] = [];
  for (const id of new Set(ids)) {
    const done = orders.deleteRun(runId(id), by);
    if (done.ok) deleted.push(id);
    else failed.push({ run_id: id, ...apiProblem(done.problem) });
  }
  return { deleted, failed };
}

/** Starts a new run of the same for each, one after the other. */
export async function repeatRuns(
  { orders }: ServerContext,
  ids: readonly string[],
  by: string,
): Promise<RunsRepeated> {
  const started: RunsRepeated['started'][number][] = [];
  const failed: RunsRepeated['failed'][number][] = [];
  for (const id of new Set(ids)) {
    const done = await orders.repeatRun(runId(id), by);
    if (done.ok) started.push({ run_id: id, new_run_id: done.value.run });
    else failed.push({ run_id: id, ...apiProblem(done.problem) });
  }
  return { started, failed };
}
