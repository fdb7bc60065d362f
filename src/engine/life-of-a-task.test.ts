import { describe, expect, test } from 'vitest';
import { CLUSTER, ending, makeGraph, makeTask, Play, RUN, sighting } from './engine.testdata.ts';
import { explain } from './explain.ts';
import { jobId } from './ids.ts';
import { LOOK_AGAIN_MS } from './patience.ts';
import { problem } from './problem.ts';
import { runStatus } from './run-status.ts';

//   a ── b ──┐
//    └── c ──┴ d
const DIAMOND = { a: [], b: ['a'], c: ['a'], d: ['b', 'c'] };

describe('a diamond', () => {
  test('goes from dependency to dependency and ends completed', () => {
    const play = new Play();
    expect(play.start(makeGraph(DIAMOND))).toMatchObject([
      { kind: 'submit', submissions: [{ submission: 1, token: 'aaaaaaaa.1' }] },
    ]);
    play.acceptAll();
    play.list(sighting('1', 'running'));
    expect(play.statuses()).toEqual({ a: 'running', b: 'pending', c: 'pending', d: 'pending' });
    expect(play.end('1')).toMatchObject([
      { kind: 'submit', submissions: [{ submission: 2 }, { submission: 3 }] },
    ]);
    play.acceptAll();
    play.end('2');
    expect(play.statuses()).toMatchObject({ b: 'completed', c: 'running', d: 'pending' });
    play.end('3');
    play.acceptAll();
    play.end('4');
    expect(play.kinds().at(-1)).toBe('run-ended');
    expect(runStatus(play.run())).toBe('completed');
  });

  test('whose branch fails blocks what waits for it and goes on with the rest', () => {
    const play = new Play();
    play.start(makeGraph({ ...DIAMOND, e: ['c'] }));
    play.acceptAll();
    play.end('1');
    play.acceptAll();
    play.end('2', { reason: 'exit', exitCode: 3 });
    expect(play.statuses()).toMatchObject({ b: 'failed', d: 'dep_failed', c: 'running', e: 'pending' });
    play.end('3');
    play.acceptAll();
    play.end('4');
    expect(play.statuses()).toMatchObject({ e: 'completed' });
    expect(runStatus(play.run())).toBe('failed');
  });
});

describe('the queue', () => {
  test('that does not show a job which was accepted after it was asked has missed nothing', () => {
    const play = new Play();
    play.start(makeGraph({ a: [] }));
    play.acceptAll();
    play.beat({
      is: 'listing',
      backend: play.run().info.backend,
      askedAt: play.now - 1,
      listing: { jobs: [] },
    });
    expect(play.statuses()).toEqual({ a: 'submitted' });
  });

  test('that loses a job for a moment does not end it', () => {
    const play = new Play();
    play.start(makeGraph({ a: [] }));
    play.acceptAll();
    play.list(sighting('1', 'running'));
    play.list();
    expect(play.statuses()).toEqual({ a: 'settling' });
    play.inquire(['1']);
    play.list(sighting('1', 'running'));
    expect(play.statuses()).toEqual({ a: 'running' });
  });

  test('that says suspended or something unknown changes nothing', () => {
    const play = new Play();
    play.start(makeGraph({ a: [] }));
    play.acceptAll();
    play.list(sighting('1', 'running'));
    play.list(sighting('1', 'suspended'));
    play.list(sighting('1', 'unknown'));
    expect(play.statuses()).toEqual({ a: 'running' });
  });

  test('that shows a running job as pending again has requeued it: the same attempt goes on', () => {
    const play = new Play();
    play.start(makeGraph({ a: [] }));
    play.acceptAll();
    play.list(sighting('1', 'running'));
    play.list(sighting('1', 'pending', { reason: 'BeginTime' }));
    expect(play.statuses()).toEqual({ a: 'submitted' });
    expect(explain(play.world, play.run(), 0, play.now)).toBe("In the scheduler's queue: BeginTime");
  });

  test('that names a job twice says it once', () => {
    const play = new Play();
    play.start(makeGraph({ a: [] }));
    play.acceptAll();
    const before = play.events.length;
    play.list(sighting('1', 'running'), sighting('1', 'running'));
    expect(play.events.length).toBe(before + 1);
  });
});

describe('a job that speaks for itself', () => {
  test('runs before the queue shows it, and ends before the queue has noticed', () => {
    const play = new Play();
    play.start(makeGraph({ a: [], b: ['a'] }));
    play.acceptAll();
    play.beat({ is: 'starts', backend: CLUSTER, starts: [{ job: jobId('1'), startedAt: 5, node: 'c7' }] });
    expect(play.run().states[0]).toMatchObject({ is: 'running', startedAt: 5, node: 'c7' });
    expect(play.inquire(['1'], ending('1'))).toMatchObject([{ kind: 'submit' }]);
    expect(play.statuses()).toEqual({ a: 'completed', b: 'pending' });
  });

  test('about its start when it has ended is not heard any more', () => {
    const play = new Play();
    play.start(makeGraph({ a: [] }));
    play.acceptAll();
    play.inquire(['1'], ending('1'));
    const before = play.events.length;
    play.beat({ is: 'starts', backend: CLUSTER, starts: [{ job: jobId('1'), startedAt: 5, node: 'c7' }] });
    expect(play.events.length).toBe(before);
  });
});

describe('a submission', () => {
  test('without an answer is looked for before it is sent again, and twice', () => {
    const play = new Play();
    play.start(makeGraph({ a: [] }));
    play.beat(play.answer(1, { is: 'unanswered', problem: problem('no-answer', 'cut') }));
    expect(play.statuses()).toEqual({ a: 'pending' });
    for (let look = 0; look < 2; look += 1) {
      play.now += LOOK_AGAIN_MS;
      expect(play.beat()).toMatchObject([{ kind: 'find', submissions: [{ token: 'aaaaaaaa.1' }] }]);
      expect(play.beat()).toEqual([]);
      play.beat({ is: 'find-answer', run: RUN, submission: 1, jobs: null });
    }
    play.now += LOOK_AGAIN_MS;
    expect(play.beat()).toMatchObject([{ kind: 'submit', submissions: [{ token: 'aaaaaaaa.1' }] }]);
  });

  test('that is found goes on as if it had been answered', () => {
    const play = new Play();
    play.start(makeGraph({ a: [] }));
    play.beat(play.answer(1, { is: 'unanswered', problem: problem('no-answer', 'cut') }));
    play.now += LOOK_AGAIN_MS;
    play.beat();
    play.beat({ is: 'find-answer', run: RUN, submission: 1, jobs: [jobId('77')] });
    expect(play.statuses()).toEqual({ a: 'submitted' });
    expect(play.run().jobs.get(jobId('77'))).toBe(0);
  });

  test('that was sent twice keeps its token when the scheduler is busy: the first may still be on its way', () => {
    const play = new Play();
    play.start(makeGraph({ a: [] }));
    play.beat(play.answer(1, { is: 'unanswered', problem: problem('no-answer', 'cut') }));
    for (let look = 0; look < 2; look += 1) {
      play.now += LOOK_AGAIN_MS;
      play.beat();
      play.beat({ is: 'find-answer', run: RUN, submission: 1, jobs: null });
    }
    play.now += LOOK_AGAIN_MS;
    play.beat();
    play.beat(play.answer(1, { is: 'deferred', problem: problem('busy', 'busy') }));
    expect(play.run().open.has(1)).toBe(true);
  });

  test('that the scheduler cannot take now waits, longer each time, and says why', () => {
    const play = new Play();
    play.start(makeGraph({ a: [] }));
    play.beat(play.answer(1, { is: 'deferred', problem: problem('busy', 'QOSMaxSubmitJobPerUserLimit') }));
    expect(play.statuses()).toEqual({ a: 'pending' });
    expect(explain(play.world, play.run(), 0, play.now)).toContain(
      'QOSMaxSubmitJobPerUserLimit; next try in 5 s',
    );
    play.now += 5_000;
    expect(play.beat()).toMatchObject([{ kind: 'submit', submissions: [{ token: 'aaaaaaaa.2' }] }]);
    play.beat(play.answer(2, { is: 'deferred', problem: problem('busy', 'QOSMaxSubmitJobPerUserLimit') }));
    expect(explain(play.world, play.run(), 0, play.now)).toContain('next try in 10 s');
  });

  test('that is refused for good fails that task only, with the words of the scheduler', () => {
    const play = new Play();
    play.start(makeGraph({ a: [], b: [], c: ['a'] }));
    play.beat(play.answer(1, { is: 'refused', problem: problem('refused', 'sbatch: invalid partition') }));
    expect(play.statuses()).toEqual({ a: 'failed', b: 'pending', c: 'dep_failed' });
    expect(explain(play.world, play.run(), 0, play.now)).toBe('sbatch: invalid partition');
    expect(explain(play.world, play.run(), 2, play.now)).toBe("Dependency 'a' failed");
  });

  test('whose answer comes twice counts once', () => {
    const play = new Play();
    play.start(makeGraph({ a: [] }));
    play.acceptAll();
    const before = play.events.length;
    play.beat(play.answer(1, { is: 'accepted', jobs: [jobId('1')] }));
    expect(play.events.length).toBe(before);
  });

  test('for which the backend names the wrong number of jobs is looked for', () => {
    const play = new Play();
    play.start(makeGraph({ a: [] }));
    play.beat(play.answer(1, { is: 'accepted', jobs: [] }));
    expect(play.kinds().at(-1)).toBe('submission-unanswered');
  });
});

describe('limits', () => {
  test('of the backend hold over all runs, and slots are shared', () => {
    const play = new Play(4);
    const loose = (prefix: string) =>
      makeGraph(Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`${prefix}${index}`, []])));
    play.start(loose('a'));
    expect(play.run().active).toBe(4);
    expect(explain(play.world, play.run(), 5, play.now)).toBe('Waits for a slot (limit 4 on cluster)');
  });

  test('of the run hold within it', () => {
    const play = new Play(100);
    play.start(makeGraph({ a: [], b: [], c: [] }), { maxConcurrent: 2 });
    expect(play.run().active).toBe(2);
    expect(explain(play.world, play.run(), 2, play.now)).toBe('Waits for a slot (limit 2 for this run)');
  });

  test('of a backend that is no longer configured let nothing through', () => {
    const play = new Play();
    play.start([makeTask('a')], { backend: 'gone' as never });
    expect(play.statuses()).toEqual({ a: 'pending' });
    expect(explain(play.world, play.run(), 0, play.now)).toBe("Backend 'gone' is not configured any more");
  });
});

describe('what is measured', () => {
  test('later than the verdict is put beside it, and the verdict stays', () => {
    const play = new Play();
    play.start(makeGraph({ a: [] }));
    play.acceptAll();
    play.end('1');
    play.inquire(
      ['1'],
      ending('1', {
        source: 'accounting',
        reason: 'out-of-memory',
        raw: 'OUT_OF_MEMORY',
        usage: { cpuEfficiency: 50, maxRssBytes: 1024 },
      }),
    );
    expect(play.run().states[0]).toMatchObject({
      is: 'completed',
      usage: { maxRssBytes: 1024 },
      verdict: { reason: 'completed', raw: 'OUT_OF_MEMORY' },
    });
  });
});
