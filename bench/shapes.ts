import { makeTask } from '../src/engine/engine.testdata.ts';
import type { WrittenTask } from '../src/workflows/document.ts';
import { Chance } from '../test/simulation/chance.ts';

/** Graphs of any size, as documents name them: dependencies are ids or patterns. */
export const shapes = { chain, fanIn, wideFanIn, layers } as const;

export type Shape = keyof typeof shapes;

function chain(count: number): WrittenTask[] {
  return tasks(count, (at) => (at === 0 ? [] : [`t${at - 1}`]));
}

/** Groups of 9,999 tasks (of all, where there are fewer), each with one that waits for the group by a pattern. */
function fanIn(count: number): WrittenTask[] {
  return gathered(count, Math.min(count, 10_000));
}

/** One task that waits for all others. */
function wideFanIn(count: number): WrittenTask[] {
  return gathered(count, count);
}

/** A hundred layers; each task waits for three of the layer before. */
function layers(count: number): WrittenTask[] {
  const chance = new Chance(count);
  const width = count / 100;
  return tasks(count, (at) => {
    const first = Math.floor(at / width) * width - width;
    return first < 0 ? [] : [1, 2, 3].map(() => `t${chance.integer(first, first + width - 1)}`);
  });
}

function gathered(count: number, size: number): WrittenTask[] {
  const group = (at: number) => Math.floor(at / size);
  const isLast = (at: number) => at % size === size - 1;
  return tasks(
    count,
    (at) => (isLast(at) ? [`g${group(at)}-*`] : []),
    (at) => (isLast(at) ? `gather${group(at)}` : `g${group(at)}-${at}`),
  );
}

function tasks(
  count: number,
  dependenciesOf: (at: number) => readonly string[],
  idOf: (at: number) => string = (at) => `t${at}`,
): WrittenTask[] {
  return Array.from({ length: count }, (_, at) => ({
    ...makeTask(idOf(at)),
    dependencies: dependenciesOf(at),
  }));
}
