import { describe, expect, test } from 'vitest';
import { CLUSTER, makeGraph, makeTask, Play, RUN, sighting } from './engine.testdata.ts';
import { explain } from './explain.ts';
import { jobId } from './ids.ts';
import { CANCEL_AGAIN_MS } from './patience.ts';
import { problem } from './problem.ts';
import { runStatus } from './run-status.ts';

describe('cancelling a run', () => {
  test('withdraws what waits, ends its jobs, and the run is cancelled when they have ended', () => {
    const play = new Play();
    play.start(makeGraph({ a: [], b: ['a'] }));
    play.acceptAll();
    play.list(sighting('1', 'running'));
    const effects = play.beat({ is: 'cancel-wish', run: RUN, by: 'ada' });
    expect(effects).toEqual([{ kind: 'cancel', backend: CLUSTER, jobs: [{ run: RUN, task: 0, job: '1' }] }]);
    expect(play.statuses()).toEqual({ a: 'running', b: 'failed' });
    expect(explain(play.world, play.run(), 0, play.now)).toBe(
      'Cancelled by ada; waiting for the scheduler to end job 1',
    );
    play.end('1', { source: 'accounting', reason: 'cancelled', exitCode: null, raw: 'CANCELLED by 1000' });
    expect(runStatus(play.run())).toBe('cancelled');
    expect(play.kinds().at(-1)).toBe('run-ended');
  });

  test('asks again when the job goes on', () => {
    const play = new Play();
    play.start(makeGraph({ a: [] }));
    play.acceptAll();
    play.beat({ is: 'cancel-wish', run: RUN, by: 'ada' });
    expect(play.beat()).toEqual([]);
    play.now += CANCEL_AGAIN_MS;
    expect(play.beat()).toMatchObject([{ kind: 'cancel' }]);
  });

  test('waits for a submission on its way, and then ends its job', () => {
    const play = new Play();
    play.start(makeGraph({ a: [] }));
    expect(play.beat({ is: 'cancel-wish', run: RUN, by: 'ada' })).toEqual([]);
    expect(play.statuses()).toEqual({ a: 'pending' });
    expect(play.acceptAll()).toMatchObject([{ kind: 'cancel', jobs: [{ job: '1' }] }]);
  });

  test('changes nothing where all tasks have ended', () => {
    const play = new Play();
    play.start(makeGraph({ a: [] }));
    play.acceptAll();
    play.end('1');
    const before = play.events.length;
    play.beat({ is: 'cancel-wish', run: RUN, by: 'ada' });
    expect(play.events.length).toBe(before);
    expect(runStatus(play.run())).toBe('completed');
  });

  test('of which a job completes all the same keeps that success', () => {
    const play = new Play();
    play.start(makeGraph({ a: [] }));
    play.acceptAll();
    play.beat({ is: 'cancel-wish', run: RUN, by: 'ada' });
    play.end('1');
    expect(play.statuses()).toEqual({ a: 'completed' });
    expect(runStatus(play.run())).toBe('completed');
  });
});

describe('a generator', () => {
  const GENERATOR = makeTask('plan', [], { generatesSource: 'tasks.json' });

  function generated(): Play {
    const play = new Play();
    play.start([GENERATOR, makeTask('after', ['plan'])]);
    play.acceptAll();
    const effects = play.end('1');
    expect(effects).toEqual([{ kind: 'generate', backend: CLUSTER, run: RUN, task: 0 }]);
    expect(play.statuses()).toEqual({ plan: 'settling', after: 'pending' });
    return play;
  }

  test('adds its tasks at the end of the run, and only then lets go what waits for it', () => {
    const play = generated();
    play.beat({
      is: 'generated',
      run: RUN,
      task: 0,
      tasks: [makeTask('sim.1', ['plan']), makeTask('sum', ['sim.1', 'after'])],
    });
    expect(play.statuses()).toEqual({
      plan: 'completed',
      after: 'pending',
      'sim.1': 'pending',
      sum: 'pending',
    });
    expect([...play.run().open.values()].map(({ tasks }) => tasks[0]?.index)).toEqual([1, 2]);
  });

  test('keeps what was odd in their document', () => {
    const play = generated();
    play.beat({ is: 'generated', run: RUN, task: 0, tasks: [makeTask('x')], warnings: ['odd'] });
    const added = play.events.filter(({ kind }) => kind === 'tasks-added');
    expect(added).toMatchObject([{ generator: 0, warnings: ['odd'] }]);
  });

  test('whose tasks are refused fails and says why, and what waits for it is blocked', () => {
    const play = generated();
    play.beat({
      is: 'not-generated',
      run: RUN,
      task: 0,
      problem: problem('bad-document', 'tasks.json: bad JSON'),
      again: false,
    });
    expect(play.statuses()).toEqual({ plan: 'failed', after: 'dep_failed' });
    expect(explain(play.world, play.run(), 0, play.now)).toBe('tasks.json: bad JSON');
  });

  test('whose tasks are refused says where each fault stands and what to do about it', () => {
    const play = generated();
    const faults = [1, 2, 3, 4].map((line) =>
      problem('bad-document', `fault ${line}`, {
        place: { file: 'gen.json', line, column: 5 },
        hint: 'Mend it.',
      }),
    );
    const refused = problem('bad-document', 'gen.json has 4 faults', { faults });
    play.beat({ is: 'not-generated', run: RUN, task: 0, problem: refused, again: false });
    expect(explain(play.world, play.run(), 0, play.now)).toBe(
      'gen.json has 4 faults: gen.json:1:5: fault 1. Mend it; gen.json:2:5: fault 2. Mend it; gen.json:3:5: fault 3. Mend it; …',
    );
  });

  test('whose tasks do not fit the run adds none of them', () => {
    const play = generated();
    play.beat({ is: 'generated', run: RUN, task: 0, tasks: [makeTask('fine'), makeTask('after')] });
    expect(play.statuses()).toEqual({ plan: 'failed', after: 'dep_failed' });
  });

  test('whose file cannot be asked for now is asked again', () => {
    const play = generated();
    play.beat({
      is: 'not-generated',
      run: RUN,
      task: 0,
      problem: problem('unreachable', 'no way'),
      again: true,
    });
    expect(play.beat()).toEqual([]);
    play.now += 10_000;
    expect(play.beat()).toMatchObject([{ kind: 'generate' }]);
  });

  test('adds tasks that wait for one that failed long ago: they are blocked at once', () => {
    const play = new Play();
    play.start([GENERATOR, makeTask('bad')]);
    play.acceptAll();
    play.end('2', { reason: 'exit', exitCode: 1 });
    play.end('1');
    play.beat({ is: 'generated', run: RUN, task: 0, tasks: [makeTask('x', ['bad']), makeTask('y', ['x'])] });
    expect(play.statuses()).toMatchObject({ x: 'dep_failed', y: 'dep_failed' });
    expect(play.kinds().at(-1)).toBe('run-ended');
  });

  test('a second answer for it means nothing', () => {
    const play = generated();
    play.beat({ is: 'generated', run: RUN, task: 0, tasks: [makeTask('x')] });
    play.beat({ is: 'generated', run: RUN, task: 0, tasks: [makeTask('x')] });
    expect(Object.keys(play.statuses())).toEqual(['plan', 'after', 'x']);
    expect(play.run().jobs.get(jobId('9'))).toBeUndefined();
  });
});
