import { CostSum } from './cost-sum.ts';
import { explain } from './explain.ts';
import type { BackendName } from './ids.ts';
import { taskAt } from './plan.ts';
import { isActive, placedOf, statusOf, TASK_STATUSES } from './state.ts';
import { dependenciesOf, placeIn, type Run, stateOf, type World } from './world.ts';

/**
 * What must hold in every world after every beat. Gives back what does not, in words; walks over everything, so it
 * belongs in tests and the simulation.
 */
export function violations(world: World, now: number): readonly string[] {
  const found: string[] = [];
  const active = new Map<BackendName, number>();
  for (const run of world.runs.values()) {
    active.set(run.info.backend, (active.get(run.info.backend) ?? 0) + run.active);
    for (const text of runViolations(world, run, now)) found.push(`run ${run.info.id}: ${text}`);
  }
  for (const [name, slots] of world.backends) {
    if (slots.active !== (active.get(name) ?? 0))
      found.push(`${name}: ${slots.active} slots taken, ${active.get(name) ?? 0} tasks active`);
    if (slots.limit > 0 && slots.active > slots.limit)
      found.push(`${name}: ${slots.active} active tasks above its limit ${slots.limit}`);
  }
  return found;
}

function runViolations(world: World, run: Run, now: number): string[] {
  return [
    ...countViolations(run),
    ...costViolations(run),
    ...submissionViolations(run),
    ...taskViolations(world, run, now),
  ];
}

function countViolations(run: Run): string[] {
  const found: string[] = [];
  for (const status of TASK_STATUSES) {
    const counted = run.states.filter((state) => statusOf(state) === status).length;
    if (counted !== run.counts[status])
      found.push(`counts ${run.counts[status]} ${status}, there are ${counted}`);
  }
  const active = run.states.filter(isActive).length;
  if (active !== run.active) found.push(`counts ${run.active} active, there are ${active}`);
  const limit = run.info.maxConcurrent;
  if (limit !== null && active > limit) found.push(`${active} active tasks above its limit ${limit}`);
  for (const index of run.pace.generateAt.keys()) {
    if (!run.generating.has(index)) found.push(`task ${index} is to be read from, and does not generate`);
  }
  for (const index of run.pace.cancelAt.keys()) {
    if (!isActive(stateOf(run, index))) found.push(`task ${index} is to be cancelled, and has no job`);
  }
  const readied = new Set(run.ready.values());
  if (readied.size !== run.ready.size) found.push('a task is ready twice');
  return found;
}

function costViolations(run: Run): string[] {
  const anew = new CostSum();
  run.states.forEach((state, index) => {
    anew.add(taskAt(run.graph, index), state);
  });
  const price = { instanceType: 'any', vcpus: 1, perHour: 1 };
  const prices = new Map(run.graph.tasks.map(({ resources }) => [resources.partition, price]));
  const kept = JSON.stringify(run.costs.total(prices));
  const counted = JSON.stringify(anew.total(prices));
  return kept === counted ? [] : [`costs ${kept}, counted anew ${counted}`];
}

function submissionViolations(run: Run): string[] {
  const found: string[] = [];
  const openTasks = new Set<number>();
  for (const open of run.open.values()) {
    for (const { index } of open.tasks) {
      openTasks.add(index);
      const state = stateOf(run, index);
      if (state.is !== 'submitting' || state.submission !== open.submission) {
        found.push(`open submission ${open.submission} of task ${index}, which is ${state.is}`);
      }
    }
  }
  const jobs = Map.groupBy(run.states, (state) => placedOf(state)?.job);
  run.states.forEach((state, index) => {
    if (state.is === 'submitting' && !openTasks.has(index))
      found.push(`task ${index} is submitting without a submission`);
    const placed = placedOf(state);
    if (!isActive(state) || placed === null) return;
    const isOnly = jobs.get(placed.job)?.length === 1;
    if (isOnly && run.jobs.get(placed.job) !== index) found.push(`job ${placed.job} is not known`);
    if (run.places.get(placeIn(placed)) !== index) found.push(`what job ${placed.job} leaves is not known`);
  });
  return found;
}

function taskViolations(world: World, run: Run, now: number): string[] {
  const found: string[] = [];
  const ready = new Set(run.ready.values());
  run.states.forEach((state, index) => {
    const states = dependenciesOf(run, index).map((dependency) => stateOf(run, dependency).is);
    const unmet = states.filter((is) => is !== 'completed').length;
    if (unmet !== run.unmet[index])
      found.push(`task ${index} has ${unmet} unmet dependencies, counted ${run.unmet[index]}`);
    if (placedOf(state) !== null && unmet > 0)
      found.push(`task ${index} was submitted before its dependencies completed`);
    const shouldBeReady = state.is === 'waiting' && unmet === 0 && run.cancel === null;
    if (shouldBeReady !== ready.has(index))
      found.push(`task ${index} (${state.is}) is ${shouldBeReady ? 'not ' : ''}in the ready set`);
    if (state.is === 'blocked' && !states.some((is) => is === 'failed' || is === 'blocked')) {
      found.push(`task ${index} is blocked by nothing`);
    }
    if (
      state.is === 'waiting' &&
      run.fallen.length === 0 &&
      states.some((is) => is === 'failed' || is === 'blocked')
    ) {
      found.push(`task ${index} waits for a dependency that failed`);
    }
    if (state.is !== 'completed' && explain(world, run, index, now) === '')
      found.push(`task ${index} (${state.is}) has no explanation`);
  });
  return found;
}
