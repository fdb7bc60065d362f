import { describe, expect, test } from 'vitest';
import { CLUSTER, ending, makeTask, Play, RUN, sighting } from './engine.testdata.ts';
import { explain } from './explain.ts';
import { taskAt } from './plan.ts';
import { taskOf } from './retry.ts';
import { stateOf } from './world.ts';

const GIGABYTE = 1024 ** 3;
const POLICY = { max: 2, on: ['out_of_memory', 'timeout'], memory: 2, timeLimit: 1.5 } as const;
const OOM = { reason: 'out-of-memory', exitCode: null } as const;
const limits = (memoryBytes: number | null, seconds: number | null) => ({
  is: 'site-limits' as const,
  backend: CLUSTER,
  limits: { largestArray: 1000, partitions: { normal: { memoryBytes, seconds } } },
});

function begin(policy: Parameters<typeof makeTask>[2] = { retry: POLICY }): Play {
  const play = new Play();
  play.start([makeTask('a', [], policy), makeTask('b', ['a'])]);
  play.acceptAll();
  return play;
}

const asked = (play: Play) => taskOf(taskAt(play.run().graph, 0), stateOf(play.run(), 0)).resources;

describe('a task that fails in a way that its author named', () => {
  test('is tried again with more, and what hangs on it is not blocked', () => {
    const play = begin();
    play.end('1', OOM);
    expect(play.statuses()).toEqual({ a: 'pending', b: 'pending' });
    expect(asked(play)).toMatchObject({ memory: '2G', timeLimit: '1:00:00' });
    play.acceptAll();
    play.end('2', { reason: 'timeout', exitCode: null });
    expect(asked(play)).toMatchObject({ memory: '2G', timeLimit: '1:30:00' });
    play.acceptAll();
    play.end('3');
    expect(play.statuses()).toEqual({ a: 'completed', b: 'pending' });
    play.acceptAll();
    play.end('4');
    expect(play.run().endedAt).not.toBeNull();
  });

  test('fails for good after as many further attempts as were asked for', () => {
    const play = begin();
    for (const job of ['1', '2', '3']) {
      play.end(job, OOM);
      play.acceptAll();
    }
    expect(play.statuses()).toEqual({ a: 'failed', b: 'dep_failed' });
    expect(stateOf(play.run(), 0)).toMatchObject({ attempt: 3, placed: { retried: { memory: '4G' } } });
  });

  test('fails at once for any other reason, and where nothing was asked for', () => {
    for (const play of [begin(), begin({})]) {
      play.end('1', { reason: 'exit', exitCode: 1 });
      expect(play.statuses()).toEqual({ a: 'failed', b: 'dep_failed' });
    }
  });

  test('is tried with the same after an exit code, a signal, a lost node', () => {
    const play = begin({ retry: { max: 3, on: ['exit', 'node_fail'], memory: 2, timeLimit: 2 } });
    play.end('1', { reason: 'exit', exitCode: 1 });
    play.acceptAll();
    play.end('2', { source: 'accounting', reason: 'signal', signal: 11, exitCode: null });
    play.acceptAll();
    play.end('3', { reason: 'node-failure', exitCode: null });
    expect(asked(play)).toEqual(makeTask('a').resources);
    expect(play.statuses()).toMatchObject({ a: 'pending' });
  });

  test('is not tried again once the run is cancelled', () => {
    const play = begin();
    play.beat({ is: 'cancel-wish', run: RUN, by: 'ada' });
    play.end('1', OOM);
    expect(play.statuses()).toEqual({ a: 'failed', b: 'failed' });
  });

  test('asks for no more than the partition has, and not again for the same', () => {
    const play = begin();
    play.beat(limits(1.5 * GIGABYTE, null));
    play.end('1', OOM);
    expect(asked(play).memory).toBe('1536M');
    play.acceptAll();
    play.end('2', OOM);
    expect(play.statuses()).toMatchObject({ a: 'failed' });
  });

  test('begins anew when somebody reruns it', () => {
    const play = begin();
    for (const job of ['1', '2', '3']) {
      play.end(job, OOM);
      play.acceptAll();
    }
    play.beat({ is: 'rerun-wish', run: RUN, by: 'ada', tasks: [0, 1] });
    expect(asked(play).memory).toBe('1G');
    play.acceptAll();
    play.end('4', OOM);
    expect(stateOf(play.run(), 0)).toMatchObject({ attempt: 5, retried: { count: 1, memory: '2G' } });
  });

  test('says so while it waits', () => {
    const play = begin();
    play.end('1', OOM);
    expect(explain(play.world, play.run(), 0, play.now)).toBe(
      'Being handed to the scheduler (tried again after: out of memory (OOM killed), now with 2G)',
    );
  });
});

test('those that are tried again with more go out as an array of their own', () => {
  const play = new Play(100, { smallest: 2, largest: 100 });
  play.start(Array.from({ length: 4 }, (_, at) => makeTask(`t${at}`, [], { retry: POLICY })));
  play.acceptAll();
  const jobs = ['1_1', '1_3'];
  play.list(sighting('1_2', 'running'), sighting('1_4', 'running'));
  play.inquire(jobs, ...jobs.map((job) => ending(job, OOM)));
  expect([...play.run().open.values()].map(({ tasks }) => tasks)).toEqual([
    [
      { index: 0, attempt: 2 },
      { index: 2, attempt: 2 },
    ],
  ]);
});
