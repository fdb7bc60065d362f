import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeGraph, makeTask } from './engine.testdata.ts';
import { checkPlan, emptyGraph, extendGraph } from './plan.ts';

function message(edges: Readonly<Record<string, readonly string[]>>): string {
  const checked = checkPlan(emptyGraph(), makeGraph(edges));
  return checked.ok ? 'ok' : checked.problem.message;
}

test('an unknown dependency is named with its task', () => {
  expect(message({ a: ['b'] })).toBe("Task 'a' depends on 'b', which does not exist");
});

test('a task that depends on itself is named', () => {
  expect(message({ a: ['a'] })).toBe("Task 'a' depends on itself");
});

test('each says where it stands and what to do', () => {
  const tasks = makeGraph({
    build: [],
    'sim.1': [],
    test: ['biuld'],
    sum: ['sim'],
    lost: ['nobody'],
    own: ['own'],
  });
  const checked = checkPlan(emptyGraph(), tasks, (task, dependency) => ({
    file: dependency,
    line: task + 1,
    column: 1,
  }));
  const faults = checked.ok ? [] : (checked.problem.faults ?? []);
  expect(faults.map(({ place, hint }) => [place?.file, place?.line, hint])).toEqual([
    ['biuld', 3, "Did you mean 'build'?"],
    ['sim', 4, "Did you mean 'sim.*', all tasks of that group?"],
    ['nobody', 5, 'A dependency is the id of a task, or a pattern such as sim.*.'],
    ['own', 6, 'Remove that dependency.'],
  ]);
});

test('a circle stands where its first task names the next', () => {
  const tasks = makeGraph({ start: ['a'], a: ['b'], b: ['a'] });
  const placeOf = (task: number) => ({ file: 'flow.json', line: task + 1, column: 1 });
  expect(checkPlan(emptyGraph(), tasks, placeOf)).toMatchObject({
    problem: { place: { line: 2 }, hint: 'Remove one of these dependencies.' },
  });
});

test('a circle is told from its first task around to it again', () => {
  expect(message({ a: ['b'], b: ['c'], c: ['a'] })).toBe('Circular dependency detected: a -> b -> c -> a');
});

test('a circle that the first task only leads to is told without the way there', () => {
  expect(message({ start: ['a'], a: ['b'], b: ['a'] })).toBe('Circular dependency detected: a -> b -> a');
});

test('unknown and own ids are found before circles', () => {
  expect(message({ a: ['b'], b: ['a'], c: ['c'] })).toBe("Task 'c' depends on itself");
});

test('an id that is used twice is refused, also when the run has it already', () => {
  const graph = emptyGraph();
  expect(checkPlan(graph, [makeTask('a'), makeTask('a')])).toMatchObject({ ok: false });
  extendGraph(graph, [makeTask('a')]);
  expect(checkPlan(graph, [makeTask('a')])).toMatchObject({
    ok: false,
    problem: { message: expect.stringContaining("'a'") },
  });
});

test('added tasks may depend on old ones', () => {
  const graph = emptyGraph();
  extendGraph(graph, makeGraph({ a: [], b: ['a'] }));
  const added = [makeTask('c', ['b', 'a', 'b'])];
  expect(checkPlan(graph, added).ok).toBe(true);
  extendGraph(graph, added);
  expect(graph.dependencies[2]).toEqual([1, 0]);
  expect(graph.dependents).toEqual([[1, 2], [2], []]);
});

test('a chain of 100,000 tasks listed backwards is planned', () => {
  const tasks = Array.from({ length: 100_000 }, (_, index) =>
    makeTask(`t${index}`, index === 99_999 ? [] : [`t${index + 1}`]),
  );
  expect(checkPlan(emptyGraph(), tasks).ok).toBe(true);
});

test('whatever only looks back has no circle, and one edge forward along a path makes one', () => {
  const edges = fc
    .integer({ min: 2, max: 30 })
    .chain((size) =>
      fc.tuple(
        ...Array.from({ length: size }, (_, index) =>
          fc.uniqueArray(fc.nat({ max: Math.max(0, index - 1) }), { maxLength: 3 }),
        ),
      ),
    );
  fc.assert(
    fc.property(edges, (lists) => {
      const tasks = lists.map((list, index) =>
        makeTask(`t${index}`, index === 0 ? [] : list.map((dependency) => `t${dependency}`)),
      );
      expect(checkPlan(emptyGraph(), tasks).ok).toBe(true);
      const last = tasks.length - 1;
      const chained = tasks.map((task, index) =>
        makeTask(task.id, [...task.dependencies, index === 0 ? `t${last}` : `t${index - 1}`]),
      );
      expect(checkPlan(emptyGraph(), chained)).toMatchObject({
        ok: false,
        problem: { message: expect.stringContaining('Circular') },
      });
    }),
  );
});
