import { describe, expect, test } from 'vitest';
import { makeGraph, makeTask, Play, RUN, sighting } from './engine.testdata.ts';
import { taskId } from './ids.ts';
import { chooseRerun, type RerunChoice } from './rerun.ts';
import { restoreRun } from './restore.ts';

//   a ── b ── d        b fails: d is blocked, c goes on
//    └── c
function ended(): Play {
  const play = new Play();
  play.start(makeGraph({ a: [], b: ['a'], c: ['a'], d: ['b'] }));
  play.acceptAll();
  play.end('1');
  play.acceptAll();
  play.end('2', { reason: 'exit', exitCode: 1 });
  play.end('3');
  expect(play.kinds().at(-1)).toBe('run-ended');
  return play;
}

function again(play: Play, choice: RerunChoice) {
  const chosen = chooseRerun(play.run(), choice);
  if (!chosen.ok) return chosen.problem;
  play.beat({ is: 'rerun-wish', run: RUN, by: 'ada', tasks: chosen.value });
  return play.statuses();
}

describe('doing a run once more', () => {
  test('only what failed: the rest keeps its success, and the new attempt has a number of its own', () => {
    const play = ended();
    expect(again(play, { is: 'failed' })).toEqual({
      a: 'completed',
      b: 'pending',
      c: 'completed',
      d: 'pending',
    });
    expect([...play.run().open.values()]).toMatchObject([
      { submission: 4, tasks: [{ index: 1, attempt: 2 }] },
    ]);
    play.acceptAll();
    play.end('4');
    play.acceptAll();
    play.end('5');
    expect(play.events.at(-1)).toMatchObject({ kind: 'run-ended', status: 'completed' });
    expect(play.run().states[3]).toMatchObject({ is: 'completed', attempt: 1 });
  });

  test('the whole run', () => {
    const play = ended();
    expect(again(play, { is: 'all' })).toEqual({ a: 'pending', b: 'pending', c: 'pending', d: 'pending' });
    expect([...play.run().open.values()]).toMatchObject([{ tasks: [{ index: 0, attempt: 2 }] }]);
  });

  test('from a task downwards', () => {
    const play = ended();
    expect(again(play, { is: 'from', task: taskId('b') })).toMatchObject({
      a: 'completed',
      c: 'completed',
      b: 'pending',
      d: 'pending',
    });
  });

  test('from a task that waits for one that failed is refused, with what to do instead', () => {
    expect(again(ended(), { is: 'from', task: taskId('d') })).toMatchObject({
      code: 'conflict',
      message: "Task 'd' waits for 'b', which has not completed",
    });
  });

  test('is refused while it goes on, and where nothing failed', () => {
    const play = new Play();
    play.start(makeGraph({ a: [] }));
    expect(again(play, { is: 'all' })).toMatchObject({
      code: 'conflict',
      message: 'Run aaaaaaaa has not ended',
    });
    play.acceptAll();
    play.end('1');
    expect(again(play, { is: 'failed' })).toMatchObject({ code: 'conflict' });
  });

  test('after it was cancelled begins where it was stopped', () => {
    const play = new Play();
    play.start(makeGraph({ a: [], b: ['a'] }));
    play.acceptAll();
    play.list(sighting('1', 'running'));
    play.beat({ is: 'cancel-wish', run: RUN, by: 'ada' });
    play.end('1', { source: 'accounting', reason: 'cancelled', exitCode: null });
    expect(again(play, { is: 'failed' })).toEqual({ a: 'pending', b: 'pending' });
    play.acceptAll();
    play.end('2');
    play.acceptAll();
    play.end('3');
    expect(play.events.at(-1)).toMatchObject({ kind: 'run-ended', status: 'completed' });
  });

  test('works for a run that was put back from the store', () => {
    const first = ended();
    const run = first.run();
    const play = new Play();
    const saved = {
      cancel: run.cancel,
      hold: run.hold,
      nextSubmission: run.nextSubmission,
      open: [],
      endedAt: run.endedAt,
    };
    restoreRun(play.world, run.info, run.graph.tasks, run.states, saved);
    expect(again(play, { is: 'failed' })).toEqual({
      a: 'completed',
      b: 'pending',
      c: 'completed',
      d: 'pending',
    });
  });

  test('with a generator that writes the same tasks again adds none, and refuses others under old names', () => {
    const play = new Play();
    play.start([makeTask('plan', [], { generatesSource: 'tasks.json' })]);
    play.acceptAll();
    play.end('1');
    play.beat({ is: 'generated', run: RUN, task: 0, tasks: [makeTask('x')] });
    play.acceptAll();
    play.end('2', { reason: 'exit', exitCode: 1 });
    again(play, { is: 'all' });
    play.acceptAll();
    play.end('3');
    play.end('4');
    play.beat({ is: 'generated', run: RUN, task: 0, tasks: [makeTask('x'), makeTask('y')] });
    expect(play.statuses()).toEqual({ plan: 'completed', x: 'completed', y: 'pending' });
    play.acceptAll();
    play.end('5');
    again(play, { is: 'all' });
    play.acceptAll();
    play.end('6');
    play.beat({ is: 'generated', run: RUN, task: 0, tasks: [makeTask('x', [], { command: 'other' })] });
    expect(play.statuses()).toMatchObject({ plan: 'failed' });
  });
});
