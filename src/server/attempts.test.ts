import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Happening } from '../engine/event.ts';
import { jobId, taskId } from '../engine/ids.ts';
import { problem } from '../engine/problem.ts';
import type { TaskState } from '../engine/state.ts';
import type { Verdict } from '../engine/verdict.ts';
import { openStore } from '../store/sqlite-store.ts';
import { changes, creation, event, makeTask, RUN } from '../store/store.testdata.ts';
import type { Store } from '../store/store.ts';
import { type Attempt, attemptsOf } from './attempts.ts';

let store: Store;

beforeEach(() => {
  store = openStore(':memory:');
  store.save(creation([makeTask('other'), makeTask('a')]));
});

afterEach(() => store.close());

const KILLED: Verdict = {
  reason: 'signal',
  exitCode: 137,
  signal: 9,
  source: 'record',
  raw: '',
  startedAt: 100,
  finishedAt: 200,
  sentence: 'Scheduler: Killed by a signal',
};
const NO_USAGE = { cpuEfficiency: null, maxRssBytes: null };

function tell(...happenings: readonly Happening[]): void {
  store.save(changes({ events: happenings.map((happening) => event(happening)) }));
}

/** Task `a` goes out, in a submission that carries another task before it. */
function send(attempt: number, submission: number): void {
  const tasks = [
    { index: 0, attempt: 1 },
    { index: 1, attempt },
  ];
  const paths = { script: `# ${attempt}`, outputPath: '/o', errorPath: '/e' };
  store.save(
    changes({
      events: [event({ kind: 'submission-intended', submission, tasks })],
      attempts: [{ run: RUN, index: 1, attempt, submission, ...paths }],
    }),
  );
}

function attempts(state: TaskState = { is: 'waiting', attempt: 9 }): readonly Attempt[] {
  return attemptsOf(store, { run: RUN, index: 1, task: makeTask('a'), state });
}

test('each attempt keeps its own job, start and end, whatever came after it', () => {
  send(1, 1);
  tell(
    { kind: 'submission-accepted', submission: 1, jobs: [jobId('70'), jobId('71')] },
    { kind: 'task-started', task: 1, startedAt: 100, node: 'n1' },
    { kind: 'task-ended', task: 1, verdict: KILLED, usage: NO_USAGE, node: null },
    { kind: 'rerun-requested', by: 'ada', tasks: [1] },
  );
  send(2, 2);
  tell({ kind: 'submission-accepted', submission: 2, jobs: [jobId('80'), jobId('81')] });
  expect(attempts()).toMatchObject([
    { sent: { attempt: 1, script: '# 1' }, job: '71', startedAt: 100, node: 'n1', verdict: KILLED },
    { sent: { attempt: 2 }, job: '81', verdict: null },
  ]);
});

test('an attempt that was made because the one before failed says what it asks for', () => {
  const retried = { count: 1, because: 'out-of-memory', memory: '32G' } as const;
  send(1, 1);
  tell(
    { kind: 'task-ended', task: 1, verdict: KILLED, usage: NO_USAGE, node: null },
    { kind: 'task-retried', task: 1, retried },
  );
  send(2, 2);
  tell(
    { kind: 'task-ended', task: 1, verdict: KILLED, usage: NO_USAGE, node: null },
    { kind: 'rerun-requested', by: 'ada', tasks: [1] },
  );
  send(3, 3);
  expect(attempts().map((attempt) => attempt.retried)).toEqual([null, retried, null]);
});

test('what accounting adds later stands beside the verdict, which stays', () => {
  send(1, 1);
  tell(
    { kind: 'task-ended', task: 1, verdict: KILLED, usage: NO_USAGE, node: 'n1' },
    { kind: 'task-measured', task: 1, usage: NO_USAGE, raw: 'OUT_OF_MEMORY' },
  );
  expect(attempts()).toMatchObject([{ verdict: KILLED, learnedLater: 'OUT_OF_MEMORY' }]);
});

test('an attempt that was refused ends with the words of the scheduler', () => {
  send(1, 1);
  tell({ kind: 'submission-refused', submission: 1, problem: problem('refused', 'invalid partition') });
  expect(attempts()).toMatchObject([
    { job: null, verdict: { reason: 'submission-refused', sentence: 'invalid partition' } },
  ]);
});

test('generated tasks that were refused are the end of an attempt that had succeeded', () => {
  send(1, 1);
  tell(
    { kind: 'task-ended', task: 1, verdict: { ...KILLED, reason: 'completed' }, usage: NO_USAGE, node: null },
    { kind: 'generation-failed', task: 1, problem: problem('bad-document', 'no tasks in it') },
  );
  expect(attempts()).toMatchObject([
    { verdict: { reason: 'bad-generated-tasks', sentence: 'no tasks in it' } },
  ]);
});

test('what was odd in the tasks that an attempt generated stands with it', () => {
  send(1, 1);
  tell({ kind: 'tasks-added', generator: 1, tasks: [], warnings: ["Task key 'cpu' is not known"] });
  tell({ kind: 'tasks-added', generator: 0, tasks: [], warnings: ['of another'] });
  expect(attempts()).toMatchObject([{ warnings: ["Task key 'cpu' is not known"] }]);
});

test('the newest attempt is as its task is, where the log does not tell of it', () => {
  send(1, 1);
  const state: TaskState = {
    is: 'failed',
    attempt: 1,
    verdict: KILLED,
    usage: NO_USAGE,
    node: 'n5',
    placed: { attempt: 1, submission: 1, element: null, job: jobId('71'), submittedAt: 50 },
  };
  expect(attempts(state)).toMatchObject([{ job: '71', node: 'n5', verdict: KILLED }]);
});

test('a task that was never sent has no attempts', () => {
  expect(
    attemptsOf(store, { run: RUN, index: 1, task: makeTask('a'), state: { is: 'waiting', attempt: 1 } }),
  ).toEqual([]);
  expect(store.listTaskEvents(RUN, taskId('a'))).toEqual([]);
});
