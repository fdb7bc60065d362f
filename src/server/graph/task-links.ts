import { setImmediate } from 'node:timers/promises';
import type { RunId } from '../../engine/ids.ts';
import type { Store } from '../../store/store.ts';
import type { TaskGroups } from '../task-groups.ts';

/** What needs what in a run, by the numbers of its tasks. */
export class TaskLinks {
  readonly #needs: readonly (readonly number[])[];
  readonly #neededBy: readonly number[][];

  /** `needs`: for each task, those that it needs; each once. */
  constructor(needs: readonly (readonly number[])[]) {
    this.#needs = needs;
    this.#neededBy = needs.map(() => []);
    for (const [task, needed] of needs.entries()) {
      for (const each of needed) this.#neededBy[each]?.push(task);
    }
  }

  get size(): number {
    return this.#needs.length;
  }

  needs(task: number): readonly number[] {
    return this.#needs[task] ?? [];
  }

  /** All that one of these needs, directly or not; without themselves. */
  upstream(tasks: readonly number[]): ReadonlySet<number> {
    return reached(tasks, this.#needs);
  }

  /** All that needs one of these, directly or not; without themselves. */
  downstream(tasks: readonly number[]): ReadonlySet<number> {
    return reached(tasks, this.#neededBy);
  }
}

function reached(tasks: readonly number[], next: readonly (readonly number[])[]): ReadonlySet<number> {
  const found = new Set(tasks);
  for (const task of found) for (const each of next[task] ?? []) found.add(each);
  for (const task of tasks) found.delete(task);
  return found;
}

/** Some milliseconds of reading. */
const PAGE = 5_000;

/**
 * Reads the dependencies of a run; names that no task has are left out. Between pages everybody else has their turn.
 * @throws StoreError
 */
async function readLinks(
  store: Pick<Store, 'readNeeds'>,
  run: RunId,
  groups: TaskGroups,
): Promise<TaskLinks> {
  const count = groups.all.members.length;
  const indices = new Map(groups.all.members.map((index) => [groups.idAt(index), index]));
  const needs: (readonly number[])[] = [];
  for (let first = 0; first < count; first += PAGE) {
    if (first > 0) await setImmediate();
    for (const names of store.readNeeds(run, first, Math.min(PAGE, count - first))) {
      const needed = names.flatMap((name) => indices.get(name) ?? []);
      needs.push(needed.length > 1 ? [...new Set(needed)] : needed);
    }
  }
  return new TaskLinks(needs);
}

/** The links of runs at which somebody looks: they stay the same until tasks are added, and then the groups are new. */
const known = new WeakMap<TaskGroups, Promise<TaskLinks>>();

/** As `readLinks`, read once for everybody. @throws StoreError */
export function linksOf(store: Pick<Store, 'readNeeds'>, run: RunId, groups: TaskGroups): Promise<TaskLinks> {
  const links = known.get(groups) ?? readLinks(store, run, groups);
  known.set(groups, links);
  // What could not be read is tried again by the next who asks.
  links.catch(() => known.delete(groups));
  return links;
}
