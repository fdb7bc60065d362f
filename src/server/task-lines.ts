import { TASK_STATUSES, type TaskStatus } from '../engine/state.ts';
import { BY_URGENCY, groupsByUrgency, type TaskGroup, type TaskGroups, type TaskSet } from './task-groups.ts';
import { emptyCounts } from './words.ts';

/** How the tasks of a run are listed. */
export interface LinesWish {
  /** `pipeline`: in groups, as the document has them. `state`: all by urgency. */
  readonly order: 'pipeline' | 'state';
  /** Only that group; empty for all tasks. */
  readonly group: string;
  readonly status: TaskStatus | null;
  /** Only tasks whose ids hold that text, in any case; empty for all. */
  readonly q: string;
  /** Names of lines that the reader has opened, or shut, against their habit. */
  readonly open: ReadonlySet<string>;
  readonly shut: ReadonlySet<string>;
  /** The fold in which the reader is, which therefore does not shut by itself; empty where there is none. */
  readonly keep: string;
}

/** One line of the list. */
export type Line = TaskPlace | GroupLine | FoldLine;

interface TaskPlace {
  readonly is: 'task';
  readonly index: number;
  readonly depth: number;
  /** The fold in which it would stand, were it folded. */
  readonly fold: string;
}

export interface GroupLine {
  readonly is: 'group';
  /** Distinguishes it from all other lines. */
  readonly name: string;
  readonly depth: number;
  readonly isOpen: boolean;
  readonly group: TaskGroup;
}

/** Stands for the tasks of a set that are in one quiet state. */
export interface FoldLine {
  readonly is: 'fold';
  readonly name: string;
  readonly depth: number;
  readonly isOpen: boolean;
  readonly set: TaskSet;
  readonly status: TaskStatus;
}

/** Some lines below each other: one that stands for others, or the tasks of a set that are in one state. */
type Stretch = { readonly is: 'head'; readonly line: GroupLine | FoldLine } | TaskPlace | TaskStretch;

interface TaskStretch {
  readonly is: 'tasks';
  readonly set: TaskSet;
  readonly status: TaskStatus;
  readonly depth: number;
  readonly fold: string;
}

/** So many lines are read in document order; more groups are ordered by urgency. */
const GLANCE = 24;
/** So many quiet tasks in the same state fold into one line. */
const FOLD_FROM = 9;
/** In runs of so many tasks, groups that one sees at a glance are open whatever their state. */
const SMALL_RUN = 300;

/** Nobody has to look at them one by one. */
function isQuiet(status: TaskStatus): boolean {
  return status !== 'failed' && status !== 'running' && status !== 'settling';
}

/**
 * The list of a run's tasks as lines, of which any stretch can be had without making the others: the list may be of
 * 100,000. Groups in which something fails or runs are open, others stand as one line.
 */
export class TaskLines {
  readonly #groups: TaskGroups;
  readonly #wish: LinesWish;
  readonly #stretches: Stretch[] = [];
  /** Of lines, by stretch: where it begins. */
  readonly #begins: number[] = [];
  #total = 0;

  constructor(groups: TaskGroups, wish: LinesWish) {
    this.#groups = groups;
    this.#wish = wish;
    const base = groups.find(wish.group);
    if (wish.status !== null || wish.q !== '') this.#addMatches(base);
    else if (wish.order === 'state') this.#addStates(base, base.prefix, 0);
    else this.#addInside(base, 0);
  }

  get total(): number {
    return this.#total;
  }

  window(from: number, limit: number): readonly Line[] {
    const lines: Line[] = [];
    for (let at = this.#stretchAt(from); at < this.#stretches.length && lines.length < limit; at += 1) {
      const stretch = this.#stretches[at];
      if (stretch === undefined) break;
      const skipped = Math.max(0, from - (this.#begins[at] ?? 0));
      lines.push(...this.#linesOf(stretch, skipped, limit - lines.length));
    }
    return lines;
  }

  /** Where a task stands; where it is folded or its group is shut, that line. Null where neither is shown. */
  positionOfTask(index: number): number | null {
    let found: number | null = null;
    for (const [at, stretch] of this.#stretches.entries()) {
      const begin = this.#begins[at] ?? 0;
      if (stretch.is === 'task') {
        if (stretch.index === index) return begin;
      } else if (stretch.is === 'tasks') {
        const place = this.#placeIn(stretch, index);
        if (place !== null) return begin + place;
      } else if (standsFor(stretch.line, index, this.#groups)) found = begin;
    }
    return found;
  }

  /** Where a group or a fold stands; null where it does not. */
  positionOf(name: string): number | null {
    const at = this.#stretches.findIndex((stretch) => stretch.is === 'head' && stretch.line.name === name);
    return this.#begins[at] ?? null;
  }

  /** The next failed task behind that line; the first of all where there is none behind it; null where there is none. */
  nextFailure(after: number): number | null {
    let first: number | null = null;
    for (const [at, stretch] of this.#stretches.entries()) {
      if (!this.#isFailed(stretch)) continue;
      const begin = this.#begins[at] ?? 0;
      first ??= begin;
      const next = Math.max(begin, after + 1);
      if (next < begin + sizeOf(stretch)) return next;
    }
    return first;
  }

  #isFailed(stretch: Stretch): boolean {
    if (stretch.is === 'task') return this.#groups.statusAt(stretch.index) === 'failed';
    return stretch.is === 'tasks' && stretch.status === 'failed';
  }

  #add(stretch: Stretch): void {
    this.#begins.push(this.#total);
    this.#stretches.push(stretch);
    this.#total += sizeOf(stretch);
  }

  #addMatches(base: TaskGroup): void {
    const { status, q } = this.#wish;
    const set = q === '' ? base : this.#holding(base, q.toLowerCase());
    for (const each of status === null ? BY_URGENCY : [status]) this.#addTasks(set, each, 0, '');
  }

  #holding({ members }: TaskGroup, text: string): TaskSet {
    const found = members.filter((index) => this.#groups.idAt(index).toLowerCase().includes(text));
    const counts = emptyCounts();
    for (const index of found) counts[this.#groups.statusAt(index)] += 1;
    return { members: found, counts };
  }

  #addTasks(set: TaskSet, status: TaskStatus, depth: number, fold: string): void {
    if (set.counts[status] > 0) this.#add({ is: 'tasks', set, status, depth, fold });
  }

  #addGroup(group: TaskGroup, depth: number): void {
    const name = group.prefix;
    const isOpen = this.#isOpen(name, this.#isOpenByHabit(group));
    this.#add({ is: 'head', line: { is: 'group', name, depth, isOpen, group } });
    if (isOpen) this.#addInside(group, depth + 1);
  }

  #isOpenByHabit({ prefix, counts, members }: TaskGroup): boolean {
    const { keep } = this.#wish;
    if (keep.endsWith(` of ${prefix}`) || keep.includes(` of ${prefix}.`)) return true;
    if (TASK_STATUSES.some((status) => !isQuiet(status) && counts[status] > 0)) return true;
    return members.length <= GLANCE && this.#groups.all.members.length <= SMALL_RUN;
  }

  #isOpen(name: string, habit: boolean): boolean {
    return habit ? !this.#wish.shut.has(name) : this.#wish.open.has(name);
  }

  #addInside(group: TaskGroup, depth: number): void {
    const { nodes, groups, lone } = this.#groups.divide(group);
    if (nodes.length > GLANCE || groups.length === 0) {
      for (const inner of groupsByUrgency(groups, 0, groups.length)) this.#addGroup(inner, depth);
      this.#addStates(groups.length === 0 ? group : lone, group.prefix, depth);
      return;
    }
    for (const node of nodes) {
      if (node.is === 'group') this.#addGroup(node, depth);
      else this.#add({ is: 'task', index: node.index, depth, fold: '' });
    }
  }

  /** By urgency; those that are quiet and many fold into one line, unless there is nothing else. */
  #addStates(set: TaskSet, prefix: string, depth: number): void {
    for (const status of BY_URGENCY) {
      const count = set.counts[status];
      const name = `${status} of ${prefix}`;
      if (count < FOLD_FROM || !isQuiet(status) || count === set.members.length) {
        this.#addTasks(set, status, depth, name);
        continue;
      }
      const isOpen = this.#isOpen(name, name === this.#wish.keep);
      this.#add({ is: 'head', line: { is: 'fold', name, depth, isOpen, set, status } });
      if (isOpen) this.#addTasks(set, status, depth + 1, name);
    }
  }

  #linesOf(stretch: Stretch, skipped: number, limit: number): readonly Line[] {
    if (skipped >= sizeOf(stretch)) return [];
    if (stretch.is === 'head') return [stretch.line];
    if (stretch.is === 'task') return [stretch];
    const { set, status, depth, fold } = stretch;
    return this.#groups
      .inStatus(set, status, skipped, limit)
      .map((index) => ({ is: 'task' as const, index, depth, fold }));
  }

  #placeIn({ set, status }: TaskStretch, index: number): number | null {
    if (this.#groups.statusAt(index) !== status || !holds(set, index)) return null;
    let place = 0;
    for (const member of set.members) {
      if (member === index) break;
      if (this.#groups.statusAt(member) === status) place += 1;
    }
    return place;
  }

  /** The last stretch that begins there or before. */
  #stretchAt(line: number): number {
    let low = 0;
    let high = this.#begins.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#begins[middle] ?? 0) <= line) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function sizeOf(stretch: Stretch): number {
  return stretch.is === 'tasks' ? stretch.set.counts[stretch.status] : 1;
}

function standsFor(line: GroupLine | FoldLine, index: number, groups: TaskGroups): boolean {
  if (line.is === 'group') return holds(line.group, index);
  return groups.statusAt(index) === line.status && holds(line.set, index);
}

/** Members stand in document order, which is that of their indices. */
function holds({ members }: TaskSet, index: number): boolean {
  let low = 0;
  let high = members.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = members[middle] ?? 0;
    if (found === index) return true;
    if (found < index) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}
