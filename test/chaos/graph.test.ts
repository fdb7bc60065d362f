import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandDependencies } from '../../src/workflows/expand.ts';
import { parseDocumentValue } from '../../src/workflows/parse.ts';
import { authored, type PlannedTask, plannedTasks } from './graph.ts';

const graph = fc
  .record({ seed: fc.nat(), count: fc.integer({ min: 30, max: 300 }) })
  .map(({ seed, count }) => ({ count, tasks: plannedTasks(seed, count) }));

/** Everything that it waits for, directly or not. */
function ancestors(tasks: readonly PlannedTask[], id: string, found = new Set<string>()): Set<string> {
  for (const parent of tasks.find((task) => task.id === id)?.parents ?? []) {
    if (found.has(parent)) continue;
    found.add(parent);
    ancestors(tasks, parent, found);
  }
  return found;
}

describe('the graph of the chaos run', () => {
  it('has as many tasks as were asked for, none of them waiting for itself, and is the same for the same seed', () => {
    fc.assert(
      fc.property(graph, ({ count, tasks }) => {
        expect(new Set(tasks.map(({ id }) => id)).size).toBe(count);
        for (const { id } of tasks) expect(ancestors(tasks, id).has(id)).toBe(false);
      }),
      { numRuns: 20 },
    );
    expect(plannedTasks(7, 100)).toEqual(plannedTasks(7, 100));
    expect(plannedTasks(7, 100)).not.toEqual(plannedTasks(8, 100));
  });

  it('has blocked tasks exactly below failing ones', () => {
    fc.assert(
      fc.property(graph, ({ tasks }) => {
        const failing = tasks.filter(({ end }) => end.is === 'exit' || end.is === 'killed');
        for (const { id, end } of tasks) {
          const above = ancestors(tasks, id);
          expect(failing.some((task) => above.has(task.id))).toBe(end.is === 'blocked');
        }
      }),
      { numRuns: 20 },
    );
  });

  it('says with its patterns what it knows to be the parents', () => {
    const tasks = plannedTasks(5, 200);
    const document = parseDocumentValue(
      tasks.map((task) => authored(task, 'folder')),
      'the chaos run',
    );
    const expanded = document.ok ? expandDependencies(document.value, []) : document;
    const parents = expanded.ok ? expanded.value.map(({ dependencies }) => dependencies.toSorted()) : [];
    expect(parents).toEqual(tasks.map((task) => task.parents.toSorted()));
  });
});
