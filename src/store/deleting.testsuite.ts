import { expect, it } from 'vitest';
import { runId, taskId } from '../engine/ids.ts';
import {
  changes,
  creation,
  event,
  makeCounts,
  makeSnapshot,
  makeTasks,
  queuing,
  RUN,
  WAITING,
} from './store.testdata.ts';
import type { Store } from './store.ts';

const OTHER = runId('bbbbbbbb');

/** Part of the store's suite, see `store.testsuite.ts`. */
export function deletingSuite(store: () => Store): void {
  const end = () =>
    store().save(
      changes({
        events: [event({ kind: 'run-ended', status: 'failed' })],
        runs: [makeSnapshot({ status: 'failed', counts: makeCounts({ failed: 2 }), endedAt: 3000 })],
      }),
    );
  const intend = () =>
    store().save(
      changes({
        events: [event({ kind: 'submission-intended', submission: 1, tasks: [{ index: 0, attempt: 1 }] })],
        attempts: [
          {
            run: RUN,
            index: 0,
            attempt: 1,
            submission: 1,
            script: '#',
            outputPath: '/o',
            errorPath: '/e',
          },
        ],
      }),
    );

  it('takes its tasks, states and attempts along, and nothing of another run', () => {
    store().save(creation(makeTasks(2), { id: OTHER }));
    store().save(creation(makeTasks(2)));
    intend();
    end();
    expect(store().deleteRun(RUN, 4000, 'ada')).toBe(true);
    expect(store().readRun(RUN)).toBeNull();
    expect(store().loadRun(RUN)).toBeNull();
    expect(store().listTasks(RUN)).toEqual([]);
    expect(store().readTask(RUN, taskId('task-0'))).toBeNull();
    expect(store().listAttempts(RUN, taskId('task-0'))).toEqual([]);
    expect(store().listRuns({ limit: 10 })).toMatchObject([{ info: { id: OTHER } }]);
    expect(store().loadRun(OTHER)?.states).toEqual([WAITING, WAITING]);
  });

  it('leaves its events, and says behind them who deleted it and when', () => {
    store().save(creation(makeTasks(2)));
    end();
    store().deleteRun(RUN, 4000, 'ada');
    expect(store().eventsAfter(0, 10, RUN)).toMatchObject([
      { sequence: 1, kind: 'run-created' },
      { sequence: 2, kind: 'run-ended' },
      { sequence: 3, kind: 'run-deleted', at: 4000, body: { by: 'ada' } },
    ]);
    expect(store().lastSequence()).toBe(3);
  });

  it('is refused while it goes on, and does nothing the second time', () => {
    store().save(creation(makeTasks(2)));
    expect(store().deleteRun(RUN, 4000, 'ada')).toBe(false);
    expect(store().loadRun(RUN)?.states).toEqual([WAITING, WAITING]);
    end();
    expect(store().deleteRun(RUN, 4000, 'ada')).toBe(true);
    expect(store().deleteRun(RUN, 5000, 'ada')).toBe(false);
    expect(store().lastSequence()).toBe(3);
  });

  it('lets nothing more be saved of it', () => {
    store().save(creation(makeTasks(2)));
    end();
    store().deleteRun(RUN, 4000, 'ada');
    expect(() => store().save(queuing(0, 'Priority'))).toThrow('FOREIGN KEY');
    expect(() => end()).toThrow(RUN);
  });
}
