import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeTask } from '../store/store.testdata.ts';
import { TaskComparer } from './compare-tasks.ts';
import { jobId } from './ids.ts';
import { diffLines } from './line-diff.ts';
import type { TaskState } from './state.ts';
import type { Verdict } from './verdict.ts';

const MINUTE = 60_000;

const PRICES = new Map([['normal', { instanceType: 'c5.xlarge', vcpus: 4, perHour: 0.4 }]]);

function ended(
  minutes: number,
  gigabytes: number | null = null,
  is: 'completed' | 'failed' = 'completed',
): TaskState {
  const verdict: Verdict = {
    ...({
      reason: is === 'completed' ? 'completed' : 'exit',
      exitCode: 0,
      signal: null,
      source: 'record',
    } as const),
    ...{ raw: '', sentence: '', startedAt: 0, finishedAt: minutes * MINUTE },
  };
  const usage = { cpuEfficiency: null, maxRssBytes: gigabytes === null ? null : gigabytes * 1024 ** 3 };
  const placed = { attempt: 1, submission: 1, element: null, job: jobId('1'), submittedAt: 0 };
  const shared = { verdict, usage, node: 'n1', attempt: 1 };
  return is === 'completed' ? { is, ...shared, ...placed } : { is, ...shared, placed };
}

describe('two runs', () => {
  it('are told by what differs: tasks, states, definitions', () => {
    const comparer = new TaskComparer(PRICES);
    for (const id of ['same', 'broke', 'gone', 'changed']) comparer.addA(makeTask(id), ended(5));
    comparer.addB(makeTask('same'), ended(5));
    comparer.addB(makeTask('broke'), ended(1, null, 'failed'));
    comparer.addB({ ...makeTask('changed'), command: 'false' }, ended(5));
    comparer.addB(makeTask('new'), ended(5));
    expect(comparer.result()).toMatchObject({
      both: 3,
      onlyA: { count: 1, first: ['gone'] },
      onlyB: { count: 1, first: ['new'] },
      statuses: { count: 1, first: [{ task: 'broke', a: 'completed', b: 'failed' }] },
      asked: { count: 1, first: ['changed'] },
    });
  });

  it('of which one is slower as a whole show what is slower still', () => {
    const comparer = new TaskComparer(PRICES);
    for (let index = 0; index < 100; index += 1) {
      comparer.addA(makeTask(`t${index}`), ended(10 + (index % 3), 4));
      const factor = index === 7 ? 10 : index === 8 ? 0.2 : 2;
      comparer.addB(makeTask(`t${index}`), ended((10 + (index % 3)) * factor, index === 9 ? 16 : 4));
    }
    const { elapsed, memory } = comparer.result();
    expect(elapsed?.typical).toBeCloseTo(2);
    expect(elapsed?.outliers.map(({ task }) => task)).toEqual(['t8', 't7']);
    expect(memory?.typical).toBeCloseTo(1);
    expect(memory?.outliers).toMatchObject([{ task: 't9' }]);
  });

  it('show what costs quite otherwise, by what tasks asked for and how long they took', () => {
    const comparer = new TaskComparer(PRICES);
    const asking = (id: string, cpus: number, partition = 'normal') => {
      const task = makeTask(id);
      return { ...task, resources: { ...task.resources, cpus, partition } };
    };
    for (let index = 0; index < 20; index += 1) {
      comparer.addA(asking(`t${index}`, 1), ended(60));
      comparer.addB(asking(`t${index}`, index === 4 ? 16 : 1), ended(60));
    }
    comparer.addA(asking('unpriced', 1, 'gpu'), ended(60));
    comparer.addB(asking('unpriced', 64, 'gpu'), ended(60));
    const { elapsed, cost } = comparer.result();
    expect(elapsed?.outliers).toEqual([]);
    expect(cost?.tasks).toBe(20);
    expect(cost?.outliers).toEqual([{ task: 't4', a: 0.1, b: 1.6 }]);
    expect(cost?.a).toBeCloseTo(2);
  });

  it('say nothing of costs where nothing has a price', () => {
    const comparer = new TaskComparer(new Map());
    comparer.addA(makeTask('a'), ended(60));
    comparer.addB(makeTask('a'), ended(60));
    expect(comparer.result().cost).toBe(null);
  });

  it('of seconds only have no outliers: that is noise', () => {
    const comparer = new TaskComparer(PRICES);
    for (let index = 0; index < 9; index += 1) {
      comparer.addA(makeTask(`t${index}`), ended(0.01));
      comparer.addB(makeTask(`t${index}`), ended(index === 0 ? 0.1 : 0.01));
    }
    expect(comparer.result().elapsed?.outliers).toEqual([]);
  });

  it('of a hundred thousand tasks each are compared in a moment, and the lists end', () => {
    const comparer = new TaskComparer(PRICES);
    const before = performance.now();
    for (let index = 0; index < 100_000; index += 1) comparer.addA(makeTask(`t${index}`), ended(5, 1));
    for (let index = 0; index < 100_000; index += 1)
      comparer.addB(makeTask(`t${index}`), ended(5, 1, 'failed'));
    const { both, statuses } = comparer.result();
    expect([both, statuses.count, statuses.first.length]).toEqual([100_000, 100_000, 100]);
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});

describe('the difference of two texts', () => {
  it('is shown as the lines that went and those that came', () => {
    expect(diffLines(['a', 'b', 'c', 'd'], ['a', 'c', 'x', 'd'])).toEqual([
      { of: 'both', text: 'a' },
      { of: 'a', text: 'b' },
      { of: 'both', text: 'c' },
      { of: 'b', text: 'x' },
      { of: 'both', text: 'd' },
    ]);
  });

  it('leads from the one to the other, and none of it is told twice', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 });
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        const diff = diffLines(a, b);
        expect(diff.filter(({ of }) => of !== 'b').map(({ text }) => text)).toEqual(a);
        expect(diff.filter(({ of }) => of !== 'a').map(({ text }) => text)).toEqual(b);
      }),
    );
  });

  it('of very long texts stays bounded', () => {
    const long = (word: string) => Array.from({ length: 20_000 }, (_, index) => `${word} ${index}`);
    const diff = diffLines(['first', ...long('a'), 'last'], ['first', ...long('b'), 'last']);
    expect(diff).toHaveLength(40_002);
    expect([diff[0]?.of, diff.at(-1)?.of]).toEqual(['both', 'both']);
  });
});
