import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compilePattern } from '../engine/fnmatch.ts';
import { taskId } from '../engine/ids.ts';
import { dependencyPlaces, expandDependencies } from './expand.ts';
import { parseDocument } from './parse.ts';
import { problemOf, successOf, writtenTask } from './testing.ts';

/** What the last of these tasks depends on, when it has these dependencies. */
function expanded(ids: readonly string[], dependencies: readonly string[], existing: readonly string[] = []) {
  const tasks = ids.map((id, index) => writtenTask(id, index === ids.length - 1 ? { dependencies } : {}));
  return successOf(expandDependencies({ tasks }, existing.map(taskId))).at(-1)?.dependencies;
}

test('a dependency is found where it was written, also one that a pattern or a matrix stands for', () => {
  const text = `- {id: a, name: a, command: x, deps: ["b*", nobody]}
- {id: b, name: b, command: x, dependencies: [c, a]}
- {id: m, name: m, command: x, matrix: {n: [1]}, deps: [
    nobody]}
- {id: c, name: c, command: x}
`;
  const placeOf = dependencyPlaces(successOf(parseDocument(text, 'flow.yaml')));
  const places = (
    [
      [0, 'nobody'],
      [0, 'b'],
      [1, 'a'],
      [2, 'nobody'],
      [3, 'a'],
    ] as const
  ).map(([task, dependency]) => placeOf(task, taskId(dependency)));
  expect(places.map((place) => `${place?.line}:${place?.column}`)).toEqual([
    '1:45',
    '1:38',
    '2:50',
    '4:5',
    '5:3',
  ]);
});

describe('patterns among dependencies', () => {
  test('the worked example of the contract', () => {
    const ids = ['setup.a', 'setup.b', 'sim.1', 'sim.2', 'sim.10', 'final'];
    expect(expanded(ids, ['sim.?', 'setup.*', 'sim.1'])).toEqual([
      'sim.1',
      'sim.2',
      'setup.a',
      'setup.b',
      'sim.1',
    ]);
  });

  test('the task itself is left out', () => {
    expect(expanded(['sim.1', 'sim.2', 'sim.all'], ['sim.*'])).toEqual(['sim.1', 'sim.2']);
  });

  test('existing ids come before new ones', () => {
    expect(expanded(['b', 'a', 'last'], ['?'], ['z', 'y'])).toEqual(['z', 'y', 'b', 'a']);
  });

  test('ids without special characters stay as they are, also unknown ones', () => {
    expect(expanded(['a', 'b'], ['nobody', 'a', 'a'])).toEqual(['nobody', 'a', 'a']);
  });

  test('a pattern that matches nothing is an error in the words of the contract', () => {
    const fault = problemOf(
      expandDependencies({ tasks: [writtenTask('final', { dependencies: ['sim.*'] })] }, []),
    );
    expect(fault).toMatchObject({
      code: 'bad-document',
      message: "Task 'final': wildcard dep 'sim.*' matches no tasks",
    });
  });

  test('a pattern that matches only the task itself matches nothing', () => {
    const result = expandDependencies(
      { tasks: [writtenTask('sim.1', { dependencies: ['sim.*'] }), writtenTask('b')] },
      [],
    );
    expect(problemOf(result).message).toBe("Task 'sim.1': wildcard dep 'sim.*' matches no tasks");
  });

  test('all patterns without matches are told at once, with their places', () => {
    const text =
      '[{"id":"a","name":"a","command":"x","deps":["p*",\n"a"]},\n{"id":"b","name":"b","command":"x","deps":["a","q*"]}]';
    const document = successOf(parseDocument(text, 'flow.json'));
    const fault = problemOf(expandDependencies(document, []));
    expect(fault.faults?.map(({ message, place }) => [message, place?.line, place?.column])).toEqual([
      ["Task 'a': wildcard dep 'p*' matches no tasks", 1, 45],
      ["Task 'b': wildcard dep 'q*' matches no tasks", 3, 48],
    ]);
  });

  test('an id with a bracket is explained when it was taken for a pattern', () => {
    const tasks = [writtenTask('sim[1]'), writtenTask('b', { dependencies: ['sim[1]'] })];
    expect(problemOf(expandDependencies({ tasks }, [])).hint).toContain("'[[]'");
    expect(expanded(['sim[1]', 'b'], ['sim[[]1]'])).toEqual(['sim[1]']);
  });

  test('everything else about a task stays as it was', () => {
    const task = writtenTask('a', { envVars: { X: '1' }, workingDir: 'x' });
    expect(successOf(expandDependencies({ tasks: [task] }, []))).toEqual([task]);
  });

  test('a thousand tasks that wait for the same hundred thousand share one list', () => {
    const existing = Array.from({ length: 100_000 }, (_, index) => taskId(`sim.${index}`));
    const tasks = Array.from({ length: 1000 }, (_, index) =>
      writtenTask(`f${index}`, { dependencies: ['sim.*'] }),
    );
    const lists = new Set(
      successOf(expandDependencies({ tasks }, existing)).map((task) => task.dependencies),
    );
    expect(lists.size).toBe(1);
  });

  test('the result is what matching each id by hand gives', () => {
    const id = fc.stringMatching(/^[ab.]{1,4}$/);
    const pattern = fc.stringMatching(/^[ab.*?]{1,4}$/);
    fc.assert(
      fc.property(
        fc.uniqueArray(id, { maxLength: 8 }),
        fc.array(pattern, { maxLength: 3 }),
        (ids, patterns) => {
          const result = expandDependencies(
            {
              tasks: [...ids.map((each) => writtenTask(each)), writtenTask('z', { dependencies: patterns })],
            },
            [],
          );
          const byHand = patterns.map((each) =>
            /[*?]/.test(each) ? ids.filter(compilePattern(each)) : [each],
          );
          expect(result.ok ? result.value.at(-1)?.dependencies : 'error').toEqual(
            byHand.some((matches) => matches.length === 0) ? 'error' : byHand.flat(),
          );
        },
      ),
    );
  });
});
