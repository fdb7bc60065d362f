import { expect, test } from 'vitest';
import { exitedState, failedState, runningState } from '../../test/fakes/pretended-world.ts';
import type { TaskState } from '../engine/state.ts';
import { makeTask, RUN } from '../store/store.testdata.ts';
import { failureFacts } from './failure-facts.ts';

const facts = (state: TaskState) => failureFacts({ run: RUN, index: 0, task: makeTask('a'), state });

test('a failure says where, when, and what the limit was if that is the reason', () => {
  expect(facts(failedState('out-of-memory', '', '1'))).toMatch(/^on n113 after 14 min; asked for 1G/);
  expect(facts(failedState('timeout', '', '1'))).toMatch(
    /^on n113 after 14 min; its time limit was 1:00:00$/,
  );
  expect(facts(exitedState(3, '1'))).toMatch(/^on n\d+ after [^;]+$/);
});

test('what was ended by somebody, and what has not failed, needs no such words', () => {
  expect(facts(failedState('cancelled', '', '1'))).toBe('');
  expect(facts(runningState('1'))).toBe('');
});
