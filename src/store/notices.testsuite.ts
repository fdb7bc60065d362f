import { expect, it } from 'vitest';
import { runId } from '../engine/ids.ts';
import type { Notice } from '../engine/notice.ts';
import { problem } from '../engine/problem.ts';
import {
  changes,
  creation,
  event,
  makeCounts,
  makeInfo,
  makeSnapshot,
  makeTasks,
  queuing,
  RUN,
} from './store.testdata.ts';
import type { Store } from './store.ts';

function makeNotice(more: Partial<Notice> = {}): Notice {
  const { id: run, workflow, createdAt, backend } = makeInfo();
  const counts = makeCounts({ failed: 1 });
  const state = { status: 'failed', counts, failure: null } as const;
  return { kind: 'end', run, workflow, backend, at: 3_000, createdAt, ...state, ...more };
}

/** Part of the store's suite, see `store.testsuite.ts`. */
export function noticeSuite(store: () => Store): void {
  const end = () => {
    const ended = event({ kind: 'run-ended', status: 'failed' });
    const runs = [makeSnapshot({ status: 'failed', counts: makeCounts({ failed: 2 }), endedAt: 3_000 })];
    return store().save(changes({ events: [ended], runs }));
  };

  it('are found where something ended, and nowhere else', () => {
    store().save(creation(makeTasks(2)));
    store().save(creation(makeTasks(1), { id: runId('bbbbbbbb') }));
    const after = store().save(queuing(0, 'Priority'));
    expect(store().notices.newsAfter(0)).toEqual([]);
    const refused = event({ kind: 'submission-refused', submission: 1, problem: problem('refused', 'no') });
    const task = store().save(changes({ events: [refused] }));
    expect(store().notices.newsAfter(after)).toEqual([{ run: RUN, at: 2_000, task, end: null }]);
    expect(store().notices.newsAfter(task)).toEqual([]);
    const last = end();
    expect(store().notices.newsAfter(after)).toEqual([{ run: RUN, at: 2_000, task, end: last }]);
  });

  it('are kept once, and how far the log was read with them', () => {
    const { notices } = store();
    expect(notices.readTo()).toBeNull();
    const due = { channel: 'me', sequence: 7, notice: makeNotice() };
    notices.add(7, [due]);
    notices.add(9, [due, { ...due, channel: 'lab' }]);
    expect(notices.readTo()).toBe(9);
    expect(notices.due(2_999)).toEqual([]);
    expect(notices.due(3_000)).toMatchObject([
      { ...due, message: null, tries: 0, dueAt: 3_000, sentAt: null, problem: null },
      { channel: 'lab' },
    ]);
  });

  it('are one message from the first try on, and wait until the next', () => {
    const { notices } = store();
    notices.add(
      8,
      [7, 8].map((sequence) => ({ channel: 'me', sequence, notice: makeNotice() })),
    );
    notices.join(
      notices.due(3_000).map(({ number }) => number),
      'm1',
    );
    notices.settle('m1', { is: 'failed', problem: problem('unreachable', 'gone'), dueAt: 9_000 });
    expect(notices.due(8_000)).toEqual([]);
    expect(notices.nextDueAt()).toBe(9_000);
    expect(notices.due(9_000)).toMatchObject([
      { message: 'm1', tries: 1, problem: { message: 'gone' } },
      { message: 'm1', tries: 1 },
    ]);
    notices.settle('m1', { is: 'sent', at: 9_500 });
    expect(notices.nextDueAt()).toBeNull();
    expect(notices.list('me', 1)).toMatchObject([{ sequence: 8, tries: 2, sentAt: 9_500, problem: null }]);
  });

  it('can be dropped for a reason, which stands in the events of their run', () => {
    store().save(creation(makeTasks(1)));
    const { notices } = store();
    notices.add(7, [{ channel: 'me', sequence: 7, notice: makeNotice() }]);
    const gone = problem('not-found', 'There is no channel me any more');
    notices.drop(notices.due(3_000), gone, 5_000);
    expect(notices.nextDueAt()).toBeNull();
    expect(notices.list('me', 1)).toMatchObject([{ dueAt: null, sentAt: null, tries: 0, problem: gone }]);
    const note = { kind: 'notice-dropped', at: 5_000, body: { channel: 'me', about: 'end', problem: gone } };
    expect(store().eventsAfter(0, 100, RUN).at(-1)).toMatchObject(note);
    const last = store().lastSequence();
    expect(store().touchedTasks(RUN, last - 1)).toEqual({ is: 'some', tasks: [], last });
  });

  it('know of a failure that was told, until the run is run again', () => {
    store().save(creation(makeTasks(1)));
    const { notices } = store();
    const sequence = end();
    notices.add(sequence, [{ channel: 'me', sequence, notice: makeNotice({ kind: 'first_failure' }) }]);
    expect(notices.knowsFailure(RUN, 'me')).toBe(true);
    expect(notices.knowsFailure(RUN, 'lab')).toBe(false);
    store().save(changes({ events: [event({ kind: 'rerun-requested', by: 'ada', tasks: [0] })] }));
    expect(notices.knowsFailure(RUN, 'me')).toBe(false);
  });

  it('go to the channels that were asked for, until the run is deleted', () => {
    store().save(creation(makeTasks(1)));
    const { notices } = store();
    for (const name of ['me', 'lab', 'me']) notices.setChannel(RUN, name, true);
    expect(notices.channelsOf(RUN)).toEqual(['lab', 'me']);
    notices.setChannel(RUN, 'lab', false);
    expect(notices.channelsOf(RUN)).toEqual(['me']);
    end();
    store().deleteRun(RUN, 4_000, 'ada');
    expect(notices.channelsOf(RUN)).toEqual([]);
  });
}
