import { present } from '../engine/assert.ts';
import type { TaskId } from '../engine/ids.ts';
import type { TaskStatus } from '../engine/state.ts';
import { type Counts, emptyCounts } from './words.ts';

/** Tasks whose ids begin alike, up to a dot; or one task that stands alone. Tasks are named by their index in the run. */
export type TaskNode = TaskGroup | { readonly is: 'task'; readonly index: number };

export interface TaskGroup extends TaskSet {
  readonly is: 'group';
  /** The common beginning, without the dot at its end: `sim.M1`. Empty for all tasks of a run. */
  readonly prefix: string;
  /** Number of the newest event that touched one of its tasks. */
  readonly version: number;
  /** Of its most urgent task: the place of its status in `BY_URGENCY`. */
  readonly rank: number;
}

/** Some tasks in document order, counted. */
export interface TaskSet {
  readonly members: readonly number[];
  readonly counts: Counts;
}

/** What a group is divided into. */
export interface Division {
  readonly nodes: readonly TaskNode[];
  readonly groups: readonly TaskGroup[];
  /** The tasks that stand alone. */
  readonly lone: TaskSet;
}

interface Group extends TaskGroup {
  readonly counts: Record<TaskStatus, number>;
  version: number;
  rank: number;
  /** Null until somebody looks into it. */
  division: GroupDivision | null;
}

interface GroupDivision extends Division {
  readonly byPrefix: ReadonlyMap<string, Group>;
  readonly lone: TaskSet & { readonly counts: Record<TaskStatus, number> };
}

/** A group of so many tasks or fewer is not divided again: one sees them at a glance. */
const SMALL = 24;

/**
 * The tasks of a run, divided by the parts of their ids (`compat.md` 3.2: dots make groups). A change of one task costs
 * the same however many there are: the groups that it stands in are counted anew, and nothing else.
 */
export class TaskGroups {
  readonly #ids: readonly TaskId[];
  readonly #statuses: TaskStatus[];
  readonly #all: Group;

  /** `statuses` are kept up here from now on. */
  constructor(ids: readonly TaskId[], statuses: TaskStatus[], version: number) {
    this.#ids = ids;
    this.#statuses = statuses;
    this.#all = this.#group('', [...ids.keys()], version);
  }

  get all(): TaskGroup {
    return this.#all;
  }

  idAt(index: number): TaskId {
    return present(this.#ids[index], `task number ${index}`);
  }

  statusAt(index: number): TaskStatus {
    return present(this.#statuses[index], `task number ${index}`);
  }

  /** Notes how a task stands now, and which event said so. */
  put(index: number, status: TaskStatus, version: number): void {
    const before = this.statusAt(index);
    this.#statuses[index] = status;
    let group: Group | undefined = this.#all;
    while (group !== undefined) {
      move(group.counts, before, status);
      group.rank = rankOf(group.counts);
      group.version = version;
      const division: GroupDivision | null = group.division;
      const inner: Group | undefined = division?.byPrefix.get(this.#part(index, group.prefix));
      if (inner === undefined && division !== null) move(division.lone.counts, before, status);
      group = inner;
    }
  }

  /** How a group is divided, in document order. */
  divide(group: TaskGroup): Division {
    const own = group as Group;
    own.division ??= this.#divide(own);
    return own.division;
  }

  /** The group of all tasks whose ids begin so, up to a dot or the end; without members where there are none. */
  find(prefix: string): TaskGroup {
    let group = this.#all;
    while (group.prefix !== prefix) {
      this.divide(group);
      const inner = group.division?.byPrefix.get(groupPrefix(prefix, group.prefix));
      if (inner === undefined) return this.#chosen(group, prefix);
      group = inner;
    }
    return group;
  }

  /** The first so many members in that status, after leaving out some of them. */
  inStatus(
    { members, counts }: TaskSet,
    status: TaskStatus,
    after: number,
    limit: number,
  ): readonly number[] {
    const last = Math.min(counts[status], after + limit);
    const found: number[] = [];
    for (let at = 0; found.length < last && at < members.length; at += 1) {
      const index = members[at];
      if (index !== undefined && this.#statuses[index] === status) found.push(index);
    }
    return found.slice(after);
  }

  /** Failed and running tasks float up; otherwise document order stays. */
  byUrgency(set: TaskSet, after: number, limit: number): readonly number[] {
    const found: number[] = [];
    let before = 0;
    for (const status of BY_URGENCY) {
      const skipped = Math.max(0, after - before);
      found.push(...this.inStatus(set, status, skipped, limit - found.length));
      before += set.counts[status];
    }
    return found;
  }

  #chosen({ members, version }: TaskGroup, prefix: string): TaskGroup {
    const chosen = members.filter((index) => {
      const id = this.idAt(index);
      return id === prefix || id.startsWith(`${prefix}.`);
    });
    return this.#group(prefix, chosen, version);
  }

  #group(prefix: string, members: readonly number[], version: number): Group {
    const counts = this.#count(members);
    return { is: 'group', prefix, members, counts, version, rank: rankOf(counts), division: null };
  }

  #count(members: readonly number[]): Record<TaskStatus, number> {
    const counts = emptyCounts();
    for (const index of members) counts[this.statusAt(index)] += 1;
    return counts;
  }

  #divide({ prefix, members, version }: Group): GroupDivision {
    const parts = Map.groupBy(members, (index) => this.#part(index, prefix));
    const isWorthDividing =
      prefix === '' || (members.length > SMALL && parts.size > 1 && parts.size <= members.length / 2);
    const byPrefix = new Map<string, Group>();
    const nodes: TaskNode[] = [];
    const lone: number[] = [];
    for (const [part, inside] of isWorthDividing ? parts : members.map((index) => ['', [index]] as const)) {
      const [only] = inside;
      if (only !== undefined && inside.length === 1) {
        nodes.push({ is: 'task', index: only });
        lone.push(only);
        continue;
      }
      const group = this.#group(part, inside, version);
      nodes.push(group);
      byPrefix.set(part, group);
    }
    const groups = [...byPrefix.values()];
    return { nodes, groups, byPrefix, lone: { members: lone, counts: this.#count(lone) } };
  }

  #part(index: number, prefix: string): string {
    return groupPrefix(this.idAt(index), prefix);
  }
}

function move(counts: Record<TaskStatus, number>, from: TaskStatus, to: TaskStatus): void {
  counts[from] -= 1;
  counts[to] += 1;
}

/** `sim.M1.T20` with the prefix `sim` gives `sim.M1`. */
function groupPrefix(id: string, prefix: string): string {
  const from = prefix === '' ? 0 : prefix.length + 1;
  // A dot at the very beginning divides nothing.
  const dot = id.indexOf('.', from + 1);
  return dot === -1 ? id : id.slice(0, dot);
}

/** What needs somebody first, then what happens, then what is to come, then what is done. */
export const BY_URGENCY: readonly TaskStatus[] = [
  'failed',
  'running',
  'settling',
  'submitted',
  'pending',
  'dep_failed',
  'completed',
];

function rankOf(counts: Counts): number {
  return BY_URGENCY.findIndex((status) => counts[status] > 0);
}

/** The groups of which one task is as urgent as that come first; otherwise document order stays. */
export function groupsByUrgency(groups: readonly TaskGroup[], after: number, limit: number): TaskGroup[] {
  const byRank = BY_URGENCY.map((): TaskGroup[] => []);
  for (const group of groups) {
    const equals = byRank[group.rank];
    if (equals !== undefined && equals.length < after + limit) equals.push(group);
  }
  return byRank.flat().slice(after, after + limit);
}
