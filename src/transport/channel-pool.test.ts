// @module-tag slow
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { problem } from '../engine/problem.ts';
import { failed, ok } from '../engine/result.ts';
import { type Channel, openChannel } from './channel.ts';
import { ChannelPool } from './channel-pool.ts';
import type { Command } from './command.ts';

const away = problem('unreachable', 'away');

/** A pool of shells on this machine, of which no more than `allowed` can be opened. */
function poolOf(size: number, allowed = size, slowly = async () => {}) {
  const seen = { opened: 0, allowed };
  const pool = new ChannelPool({
    label: 'here',
    size,
    hangUp: (channel) => channel.drop(),
    open: async () => {
      if (seen.opened >= seen.allowed) return failed(away);
      seen.opened += 1;
      if (seen.opened > 1) await slowly();
      const result = await openChannel({ argv: ['/bin/sh'], openLimitMs: 10_000, dropSignal: 'SIGHUP' });
      return result.ok ? ok(result.channel) : failed(away);
    },
  });
  onTestFinished(() => pool.close());
  const run = (script: string) => pool.run({ script, purpose: 'test', timeLimitMs: 10_000 });
  return { pool, seen, run };
}

const numbers = Array.from({ length: 30 }, (_, number) => number);

describe('a pool of channels', () => {
  test('opens none before the first command, and then no more than are needed', async () => {
    const { seen, run } = poolOf(3);
    expect(seen.opened).toBe(0);
    for (const _ of numbers) await run('true');
    expect(seen.opened).toBe(1);
  });

  test('opens no second for commands that are soon through', async () => {
    // However slow the machine is.
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const { seen, run } = poolOf(3);
    await Promise.all(numbers.slice(0, 5).map(() => run('true')));
    expect(seen.opened).toBe(1);
  });

  test('opens a second beside a command that takes long', async () => {
    const { pool, seen, run } = poolOf(3);
    const long = run('sleep 1000');
    expect((await run('echo next')).stdout).toBe('next\n');
    expect(seen.opened).toBe(2);
    pool.close();
    await long;
  });

  test('opens one for what only waits, and leaves to the others what they have', async () => {
    const { pool, run } = poolOf(3);
    const theirs = (await run('echo $$')).stdout;
    const wait = pool.run({
      script: 'sleep 1000',
      purpose: 'test',
      timeLimitMs: 1_000_000,
      patient: true,
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await run('echo $$')).stdout).toBe(theirs);
    pool.close();
    await wait;
  });

  test('never opens more than its size', async () => {
    const { seen, run } = poolOf(3);
    const outcomes = await Promise.all(numbers.map((number) => run(`sleep 0.05; echo ${number}`)));
    expect(outcomes.map(({ stdout }) => Number(stdout))).toEqual(numbers);
    expect(seen.opened).toBe(3);
  });

  test('makes do with the channels that it gets', async () => {
    const { run } = poolOf(4, 2);
    const outcomes = await Promise.all(numbers.map((number) => run(`sleep 0.05; echo ${number}`)));
    expect(outcomes.map(({ stdout }) => Number(stdout))).toEqual(numbers);
  });

  test('that could not be had for a moment tries for more some minutes later', async () => {
    const now = vi.spyOn(performance, 'now');
    onTestFinished(() => now.mockRestore());
    const { pool, seen, run } = poolOf(3, 1);
    await Promise.all(numbers.map(() => run('sleep 0.05')));
    seen.allowed = 3;
    const wait = { script: 'true', purpose: 'test', timeLimitMs: 10_000, patient: true } as const;
    expect((await pool.run(wait)).problem?.code).toBe('unsupported');
    await Promise.all(numbers.map(() => run('sleep 0.05')));
    expect(seen.opened).toBe(1);
    const later = performance.now() + 6 * 60_000;
    now.mockImplementation(() => later);
    // The machine may allow but one: what only waits must not take it.
    expect((await pool.run(wait)).problem?.code).toBe('unsupported');
    await vi.waitFor(async () => expect((await pool.run(wait)).problem).toBeNull());
    await Promise.all(numbers.map(() => run('sleep 0.05')));
    expect(seen.opened).toBe(3);
  });

  test('does not wait for the one that it tries for', async () => {
    const now = vi.spyOn(performance, 'now');
    onTestFinished(() => now.mockRestore());
    const opening = Promise.withResolvers<void>();
    const { seen, run } = poolOf(2, 1, () => opening.promise);
    await Promise.all(numbers.map(() => run('sleep 0.05')));
    seen.allowed = 2;
    const later = performance.now() + 6 * 60_000;
    now.mockImplementation(() => later);
    const outcomes = await Promise.all([run('sleep 0.3; echo 1'), run('echo 2'), run('echo 3')]);
    expect(outcomes.map(({ stdout }) => stdout)).toEqual(['1\n', '2\n', '3\n']);
    expect(seen.opened).toBe(2);
    opening.resolve();
  });

  test('does not wait for a further channel when one is given back first', async () => {
    const opening = Promise.withResolvers<void>();
    const { seen, run } = poolOf(2, 2, () => opening.promise);
    await run('true');
    const outcomes = await Promise.all([run('sleep 0.3; echo 1'), run('echo 2')]);
    expect(outcomes.map(({ stdout }) => stdout)).toEqual(['1\n', '2\n']);
    expect(seen.opened).toBe(2);
    opening.resolve();
    await Promise.all(numbers.map(() => run('true')));
    expect(seen.opened).toBe(2);
  });

  test('answers all with the problem when it gets none, and tries again later', async () => {
    const { seen, run } = poolOf(4, 0);
    const outcomes = await Promise.all(numbers.map(() => run('true')));
    expect(new Set(outcomes.map((outcome) => outcome.problem))).toEqual(new Set([away]));
    seen.allowed = 4;
    await Promise.all(numbers.map(() => run('sleep 0.05')));
    expect(seen.opened).toBe(4);
  });

  test('replaces channels that ended, under way or idle', async () => {
    const { seen, run } = poolOf(1, 10);
    expect((await run('kill -KILL $$')).problem?.code).toBe('no-answer');
    expect((await run('echo next')).stdout).toBe('next\n');
    await run('(sleep 0.05; kill -KILL $$) & :');
    await vi.waitFor(async () => {
      expect((await run('echo next')).stdout).toBe('next\n');
      expect(seen.opened).toBe(3);
    });
  });

  test('keeps its channels when a script is refused for NUL', async () => {
    const { seen, run } = poolOf(1);
    for (let turn = 0; turn < 3; turn += 1) await expect(run('\0')).rejects.toThrow(RangeError);
    expect((await run('echo next')).stdout).toBe('next\n');
    expect(seen.opened).toBe(1);
  });

  test('answers those who wait when it is closed', async () => {
    const { pool, run } = poolOf(1);
    await run('true');
    const answers = [run('sleep 1000'), run('true'), run('true')];
    pool.close();
    const codes = (await Promise.all(answers)).map((outcome) => outcome.problem?.code);
    expect(codes.slice(1)).toEqual(['unreachable', 'unreachable']);
    expect(codes[0]).toMatch(/unreachable|no-answer/);
  });
});

/** A pool of pretended channels, of which one is open. Commands wait until they are let through, oldest first. */
async function pretendedPool() {
  const under: string[] = [];
  const answers: (() => void)[] = [];
  const pool = new ChannelPool({
    label: 'nowhere',
    size: 1,
    hangUp: () => {},
    open: async () => ok(channel),
  });
  const channel: Channel = {
    shellPid: 1,
    isOpen: true,
    ended: new Promise(() => {}),
    drop: () => {},
    run: ({ purpose }) => {
      under.push(purpose);
      const answered = {
        is: 'answered',
        exitCode: 0,
        stdout: '',
        stderr: '',
        outputCut: false,
        durationMs: 0,
      } as const;
      return new Promise((resolve) => answers.push(() => resolve(answered)));
    },
  };
  const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
  const run = (purpose: string, more: Partial<Command> = {}) =>
    pool.run({ script: 'true', purpose, timeLimitMs: 10_000, ...more });
  const through = async () => {
    under.shift();
    answers.shift()?.();
    await settled();
  };
  return { under, run, through, settled };
}

describe('with pretended channels: commands in a row', () => {
  const inRow = { inRow: true } as const;

  test('are sent one behind the other, two at a time', async () => {
    const { under, run, through, settled } = await pretendedPool();
    const all = ['a', 'b', 'c', 'd'].map((purpose) => run(purpose, inRow));
    await settled();
    expect(under).toEqual(['a', 'b']);
    await through();
    expect(under).toEqual(['b', 'c']);
    await through();
    expect(under).toEqual(['c', 'd']);
    await through();
    await through();
    expect((await Promise.all(all)).map(({ problem }) => problem)).toEqual([null, null, null, null]);
  });

  test('are not sent behind others, nor others behind them', async () => {
    const { under, run, through, settled } = await pretendedPool();
    void run('a');
    void run('b', inRow);
    await settled();
    expect(under).toEqual(['a']);
    await through();
    expect(under).toEqual(['b']);
    void run('c');
    await settled();
    expect(under).toEqual(['b']);
    await through();
    expect(under).toEqual(['c']);
  });

  test('leave the channel to who came before them', async () => {
    const { under, run, through, settled } = await pretendedPool();
    for (const purpose of ['a', 'b']) void run(purpose, inRow);
    await settled();
    void run('other');
    await settled();
    void run('c', inRow);
    await settled();
    await through();
    expect(under).toEqual(['b']);
    await through();
    expect(under).toEqual(['other']);
    await through();
    expect(under).toEqual(['c']);
  });
});

test('a row that is not soon through gets a further channel', async () => {
  const { pool, seen } = poolOf(3);
  const run = (script: string) => pool.run({ script, purpose: 'test', timeLimitMs: 10_000, inRow: true });
  await run('true');
  const shells = async () =>
    (await Promise.all([1, 2].map(() => run('sleep 0.2; echo $$')))).map(({ stdout }) => stdout);
  expect(new Set(await shells()).size).toBe(1);
  await vi.waitFor(async () => expect(new Set(await shells()).size).toBe(2));
  expect(seen.opened).toBe(2);
});
