import { describe, expect, test } from 'vitest';
import { CLUSTER, ending, makeGraph, Play, RUN, sighting } from './engine.testdata.ts';
import { jobId, runId, submissionToken, token } from './ids.ts';
import { CANCEL_AGAIN_MS, LOOK_AGAIN_MS } from './patience.ts';
import { problem } from './problem.ts';

const BUSY = { is: 'deferred', problem: problem('busy', 'busy') } as const;

/** What is under way is forgotten, as after a save that failed. */
function loseTrack(play: Play): void {
  play.run().pace.inFlight.clear();
}

describe('answers of scripts that were sent side by side', () => {
  test('a token that was in doubt is kept, also when two of them are told to come later', () => {
    const play = new Play();
    play.start(makeGraph({ a: [] }));
    play.beat(play.answer(1, { is: 'unanswered', problem: problem('no-answer', 'cut') }));
    for (let look = 0; look < 2; look += 1) {
      play.now += LOOK_AGAIN_MS;
      play.beat();
      play.beat({ is: 'find-answer', run: RUN, submission: 1, jobs: null });
    }
    play.now += LOOK_AGAIN_MS;
    expect(play.beat()).toMatchObject([{ kind: 'submit' }]);
    loseTrack(play);
    expect(play.beat()).toMatchObject([{ kind: 'submit' }]);
    play.beat(play.answer(1, BUSY));
    play.beat(play.answer(1, BUSY));
    // The very first script may still be on its way.
    expect([...play.run().open.keys()]).toEqual([1]);
    expect(play.statuses()).toEqual({ a: 'pending' });
  });
});

test('a machine that is away for days does not fill the log: that nobody could be asked is said once', () => {
  const play = new Play();
  play.start(makeGraph({ a: [] }));
  const away = problem('unreachable', 'no way there');
  play.beat(play.answer(1, { is: 'unanswered', problem: away }));
  const before = play.events.length;
  for (let look = 0; look < 100; look += 1) {
    play.now += LOOK_AGAIN_MS;
    expect(play.beat()).toMatchObject([{ kind: 'find' }]);
    play.beat({ is: 'find-failed', run: RUN, submission: 1, problem: away });
    expect(play.dueAt).toBe(play.now + LOOK_AGAIN_MS);
    expect(play.beat()).toEqual([]);
  }
  expect(play.events.length).toBe(before);
  play.now += LOOK_AGAIN_MS;
  play.beat();
  play.beat({ is: 'find-answer', run: RUN, submission: 1, jobs: [jobId('7')] });
  expect(play.statuses()).toEqual({ a: 'submitted' });
});

describe('a listing that was asked for before a job told of its start', () => {
  test('does not put it back into the queue', () => {
    const play = new Play();
    play.start(makeGraph({ a: [] }));
    play.acceptAll();
    play.now += 1000;
    const askedAt = play.now;
    play.now += 500;
    play.beat({ is: 'starts', backend: CLUSTER, starts: [{ job: jobId('1'), startedAt: 5, node: 'c7' }] });
    play.now += 500;
    const listing = { jobs: [sighting('1', 'pending', { reason: 'Priority' })] };
    play.beat({ is: 'listing', backend: CLUSTER, askedAt, listing });
    expect(play.statuses()).toEqual({ a: 'running' });
    // One that was asked for later tells of a job that the scheduler took back.
    play.list(sighting('1', 'pending', { reason: 'BeginTime' }));
    expect(play.statuses()).toEqual({ a: 'submitted' });
  });
});

describe('a scheduler that gives job ids anew', () => {
  const OTHER = runId('bbbbbbbb');

  test('a job of the same id with another token is not ours: ours has left the queue', () => {
    const play = new Play();
    play.start(makeGraph({ a: [] }));
    play.acceptAll();
    play.list(sighting('1', 'running', { token: submissionToken(OTHER, 1) }));
    expect(play.statuses()).toEqual({ a: 'settling' });
    play.list(sighting('1', 'running', { token: submissionToken(RUN, 1) }));
    expect(play.statuses()).toEqual({ a: 'running' });
    // Where the token is part of a name, a listing may cut it.
    play.list(sighting('1', 'running', { token: token('aaaaaaaa.') }));
    expect(play.statuses()).toEqual({ a: 'running' });
  });

  test('two tasks of a run with one id are both followed to their ends', () => {
    const play = new Play();
    play.start(makeGraph({ a: [], b: [] }));
    play.beat(play.answer(1, { is: 'accepted', jobs: [jobId('7')] }));
    play.list(sighting('7', 'running', { token: submissionToken(RUN, 1) }));
    play.beat(play.answer(2, { is: 'accepted', jobs: [jobId('7')] }));
    play.list(sighting('7', 'running', { token: submissionToken(RUN, 2) }));
    expect(play.statuses()).toEqual({ a: 'settling', b: 'running' });
  });

  test('what is said of an id is said of the task that was asked about, not of another run that has it too', () => {
    const play = new Play();
    play.start(makeGraph({ a: [] }));
    play.start(makeGraph({ b: [] }), { id: OTHER });
    play.beat(
      play.answer(1, { is: 'accepted', jobs: [jobId('7')] }),
      play.answer(1, { is: 'accepted', jobs: [jobId('7')] }, OTHER),
    );
    play.list(sighting('7', 'running', { token: submissionToken(OTHER, 1) }));
    play.inquire(['7'], ending('7'));
    expect(play.statuses()).toEqual({ a: 'completed' });
    expect(play.statuses(OTHER)).toEqual({ b: 'running' });
  });
});

describe('a job that is suspended', () => {
  test('is alive: seen again after a listing that had left it out it is no longer settling, and can be cancelled', () => {
    const play = new Play();
    play.start(makeGraph({ a: [] }));
    play.acceptAll();
    play.list(sighting('1', 'running'));
    play.list();
    expect(play.beat({ is: 'cancel-wish', run: RUN, by: 'ada' })).toEqual([]);
    expect(play.list(sighting('1', 'suspended'))).toMatchObject([{ kind: 'cancel', jobs: [{ job: '1' }] }]);
    expect(play.statuses()).toEqual({ a: 'running' });
  });
});

describe('a clock that is set back by a day', () => {
  const DAY = 86_400_000;

  function setBack(play: Play): void {
    play.now -= DAY;
  }

  function begun(): Play {
    const play = new Play();
    play.now = 10 * DAY;
    play.start(makeGraph({ a: [] }));
    return play;
  }

  test('does not put off the look for a submission', () => {
    const play = begun();
    play.beat(play.answer(1, { is: 'unanswered', problem: problem('no-answer', 'cut') }));
    setBack(play);
    expect(play.dueAt).toBe(play.now);
    expect(play.beat()).toMatchObject([{ kind: 'find' }]);
  });

  test('does not put off what the scheduler could not take', () => {
    const play = begun();
    play.beat(play.answer(1, BUSY));
    setBack(play);
    expect(play.beat()).toMatchObject([{ kind: 'submit' }]);
  });

  test('does not wake for what is held and has no slot', () => {
    const play = new Play(1);
    play.now = 10 * DAY;
    play.start(makeGraph({ a: [], b: [] }));
    play.beat(play.answer(1, BUSY));
    setBack(play);
    play.beat();
    expect(play.statuses()).toEqual({ a: 'pending', b: 'pending' });
    expect(play.run().active).toBe(1);
    expect(play.dueAt).toBeNull();
  });

  test('does not put off that a cancelled job is cancelled again', () => {
    const play = begun();
    play.acceptAll();
    play.beat({ is: 'cancel-wish', run: RUN, by: 'ada' });
    play.now += CANCEL_AGAIN_MS / 2;
    expect(play.beat()).toEqual([]);
    setBack(play);
    expect(play.dueAt).toBe(play.now);
    expect(play.beat()).toMatchObject([{ kind: 'cancel' }]);
  });

  test('does not hide that a job has left the queue', () => {
    const play = begun();
    play.acceptAll();
    setBack(play);
    play.list();
    expect(play.statuses()).toEqual({ a: 'settling' });
    play.inquire(['1'], ending('1'));
    expect(play.statuses()).toEqual({ a: 'completed' });
  });
});
