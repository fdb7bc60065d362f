import { describe, expect, it } from 'vitest';
import { cost, elapsedMs, type Price, taskCost } from './cost.ts';
import { makeTask } from './engine.testdata.ts';
import { ended, HOUR } from './states.testdata.ts';

const C5: Price = { instanceType: 'c5.xlarge', vcpus: 4, perHour: 0.17 };
const prices = new Map([['normal', C5]]);

function asking(cpus: number) {
  const task = makeTask('sim.1');
  return { ...task, resources: { ...task.resources, cpus } };
}

describe('the cost of a task', () => {
  it('is that of the worked example', () => {
    expect(taskCost(prices, asking(2), ended(1.5 * HOUR))).toBe(0.1275);
  });

  it('is there for failed tasks too', () => {
    expect(taskCost(prices, asking(4), ended(HOUR, { reason: 'timeout' }))).toBe(0.17);
  });

  it.each([
    ['a task that has not ended', { is: 'waiting', attempt: 1 } as const],
    ['a start that nobody knows', ended(HOUR, { startedAt: null })],
    ['an end that nobody knows', ended(HOUR, { finishedAt: null })],
  ])('is not known for %s', (_name, state) => {
    expect(taskCost(prices, asking(1), state)).toBeNull();
  });

  it('is not known where the partition has no price', () => {
    expect(taskCost(new Map(), asking(1), ended(HOUR))).toBeNull();
  });

  it('is nothing where the clocks disagree', () => {
    expect(elapsedMs(ended(-HOUR))).toBe(-HOUR);
    expect(taskCost(prices, asking(1), ended(-HOUR))).toBe(0);
  });

  it('takes a machine without CPUs for one with a single CPU', () => {
    expect(cost({ instanceType: 'odd', vcpus: 0, perHour: 2 }, 3, HOUR)).toBe(6);
  });
});
