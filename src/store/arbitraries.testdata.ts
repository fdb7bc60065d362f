import fc from 'fast-check';
import { jobId, taskId } from '../engine/ids.ts';
import type { TaskState } from '../engine/state.ts';
import type { Hold, SavedSubmission } from '../engine/submission.ts';
import { RETRY_REASONS, type Task } from '../engine/task.ts';
import type { Usage, Verdict } from '../engine/verdict.ts';
import { makeCounts, makeTask, RUN } from './store.testdata.ts';
import type { RunSnapshot } from './store.ts';

/** Any text, also NUL, newlines, quotes and signs beyond 16 bits. */
const text = fc.string({ unit: 'binary', maxLength: 30 });
const count = fc.nat(1000);
const time = fc.nat(Number.MAX_SAFE_INTEGER);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });

const verdict: fc.Arbitrary<Verdict> = fc.record({
  reason: fc.constantFrom('completed', 'exit', 'signal', 'timeout', 'lost'),
  exitCode: maybe(count),
  signal: maybe(count),
  source: fc.constantFrom('record', 'accounting', 'queue', 'silence', 'scripthut'),
  raw: text,
  startedAt: maybe(time),
  finishedAt: maybe(time),
  sentence: text,
});

const usage: fc.Arbitrary<Usage> = fc.record({
  cpuEfficiency: maybe(fc.nat(1000).map((tenths) => tenths / 10)),
  maxRssBytes: maybe(time),
});

const element = fc.option(count);
const placed = { attempt: count, submission: count, element, job: text.map(jobId), submittedAt: time };
const ended = { verdict, usage, node: text };

/** Every state a task can have, with any data in it. */
export const arbitraryState: fc.Arbitrary<TaskState> = fc.oneof(
  fc.record({ is: fc.constant('waiting' as const), attempt: count }),
  fc.record({ is: fc.constant('submitting' as const), attempt: count, submission: count }),
  fc.record({ is: fc.constant('queued' as const), ...placed, reason: text }),
  fc.record({ is: fc.constant('running' as const), ...placed, startedAt: time, node: text }),
  fc.record({
    is: fc.constant('settling' as const),
    ...placed,
    since: time,
    startedAt: maybe(time),
    node: text,
  }),
  fc.record({ is: fc.constant('generating' as const), ...placed, ...ended }),
  fc.record({ is: fc.constant('completed' as const), ...placed, ...ended }),
  fc.record({
    is: fc.constant('failed' as const),
    attempt: count,
    ...ended,
    placed: maybe(fc.record(placed)),
  }),
  fc.record({ is: fc.constant('blocked' as const), attempt: count, because: text.map(taskId), at: time }),
);

/** Tasks with ids of their own and any text in every field that can hold text. */
export const arbitraryTasks: fc.Arbitrary<Task[]> = fc
  .array(
    fc.record({
      name: text,
      command: text,
      workingDir: text,
      dependencies: fc.array(text.map(taskId), { maxLength: 3 }),
      outputFile: maybe(text),
      environment: maybe(text),
      envVars: fc.dictionary(text, text, { maxKeys: 3 }),
      retry: fc.option(
        fc.record({
          max: fc.integer({ min: 1, max: 100 }),
          on: fc.uniqueArray(fc.constantFrom(...RETRY_REASONS), { minLength: 1 }),
          memory: fc.integer({ min: 1, max: 100 }),
          timeLimit: fc.integer({ min: 1, max: 100 }),
        }),
      ),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((tasks) => tasks.map((fields, index) => ({ ...makeTask(`${fields.name}.${index}`), ...fields })));

const hold: fc.Arbitrary<Hold> = fc.record({ until: time, reason: text, times: count });

const open: fc.Arbitrary<SavedSubmission> = fc.record({
  submission: count,
  intendedAt: time,
  lookAt: time,
  missing: count,
});

/** A run that has not ended. */
export const arbitrarySnapshot: fc.Arbitrary<RunSnapshot> = fc.record({
  run: fc.constant(RUN),
  status: fc.constantFrom('pending', 'running'),
  counts: count.map((pending) => makeCounts({ pending })),
  nextSubmission: count,
  cancel: maybe(fc.record({ by: text, at: time })),
  hold: maybe(hold),
  open: fc.array(open, { maxLength: 3 }),
  endedAt: fc.constant(null),
});
