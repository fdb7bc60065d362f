import { listFaults } from '../engine/faults.ts';
import type { Problem } from '../engine/problem.ts';
import type { Store, TaskRow } from '../store/store.ts';
import { bodyOf } from './attempts.ts';

/** What is wrong with the tasks that a task has generated, where it failed for that and more is known than the sentence says. */
export function generationFaults(store: Store, { run, task, state }: TaskRow): readonly Problem[] {
  if (state.is !== 'failed' || state.verdict.reason !== 'bad-generated-tasks') return [];
  const told = store.listTaskEvents(run, task.id).findLast(({ kind }) => kind === 'generation-failed');
  if (told === undefined) return [];
  const { problem } = bodyOf<'generation-failed'>(told);
  const isSaid = problem.faults === undefined && problem.place === undefined && problem.hint === undefined;
  return isSaid ? [] : listFaults(problem);
}
