import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Price } from './cost.ts';
import { CostSum } from './cost-sum.ts';
import { makeTask } from './engine.testdata.ts';
import type { TaskState } from './state.ts';
import { ended, HOUR, MINUTE } from './states.testdata.ts';
import type { Resources, Task } from './task.ts';

const C5: Price = { instanceType: 'c5.xlarge', vcpus: 4, perHour: 0.17 };
const prices = new Map([['normal', C5]]);
const WAITING: TaskState = { is: 'waiting', attempt: 1 };

function task(id: string, asked: Partial<Resources> = {}): Task {
  const made = makeTask(id);
  return { ...made, resources: { ...made.resources, ...asked } };
}

function sumOf(entries: readonly (readonly [Task, TaskState])[]): CostSum {
  const sum = new CostSum();
  for (const [each, state] of entries) sum.add(each, state);
  return sum;
}

describe('the cost of a run', () => {
  it('is the sum over the tasks that can be costed, with how many these are', () => {
    const sum = sumOf([
      [task('a', { cpus: 2 }), ended(1.5 * HOUR)],
      [task('b', { cpus: 4 }), ended(HOUR, { reason: 'exit', exitCode: 3 })],
      [task('c', { partition: 'gpu' }), ended(HOUR)],
      [task('d'), ended(HOUR, { reason: 'cancelled', startedAt: null })],
    ]);
    expect(sum.total(prices)).toEqual({ spent: 0.2975, costed: 2, uncosted: 2, forecast: null });
  });

  it('is not told where nothing has a price', () => {
    expect(sumOf([[task('a', { partition: 'gpu' }), ended(HOUR)]]).total(prices)).toBeNull();
    expect(new CostSum().total(prices)).toBeNull();
  });
});

describe('the forecast', () => {
  it('counts with time limits while nothing has ended', () => {
    const sum = sumOf([
      [task('a', { cpus: 4, timeLimit: '2:00:00' }), WAITING],
      [task('b', { cpus: 4, timeLimit: '1:00:00' }), WAITING],
    ]);
    expect(sum.total(prices)?.forecast).toEqual({ total: 0.51, tasks: 2, isUpperBound: true });
  });

  it('counts with what others of the same kind took', () => {
    const sum = sumOf([
      [task('sim.1', { cpus: 4 }), ended(30 * MINUTE)],
      [task('sim.2', { cpus: 4 }), WAITING],
      [task('sim.3', { cpus: 4 }), WAITING],
    ]);
    const { spent = 0, forecast = null } = sum.total(prices) ?? {};
    expect(spent).toBe(0.085);
    expect(forecast?.isUpperBound).toBe(false);
    expect(forecast?.total).toBeCloseTo(3 * 0.085, 2);
  });

  it('does not take the length of a failed task for that of the others', () => {
    const sum = sumOf([
      [task('sim.1', { cpus: 4 }), ended(MINUTE, { reason: 'exit' })],
      [task('sim.2', { cpus: 4, timeLimit: '1:00:00' }), WAITING],
    ]);
    expect(sum.total(prices)?.forecast).toMatchObject({ isUpperBound: true });
  });

  it('does not count what has no price, and says nothing where there is neither length nor limit', () => {
    const priced = [task('a', { cpus: 4, timeLimit: '1:00:00' }), WAITING] as const;
    const foreign = [task('b', { partition: 'gpu' }), WAITING] as const;
    const endless = [task('c', { timeLimit: 'unlimited' }), WAITING] as const;
    expect(sumOf([priced, foreign]).total(prices)?.forecast?.total).toBe(0.17);
    expect(sumOf([priced, endless]).total(prices)?.forecast).toBeNull();
  });
});

const someTask = fc
  .record({
    id: fc.constantFrom('a', 'b', 'sim.1', 'sim.2', 'sum.1'),
    cpus: fc.integer({ min: 1, max: 128 }),
    partition: fc.constantFrom('normal', 'gpu'),
  })
  .map(({ id, ...asked }) => task(id, asked));
const someState: fc.Arbitrary<TaskState> = fc.oneof(
  fc.constant(WAITING),
  fc
    .record({
      elapsed: fc.integer({ min: -1000, max: 30 * 24 * HOUR }),
      reason: fc.constantFrom('completed' as const, 'exit' as const),
    })
    .map(({ elapsed, reason }) => ended(elapsed, { reason })),
);
const entries = fc.array(fc.tuple(someTask, someState), { maxLength: 60 });
/** At such a price the last digit shows. */
const odd = new Map([
  ['normal', { ...C5, perHour: 0.1713 }],
  ['gpu', { ...C5, vcpus: 7 }],
]);

describe('the sum', () => {
  it('is the same after tasks came and went', () => {
    fc.assert(
      fc.property(entries, entries, (stay, go) => {
        const sum = sumOf([...stay, ...go]);
        for (const [each, state] of go) sum.remove(each, state);
        expect(sum.total(odd)).toEqual(sumOf(stay).total(odd));
      }),
    );
  });

  it('is the same whichever way a task came to its state', () => {
    fc.assert(
      fc.property(
        entries,
        someTask,
        fc.array(someState, { minLength: 2, maxLength: 6 }),
        (others, one, path) => {
          const [first = WAITING, ...later] = path;
          const sum = sumOf([...others, [one, first]]);
          let at = first;
          for (const next of later) {
            sum.replace(one, at, next);
            at = next;
          }
          expect(sum.total(odd)).toEqual(sumOf([...others, [one, at]]).total(odd));
        },
      ),
    );
  });
});
