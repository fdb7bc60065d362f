import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runId, taskId } from '../engine/ids.ts';
import type { TaskState } from '../engine/state.ts';
import { arbitrarySnapshot, arbitraryState, arbitraryTasks } from './arbitraries.testdata.ts';
import { deletingSuite } from './deleting.testsuite.ts';
import { noticeSuite } from './notices.testsuite.ts';
import { attemptSuite, runSuite, taskSuite } from './reading.testsuite.ts';
import {
  changes,
  creation,
  event,
  makeInfo,
  makeSnapshot,
  makeTask,
  makeTasks,
  queuing,
  RUN,
  WAITING,
} from './store.testdata.ts';
import type { Store } from './store.ts';

/** What every store must do, whatever it writes to. `open` gives an empty one. */
export function storeSuite(name: string, open: () => Store): void {
  describe(name, () => {
    let store: Store;
    beforeEach(() => {
      store = open();
    });
    afterEach(() => {
      store.close();
    });

    describe('going on after a restart', () => restartSuite(open));
    describe('one beat', () => beatSuite(() => store));
    describe('events', () => eventSuite(() => store));
    describe('runs', () => runSuite(() => store));
    describe('tasks', () => taskSuite(() => store));
    describe('attempts', () => attemptSuite(() => store));
    describe('deleting a run', () => deletingSuite(() => store));
    describe('notices', () => noticeSuite(() => store));
  });
}

function restartSuite(open: () => Store): void {
  it('gives back every run, task and state as it was saved last', () => {
    fc.assert(
      fc.property(
        arbitraryTasks,
        arbitrarySnapshot,
        fc.array(fc.tuple(fc.nat(), arbitraryState), { maxLength: 10 }),
        (tasks, snapshot, steps) => {
          const store = open();
          const states: TaskState[] = tasks.map(() => WAITING);
          store.save(creation(tasks));
          for (const [number, state] of steps) {
            const index = number % tasks.length;
            states[index] = state;
            store.save(changes({ runs: [snapshot], tasks: [{ run: RUN, index, state }] }));
          }
          const last = steps.length === 0 ? makeSnapshot() : snapshot;
          const whole = { info: makeInfo(), snapshot: last, tasks, states };
          expect(store.loadUnfinished()).toEqual([whole]);
          expect(store.loadRun(RUN)).toEqual(whole);
          store.close();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('leaves out the runs that have ended, and gives the others oldest first', () => {
    const store = open();
    for (const [id, createdAt, endedAt] of [
      ['bbbbbbbb', 3, null],
      ['cccccccc', 2, 9],
      ['dddddddd', 1, null],
    ] as const) {
      store.save(creation([makeTask('a')], { id: runId(id), createdAt }, { endedAt }));
    }
    expect(store.loadUnfinished().map(({ info }) => info.id)).toEqual(['dddddddd', 'bbbbbbbb']);
    expect(store.loadRun(runId('cccccccc'))).toMatchObject({ snapshot: { endedAt: 9 }, states: [WAITING] });
    expect(store.loadRun(runId('ffffffff'))).toBeNull();
    store.close();
  });
}

function beatSuite(store: () => Store): void {
  it('leaves nothing behind when it cannot be saved whole', () => {
    store().save(creation([makeTask('a')]));
    const unsavable = event({ kind: 'task-queued', task: 0, reason: 1n as unknown as string });
    expect(() =>
      store().save({ ...queuing(0, 'Priority'), events: [...queuing(0, 'x').events, unsavable] }),
    ).toThrow();
    expect(store().lastSequence()).toBe(1);
    expect(store().readTask(RUN, taskId('a'))?.state).toEqual(WAITING);
    expect(store().save(queuing(0, 'Priority'))).toBe(2);
  });

  it('is refused when a new task comes without a state', () => {
    const { events, runs } = creation(makeTasks(2));
    expect(() =>
      store().save(changes({ events, runs, tasks: [{ run: RUN, index: 0, state: WAITING }] })),
    ).toThrow('saved with their states');
    expect(store().readRun(RUN)).toBeNull();
  });

  it('is refused for a run or a task that does not exist', () => {
    expect(() => store().save(changes({ runs: [makeSnapshot()] }))).toThrow(RUN);
    expect(() => store().save(queuing(0, 'Priority'))).toThrow('FOREIGN KEY');
  });

  it('may be empty', () => {
    expect(store().save(changes({}))).toBe(0);
  });
}

function eventSuite(store: () => Store): void {
  const save = (count: number) => {
    store().save(creation([makeTask('a')]));
    for (let number = 2; number <= count; number += 1) store().save(queuing(0, `reason ${number}`));
  };

  it('are numbered from 1, and each save gives the number of its last', () => {
    expect(store().lastSequence()).toBe(0);
    expect(store().save(creation([makeTask('a')]))).toBe(1);
    const { events } = queuing(0, 'Priority');
    expect(store().save(changes({ events: [...events, ...events] }))).toBe(3);
    expect(store().lastSequence()).toBe(3);
  });

  it('are read page by page, each once and in order', () => {
    save(25);
    const seen: number[] = [];
    for (
      let page = store().eventsAfter(0, 10);
      page.length > 0;
      page = store().eventsAfter(seen.at(-1) ?? 0, 10)
    ) {
      seen.push(...page.map(({ sequence }) => sequence));
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
  });

  it('can be read of one run alone', () => {
    save(3);
    store().save(creation([makeTask('a')], { id: runId('bbbbbbbb') }));
    expect(
      store()
        .eventsAfter(1, 10, RUN)
        .map(({ sequence }) => sequence),
    ).toEqual([2, 3]);
    expect(
      store()
        .eventsAfter(0, 10, runId('bbbbbbbb'))
        .map(({ sequence }) => sequence),
    ).toEqual([4]);
  });

  it('keep what they said, and of their tasks only which they are', () => {
    store().save(creation(makeTasks(3)));
    const added = event({ kind: 'tasks-added', generator: 0, tasks: [makeTask('x'), makeTask('y')] });
    const tasks = [3, 4].map((index) => ({ run: RUN, index, state: WAITING }));
    store().save(changes({ events: [added], tasks }));
    store().save(queuing(1, 'Priority'));
    expect(store().eventsAfter(0, 10)).toEqual([
      {
        sequence: 1,
        run: RUN,
        at: 1000,
        kind: 'run-created',
        body: { info: makeInfo(), tasks: { first: 0, count: 3 } },
      },
      {
        sequence: 2,
        run: RUN,
        at: 2000,
        kind: 'tasks-added',
        body: { generator: 0, tasks: { first: 3, count: 2 } },
      },
      { sequence: 3, run: RUN, at: 2000, kind: 'task-queued', body: { task: 1, reason: 'Priority' } },
    ]);
    expect(
      store()
        .listTasks(RUN)
        .map(({ task }) => task.id),
    ).toEqual(['task-0', 'task-1', 'task-2', 'x', 'y']);
    expect(store().readRun(RUN)?.taskCount).toBe(5);
  });
}
