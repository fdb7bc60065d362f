import { type TaskId, taskId } from '../../src/engine/ids.ts';
import type { Chance } from './chance.ts';

/** A task as a document writes it. */
export interface PretendedTask {
  readonly id: string;
  readonly deps: readonly string[];
  readonly generates: string | null;
  /** After which failures it is tried again, at most twice. */
  readonly retry: readonly string[];
}

/** A graph of a random shape: a chain, a fan-out and fan-in, random layers, or no edges at all. */
export function randomGraph(chance: Chance, size: number, prefix = 't'): readonly PretendedTask[] {
  const shape = chance.pick(['chain', 'fan', 'layers', 'loose'] as const);
  return Array.from({ length: size }, (_, index) => ({
    id: `${prefix}${index}`,
    deps: dependencies(shape, index, size, chance).map((dependency) => `${prefix}${dependency}`),
    generates: null,
    retry: chance.happens(0.3) ? ['exit', 'out_of_memory'] : [],
  }));
}

function dependencies(
  shape: 'chain' | 'fan' | 'layers' | 'loose',
  index: number,
  size: number,
  chance: Chance,
): number[] {
  if (index === 0 || shape === 'loose') return [];
  if (shape === 'chain') return [index - 1];
  if (shape === 'fan') return index === size - 1 ? Array.from({ length: index }, (_, other) => other) : [0];
  const wanted = chance.integer(0, Math.min(3, index));
  return [...new Set(Array.from({ length: wanted }, () => chance.integer(0, index - 1)))];
}

export function documentOf(tasks: readonly PretendedTask[]): string {
  return JSON.stringify(
    tasks.map(({ id, deps, generates, retry }) => ({
      id,
      name: id,
      command: 'true',
      deps,
      ...(retry.length === 0 ? {} : { retry: { max: 2, on: retry } }),
      ...(generates === null ? {} : { generates_source: generates }),
    })),
  );
}

export function idsOf(tasks: readonly PretendedTask[]): readonly TaskId[] {
  return tasks.map(({ id }) => taskId(id));
}
