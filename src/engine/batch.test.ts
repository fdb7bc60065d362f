import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inSubmissions, kindsOf } from './batch.ts';
import { CLUSTER, makeInfo, makeTask, Play, RUN } from './engine.testdata.ts';
import { problem } from './problem.ts';
import { createRun } from './world.ts';

const small = { partition: 'normal', cpus: 1, memory: '1G', timeLimit: '1:00:00', gres: null };
const big = { ...small, memory: '2G' };

function divide(tasks: readonly ReturnType<typeof makeTask>[], smallest: number, largest: number) {
  return inSubmissions(
    createRun(makeInfo(), tasks),
    tasks.map((_, index) => index),
    { smallest, largest },
  );
}

describe('which tasks go together', () => {
  test('those that ask for the same, in the order of the document', () => {
    const tasks = [small, big, small, big, small].map((resources, at) =>
      makeTask(`t${at}`, [], { resources }),
    );
    expect(divide(tasks, 2, 10)).toEqual([
      [0, 2, 4],
      [1, 3],
    ]);
    expect(divide(tasks, 3, 10)).toEqual([[0, 2, 4], [1], [3]]);
    expect(divide(tasks, 2, 2)).toEqual([[0, 2], [1, 3], [4]]);
  });

  test('a task with log files of its own goes alone', () => {
    const tasks = [{}, { outputFile: '/o' }, {}, { errorFile: '/e' }].map((more, at) =>
      makeTask(`t${at}`, [], more),
    );
    expect(divide(tasks, 2, 10)).toEqual([[0, 2], [1], [3]]);
  });

  test('each task goes out once, and no part is larger than the scheduler takes', () => {
    const resources = fc.constantFrom(small, big, { ...small, gres: 'gpu:1' });
    const documents = fc.array(resources, { maxLength: 40 });
    const rule = fc.integer({ min: 2, max: 12 });
    fc.assert(
      fc.property(documents, rule, rule, (asked, smallest, largest) => {
        const tasks = asked.map((one, at) => makeTask(`t${at}`, [], { resources: one }));
        const parts = divide(tasks, smallest, largest);
        expect(parts.flat().sort((a, b) => a - b)).toEqual(tasks.map((_, index) => index));
        for (const part of parts) {
          expect(part.length).toBeLessThanOrEqual(largest);
          expect([...part].sort((a, b) => a - b)).toEqual(part);
          expect(new Set(part.map((index) => asked[index])).size).toBe(1);
        }
      }),
    );
  });
});

test('the kinds of a run, and how many submissions each would be', () => {
  const asked = [small, big, small, small, big];
  const tasks = asked.map((resources, at) => makeTask(`t${at}`, [], { resources }));
  const run = createRun(makeInfo(), tasks);
  expect(kindsOf(run, { smallest: 3, largest: 2 })).toEqual([
    { tasks: [0, 2, 3], submissions: 2 },
    { tasks: [1, 4], submissions: 2 },
  ]);
  expect(kindsOf(run, null).map(({ submissions }) => submissions)).toEqual([3, 2]);
});

describe('arrays on their way', () => {
  const tasks = Array.from({ length: 8 }, (_, at) => makeTask(`t${at}`));
  const sizes = (play: Play) => [...play.run().open.values()].map((open) => open.tasks.length);
  const busy = { is: 'deferred', problem: problem('busy', 'too many jobs') } as const;

  test('each element is a job of its own, with a place of its own', () => {
    const play = new Play(100, { smallest: 2, largest: 5 });
    play.start(tasks);
    expect(sizes(play)).toEqual([5, 3]);
    play.acceptAll();
    expect([...play.run().jobs.keys()]).toEqual(['1_1', '1_2', '1_3', '1_4', '1_5', '2_1', '2_2', '2_3']);
    expect([...play.run().places.keys()]).toEqual([...play.run().jobs.keys()]);
    play.end('1_4', { reason: 'exit', exitCode: 3 });
    expect(play.statuses()).toMatchObject({ t3: 'failed', t4: 'running' });
  });

  test('limits of the run and the backend hold for elements', () => {
    const play = new Play(6, { smallest: 2, largest: 100 });
    play.start(tasks, { maxConcurrent: 4 });
    expect(sizes(play)).toEqual([4]);
  });

  test('after two thousand tasks further arrays wait for the next beat, which is due at once; a small rest goes along', () => {
    const play = new Play(10_000, { smallest: 10, largest: 1000 });
    play.start(Array.from({ length: 5_003 }, (_, at) => makeTask(`t${at}`)));
    expect(sizes(play)).toEqual([1000, 1000]);
    expect(play.dueAt).toBe(play.now);
    play.beat();
    expect(sizes(play)).toEqual([1000, 1000, 1000, 1000]);
    play.beat();
    expect(sizes(play)).toEqual([1000, 1000, 1000, 1000, 1000, 3]);
    expect(play.dueAt).not.toBe(play.now);
    expect(
      [...play.run().open.values()].flatMap(({ tasks: sent }) => sent.map(({ index }) => index)),
    ).toEqual(Array.from({ length: 5_003 }, (_, at) => at));
  });

  test('what the scheduler could not take is tried in halves, one at a time, and goes out whole once it is taken', () => {
    const play = new Play(100, { smallest: 2, largest: 8 });
    play.start(tasks);
    play.beat(play.answer(1, busy));
    play.now += 5_000;
    play.beat();
    expect(sizes(play)).toEqual([4]);
    play.beat(play.answer(2, busy));
    play.now += 10_000;
    play.beat();
    expect(sizes(play)).toEqual([2]);
    play.acceptAll();
    expect(sizes(play)).toEqual([6]);
  });

  test('an array that can never be taken is given up also when it was in doubt', () => {
    const play = new Play(100, { smallest: 2, largest: 8 });
    play.start(tasks);
    play.beat({ is: 'find-answer', run: RUN, submission: 1, jobs: null });
    const answer = { is: 'too-large', problem: problem('busy', 'invalid array') } as const;
    play.beat(play.answer(1, answer));
    expect(sizes(play)).toEqual([]);
    play.now += 5_000;
    play.beat();
    expect(sizes(play)).toEqual([4]);
  });

  test('what the scheduler says of arrays narrows or widens what is thought of them', () => {
    const play = new Play(100, { smallest: 2, largest: 1000 });
    play.beat({ is: 'site-limits', backend: CLUSTER, limits: { largestArray: 3, partitions: {} } });
    play.start(tasks);
    play.beat();
    expect(sizes(play)).toEqual([3, 3, 2]);
    const wide = new Play(10_000, { smallest: 2, largest: 1000 });
    wide.beat({ is: 'site-limits', backend: CLUSTER, limits: { largestArray: 10_000, partitions: {} } });
    wide.start(Array.from({ length: 10_000 }, (_, at) => makeTask(`t${at}`)));
    for (const sent of [[5000], [5000, 5000]]) {
      expect(sizes(wide)).toEqual(sent);
      wide.beat();
    }
    const without = new Play(100, { smallest: 2, largest: 1000 });
    without.beat({ is: 'site-limits', backend: CLUSTER, limits: { largestArray: -1, partitions: {} } });
    without.start(tasks);
    expect(sizes(without)).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  });

  test('failed elements are done once more as an array of their own', () => {
    const play = new Play(100, { smallest: 2, largest: 100 });
    play.start(tasks);
    play.acceptAll();
    const failing = ['1_2', '1_3', '1_8'];
    for (const job of [...play.run().jobs.keys()])
      play.end(job, failing.includes(job) ? { reason: 'exit', exitCode: 1 } : {});
    play.beat({ is: 'rerun-wish', run: RUN, by: 'ada', tasks: [1, 2, 7] });
    expect([...play.run().open.values()].map((open) => open.tasks)).toEqual([
      [1, 2, 7].map((index) => ({ index, attempt: 2 })),
    ]);
  });
});
