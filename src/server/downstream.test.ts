import { expect, test } from 'vitest';
import { runId, taskId } from '../engine/ids.ts';
import type { TaskState } from '../engine/state.ts';
import { makeTask } from '../store/store.testdata.ts';
import type { TaskRow } from '../store/store.ts';
import { downstreamOf } from './downstream.ts';

const COMPLETED = { is: 'completed' } as TaskState;
const FAILED = { is: 'failed' } as TaskState;

/** `a`, then `b` and `c`, then `d`; `e` stands alone. */
function diamond(states: Readonly<Record<string, TaskState>> = {}): readonly TaskRow[] {
  const needs: Readonly<Record<string, readonly string[]>> = {
    a: [],
    b: ['a'],
    c: ['a'],
    d: ['b', 'c', 'c'],
    e: [],
  };
  return Object.entries(needs).map(([id, dependencies], index) => ({
    run: runId('a1b2c3d4'),
    index,
    task: { ...makeTask(id), dependencies: dependencies.map(taskId) },
    state: states[id] ?? COMPLETED,
  }));
}

test.each([
  ['a', 4],
  ['b', 2],
  ['d', 1],
  ['e', 1],
])('doing %s once more does %i tasks', (id, count) => {
  expect(downstreamOf(diamond(), taskId(id))).toEqual({ count, missing: null });
});

test('what waits for another failure is named', () => {
  expect(downstreamOf(diamond({ c: FAILED }), taskId('b'))).toEqual({ count: 2, missing: 'c' });
  expect(downstreamOf(diamond({ c: FAILED }), taskId('a'))).toEqual({ count: 4, missing: null });
});
