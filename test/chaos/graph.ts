import { task } from '../cluster/documents.ts';
import { Chance } from '../simulation/chance.ts';

/** A task of the chaos run, and what must come of it. */
export interface PlannedTask {
  readonly id: string;
  /** As the document says it: ids and patterns. */
  readonly deps: readonly string[];
  /** Ids only. */
  readonly parents: readonly string[];
  readonly end: PlannedEnd;
  readonly seconds: number;
}

export type PlannedEnd =
  | { readonly is: 'well' }
  | { readonly is: 'exit'; readonly code: number }
  /** By SIGKILL, sent to its own shell. */
  | { readonly is: 'killed' }
  /** Something it depends on fails: it must never run. */
  | { readonly is: 'blocked' };

/** Tasks in a layer, on average. */
const LAYER = 20;
/** Parts of the whole. */
const FAILING = 0.04;
const BLOCKED = 0.06;

/**
 * A graph in layers, the same for the same seed: each task waits for up to four of earlier layers, one of each layer for
 * the whole layer before by a pattern, and beside them stand tasks that fail, and others that must not run because of it.
 */
export function plannedTasks(seed: number, count: number): PlannedTask[] {
  const chance = new Chance(seed);
  const failing = Math.max(2, Math.round(count * FAILING));
  const blocked = Math.max(2, Math.round(count * BLOCKED));
  const sound = layers(chance, count - failing - blocked);
  const bad = Array.from({ length: failing }, (_, index) => failingTask(chance, index, sound));
  const tasks = [...sound, ...bad, ...blockedTasks(chance, blocked, bad, sound)];
  return shuffled(chance, tasks);
}

function layers(chance: Chance, count: number): PlannedTask[] {
  const made: PlannedTask[][] = [];
  for (let left = count; left > 0; ) {
    const width = Math.min(left, chance.integer(LAYER / 4, (LAYER * 7) / 4));
    made.push(layer(chance, made, width));
    left -= width;
  }
  return made.flat();
}

function layer(chance: Chance, before: readonly (readonly PlannedTask[])[], width: number): PlannedTask[] {
  const prefix = (index: number) => `layer${String(index).padStart(2, '0')}`;
  const last = before.at(-1)?.map(({ id }) => id) ?? [];
  return Array.from({ length: width }, (_, index) => {
    const id = `${prefix(before.length)}.${index}`;
    const gathers = index === 0 && last.length > 0;
    const parents = gathers ? last : someParents(chance, before);
    const deps = gathers ? [`${prefix(before.length - 1)}.*`] : parents;
    return { id, deps, parents, end: { is: 'well' }, seconds: seconds(chance) };
  });
}

/** Mostly from the layer before, so that the graph is deep. */
function someParents(chance: Chance, before: readonly (readonly PlannedTask[])[]): string[] {
  if (before.length === 0) return [];
  const parents = Array.from({ length: chance.integer(1, 4) }, () => {
    const from = chance.happens(0.7) ? before.at(-1) : chance.pick(before);
    return chance.pick(from ?? []).id;
  });
  return [...new Set(parents)];
}

function failingTask(chance: Chance, index: number, sound: readonly PlannedTask[]): PlannedTask {
  const parents = chance.happens(0.2) ? [] : [chance.pick(sound).id];
  const end: PlannedEnd = index % 4 === 3 ? { is: 'killed' } : { is: 'exit', code: chance.integer(1, 120) };
  return { id: `bad.${index}`, deps: parents, parents, end, seconds: seconds(chance) };
}

/** Each waits for a failing or a blocked one, and often for a sound one as well. */
function blockedTasks(
  chance: Chance,
  count: number,
  bad: readonly PlannedTask[],
  sound: readonly PlannedTask[],
): PlannedTask[] {
  const made: PlannedTask[] = [];
  for (let index = 0; index < count; index += 1) {
    const cause = chance.pick([...bad, ...made]).id;
    const parents = chance.happens(0.5) ? [chance.pick(sound).id, cause] : [cause];
    made.push({ id: `blocked.${index}`, deps: parents, parents, end: { is: 'blocked' }, seconds: 0 });
  }
  return made;
}

function seconds(chance: Chance): number {
  return Math.round(chance.next() ** 2 * 60) / 10;
}

function shuffled<T>(chance: Chance, items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: chance.next() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/**
 * The task as an author writes it. It appends one line to a file of its own: its job, the time, and every parent that
 * had not ended well by then. When it ends well it leaves a second file with the time.
 * @param folder on the cluster, relative to the home directory; exists.
 */
export function authored({ id, deps, parents, end, seconds }: PlannedTask, folder: string) {
  const command = [
    `cd ~/${folder} && missing= && for parent in ${parents.join(' ')}; do`,
    '  [ -e "$parent.done" ] || missing="$missing $parent"',
    'done',
    // Of an element of an array the id that listings show.
    'job=${SLURM_ARRAY_JOB_ID:-$SLURM_JOB_ID}${SLURM_ARRAY_TASK_ID:+_$SLURM_ARRAY_TASK_ID}',
    `echo "$job $(date +%s.%N)$missing" >> ${id}.line`,
    `sleep ${seconds}`,
    ending(id, end),
  ];
  return task(id, command.join('\n'), deps);
}

function ending(id: string, end: PlannedEnd): string {
  if (end.is === 'exit') return `exit ${end.code}`;
  if (end.is === 'killed') return 'kill -KILL $$';
  return `date +%s.%N > ${id}.done`;
}
