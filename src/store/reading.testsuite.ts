import { expect, it } from 'vitest';
import { type RunId, runId, taskId } from '../engine/ids.ts';
import {
  changes,
  creation,
  event,
  makeCounts,
  makeInfo,
  makeSnapshot,
  makeTask,
  makeTasks,
  PLACED,
  packedTexts,
  queuing,
  RUN,
  WAITING,
} from './store.testdata.ts';
import type { RunQuery, Store } from './store.ts';

/** Parts of the store's suite, see `store.testsuite.ts`. */
export function runSuite(store: () => Store): void {
  const ids = (query: Parameters<Store['listRuns']>[0]) =>
    store()
      .listRuns(query)
      .map(({ info }) => info.id);
  const save = () => {
    // Two of the same moment, and one that was created before the others but saved after them.
    for (const [id, createdAt, workflow] of [
      ['11111111', 5, 'a'],
      ['22222222', 5, 'b'],
      ['33333333', 4, 'a'],
    ] as const) {
      store().save(creation([makeTask('a')], { id: runId(id), createdAt, workflow }));
    }
  };

  it('are listed newest first, page by page', () => {
    save();
    expect(ids({ limit: 10 })).toEqual(['22222222', '11111111', '33333333']);
    expect(ids({ limit: 2 })).toEqual(['22222222', '11111111']);
    expect(ids({ limit: 2, before: runId('11111111') })).toEqual(['33333333']);
    expect(ids({ limit: 2, before: runId('ffffffff') })).toEqual([]);
  });

  it('are filtered by workflow and status', () => {
    save();
    store().save(changes({ runs: [makeSnapshot({ run: runId('33333333'), status: 'failed', endedAt: 7 })] }));
    expect(ids({ limit: 10, workflow: 'a' })).toEqual(['11111111', '33333333']);
    expect(ids({ limit: 10, workflow: 'a', status: 'failed' })).toEqual(['33333333']);
    expect(ids({ limit: 10, status: 'failed', before: runId('11111111') })).toEqual(['33333333']);
  });

  it('are found by where they came from, when, and any text of them', () => {
    save();
    const git = { repository: 'r', branch: 'New-Ideas', commit: '3f2a91c' };
    const source = { kind: 'source', name: 'lab', file: 'grid.json' } as const;
    const info = {
      id: runId('44444444'),
      createdAt: 9,
      workflow: 'lab/grid',
      title: '100 % <b>',
      source,
      git,
    };
    store().save(creation([makeTask('a')], { ...info, by: 'ada' }));
    for (const query of [
      { source: 'lab' },
      { by: 'ada' },
      { from: 6 },
      { text: 'new-IDEAS' },
      { text: '% <' },
      { text: '3f2a' },
      { text: 'lab/grid' },
    ])
      expect(ids({ limit: 10, ...query }), JSON.stringify(query)).toEqual(['44444444']);
    expect(ids({ limit: 10, until: 5 })).toEqual(['33333333']);
    expect(ids({ limit: 10, backend: 'nowhere' })).toEqual([]);
    expect(ids({ limit: 10, backend: makeInfo().backend, text: '2222' })).toEqual(['22222222']);
  });

  it('carry labels, from their start or put on later, and are found by them', () => {
    store().save(creation([makeTask('a')], { labels: ['paper', 'baseline'] }));
    expect(store().readRun(RUN)?.labels).toEqual(['baseline', 'paper']);
    expect(ids({ limit: 10, label: 'paper' })).toEqual([RUN]);
    expect(ids({ limit: 10, label: 'pap' })).toEqual([]);
    const before = store().lastSequence();
    expect(store().labelRun(RUN, ['x'], 7, 'ada')).toBe(true);
    expect(store().labelRun(runId('ffffffff'), ['x'], 7, 'ada')).toBe(false);
    expect(store().readRun(RUN)?.labels).toEqual(['x']);
    expect(ids({ limit: 10, label: 'paper' })).toEqual([]);
    const [noted, ...more] = store().eventsAfter(before, 10);
    expect(noted).toMatchObject({ kind: 'run-labelled', at: 7, body: { by: 'ada', labels: ['x'] } });
    expect(more).toEqual([]);
  });

  it('are told by the events that are about them, and whether a query wants one of them', () => {
    const [a, b] = [runId('aaaa0000'), runId('bbbb0000')];
    store().save(creation([makeTask('x')], { id: a, workflow: 'grid' }));
    const after = store().lastSequence();
    store().save(creation([makeTask('x')], { id: b, workflow: 'other', createdAt: 9 }));
    store().labelRun(b, ['paper'], 7, 'ada');
    expect(store().runsTouchedAfter(after)).toEqual([b]);
    expect(store().runsTouchedAfter(0)).toEqual([a, b]);
    expect(store().runsTouchedAfter(after + 2)).toEqual([]);
    const isListed = (query: Partial<RunQuery>, runs: readonly RunId[]) =>
      store().isAnyListed({ limit: 1, ...query }, runs);
    expect(isListed({ label: 'paper' }, [a, b])).toBe(true);
    expect(isListed({ label: 'paper' }, [a])).toBe(false);
    expect(isListed({ text: 'GRID', until: 1001 }, [b, a])).toBe(true);
    expect(isListed({ before: a }, [b])).toBe(true);
    expect(isListed({}, [])).toBe(false);
  });

  it('that failed after a time are told, the last one first, and what each day started', () => {
    const day = 86_400_000;
    for (const [id, createdAt, endedAt, status] of [
      ['11111111', day, day + 5, 'failed'],
      ['22222222', day + 1, 2 * day, 'completed'],
      ['33333333', 3 * day - 1, 3 * day + 9, 'failed'],
      ['44444444', 3 * day, 3 * day + 7, 'failed'],
    ] as const) {
      store().save(creation(makeTasks(2), { id: runId(id), createdAt }));
      store().save(changes({ runs: [makeSnapshot({ run: runId(id), status, endedAt })] }));
    }
    const failed = store().listFailedRuns({ after: day + 5, limit: 9 });
    expect(failed.map(({ info }) => info.id)).toEqual(['33333333', '44444444']);
    expect(store().listFailedRuns({ after: 0, limit: 1 })).toHaveLength(1);
    expect(store().activity(2)).toEqual([
      { day: 2, runs: 1, tasks: 2, failed: 1 },
      { day: 3, runs: 1, tasks: 2, failed: 1 },
    ]);
    expect(store().activity(0)[0]).toEqual({ day: 1, runs: 2, tasks: 4, failed: 1 });
  });

  it('show the state saved last', () => {
    store().save(creation(makeTasks(2)));
    const cancel = { by: 'ada', at: 6 };
    const counts = makeCounts({ failed: 2 });
    store().save(changes({ runs: [makeSnapshot({ status: 'cancelled', cancel, counts, endedAt: 7 })] }));
    const row = {
      info: makeInfo(),
      status: 'cancelled',
      counts,
      taskCount: 2,
      cancel,
      endedAt: 7,
      labels: [],
    };
    expect(store().readRun(RUN)).toEqual(row);
    expect(store().listRuns({ limit: 1 })).toEqual([row]);
    expect(store().readRun(runId('ffffffff'))).toBeNull();
  });
}

export function taskSuite(store: () => Store): void {
  it('are found by id', () => {
    store().save(creation(makeTasks(2)));
    expect(store().readTask(RUN, taskId('task-1'))).toEqual({
      run: RUN,
      index: 1,
      task: makeTask('task-1'),
      state: WAITING,
    });
    expect(store().readTask(RUN, taskId('task-2'))).toBeNull();
    expect(store().readTask(runId('ffffffff'), taskId('task-1'))).toBeNull();
  });

  it('are filtered by the status that people see', () => {
    store().save(creation(makeTasks(4)));
    store().save(queuing(2, 'Priority'));
    store().save(
      changes({ tasks: [{ run: RUN, index: 1, state: { is: 'submitting', attempt: 1, submission: 1 } }] }),
    );
    const indices = (query: Parameters<Store['listTasks']>[1]) =>
      store()
        .listTasks(RUN, query)
        .map(({ index }) => index);
    expect(indices({ status: 'pending' })).toEqual([0, 1, 3]);
    expect(indices({ status: 'pending', after: 0, limit: 1 })).toEqual([1]);
    expect(indices({ status: 'submitted' })).toEqual([2]);
    expect(indices({ status: 'failed' })).toEqual([]);
  });

  it('tell what they need, some at a time', () => {
    const needy = { ...makeTask('end'), dependencies: [taskId('task-1'), taskId('a "b"')] };
    store().save(creation([...makeTasks(2), needy]));
    expect(store().readNeeds(RUN, 0, 100)).toEqual([[], [], ['task-1', 'a "b"']]);
    expect(store().readNeeds(RUN, 2, 1)).toEqual([['task-1', 'a "b"']]);
    expect(store().readNeeds(RUN, 3, 1)).toEqual([]);
    expect(store().readNeeds(runId('ffffffff'), 0, 1)).toEqual([]);
  });

  it('are listed page by page, all 100,000 of them', { timeout: 60_000 }, () => {
    const count = 100_000;
    store().save(creation(makeTasks(count)));
    store().save(queuing(count - 1, 'Priority'));
    let listed = 0;
    for (let page = store().listTasks(RUN, { limit: 7000 }); page.length > 0; ) {
      page.forEach(({ index, task }, offset) => {
        if (index !== listed + offset || task.id !== `task-${index}`)
          expect.fail(`task ${index} stands out of order`);
      });
      listed += page.length;
      page = store().listTasks(RUN, { after: listed - 1, limit: 7000 });
    }
    expect(listed).toBe(count);
    expect(
      store()
        .listTasks(RUN, { status: 'submitted' })
        .map(({ index }) => index),
    ).toEqual([count - 1]);
  });
}

export function attemptSuite(store: () => Store): void {
  const intend = (submission: number, attempt: number, at: number) =>
    store().save(
      changes({
        events: [event({ kind: 'submission-intended', submission, tasks: [{ index: 0, attempt }] }, RUN, at)],
        attempts: [
          {
            run: RUN,
            index: 0,
            attempt,
            submission,
            script: `# ${submission}\n`,
            outputPath: '/o',
            errorPath: '/e',
          },
        ],
      }),
    );

  it('are listed oldest first, each with its script and the time of its intention', () => {
    store().save(creation([makeTask('a')]));
    intend(1, 1, 50);
    intend(2, 2, 60);
    const common = { run: RUN, index: 0, outputPath: '/o', errorPath: '/e' };
    expect(store().listAttempts(RUN, taskId('a'))).toEqual([
      { ...common, attempt: 1, submission: 1, script: '# 1\n', intendedAt: 50 },
      { ...common, attempt: 2, submission: 2, script: '# 2\n', intendedAt: 60 },
    ]);
    expect(store().listAttempts(RUN, taskId('b'))).toEqual([]);
  });

  it('of one array keep what their scripts have in common once, and come back whole', () => {
    store().save(creation([makeTask('a'), makeTask('b')]));
    const tasks = [0, 1].map((index) => ({ index, attempt: 1 }));
    const own = packedTexts([...['a', ' a', 'a', 'a'], ...['of b', '', 'b', 'b']]);
    const paths = { outputPath: ['/', '.out'], errorPath: ['/', '.err'] };
    const shared = { script: ['head ', '\nin common\nbody', '\n'], ...paths };
    store().save(
      changes({
        events: [event({ kind: 'submission-intended', submission: 1, tasks })],
        arrays: [{ run: RUN, submission: 1, tasks, scripts: { shared, own } }],
      }),
    );
    const sent = ['a', 'b'].map((id) => store().listAttempts(RUN, taskId(id))[0]);
    expect(sent).toMatchObject([
      { script: 'head a\nin common\nbody a\n', outputPath: '/a.out', errorPath: '/a.err' },
      { script: 'head of b\nin common\nbody\n', outputPath: '/b.out', errorPath: '/b.err' },
    ]);
  });

  it('go out again under their number after a submission was put off', () => {
    store().save(creation([makeTask('a')]));
    intend(1, PLACED.attempt, 50);
    intend(2, PLACED.attempt, 60);
    expect(store().listAttempts(RUN, taskId('a'))).toMatchObject([
      { attempt: 1, submission: 2, intendedAt: 60 },
    ]);
  });

  it('are told of by the events that name their task, and by those of their submissions', () => {
    store().save(creation([makeTask('a'), makeTask('b')]));
    intend(1, 1, 50);
    const tell = (happening: Parameters<typeof event>[0]) =>
      store().save(changes({ events: [event(happening)] }));
    tell({ kind: 'submission-accepted', submission: 1, jobs: [PLACED.job] });
    tell({ kind: 'submission-accepted', submission: 2, jobs: [PLACED.job] });
    tell({ kind: 'task-settling', task: 0 });
    tell({ kind: 'task-settling', task: 1 });
    tell({ kind: 'rerun-requested', by: 'ada', tasks: [0] });
    tell({ kind: 'rerun-requested', by: 'ada', tasks: [1] });
    expect(
      store()
        .listTaskEvents(RUN, taskId('a'))
        .map(({ kind, body }) => [kind, body.submission ?? body.task ?? body.tasks]),
    ).toEqual([
      ['submission-intended', 1],
      ['submission-accepted', 1],
      ['task-settling', 0],
      ['rerun-requested', [0]],
    ]);
    expect(store().listTaskEvents(RUN, taskId('zz'))).toEqual([]);
  });
}
