import { describe, expect, test } from 'vitest';
import { problem } from '../engine/problem.ts';
import { failed, ok, type Result } from '../engine/result.ts';
import { Link } from './link.ts';

const away = problem('unreachable', 'away');
const refused = problem('not-authenticated', 'refused');

/** A link that gets the next of these answers at each attempt. */
function linkWith(...answers: Result<string>[]) {
  const clock = { nowMs: 0, attempts: 0, breaks: 0 };
  const link = new Link<string>({
    now: () => clock.nowMs,
    connect: async () => {
      clock.attempts += 1;
      if (clock.breaks-- > 0) throw new Error('pretended: it breaks');
      return answers.shift() ?? failed(away);
    },
  });
  return { link, clock };
}

/** Waits between attempts, each made as soon as it may be. */
async function waits(link: Link<string>, clock: { nowMs: number }, count: number): Promise<number[]> {
  const seen: number[] = [];
  for (let index = 0; index < count; index += 1) {
    await link.get();
    const state = link.state();
    if (state.is !== 'broken') throw new Error('not broken');
    seen.push((state.retryAt - clock.nowMs) / 1000);
    clock.nowMs = state.retryAt;
  }
  return seen;
}

describe('a link', () => {
  test('is made once for all who ask at the same time', async () => {
    const { link, clock } = linkWith(ok('one'));
    expect(await Promise.all([link.get(), link.get(), link.get()])).toEqual([
      ok('one'),
      ok('one'),
      ok('one'),
    ]);
    expect(await link.get()).toEqual(ok('one'));
    expect(clock.attempts).toBe(1);
    expect(link.state()).toEqual({ is: 'connected', since: 0 });
  });

  test('that is broken gives the known problem without an attempt until the wait is over', async () => {
    const { link, clock } = linkWith(failed(away), ok('one'));
    await link.get();
    clock.nowMs = 999;
    expect(await link.get()).toEqual(failed(away));
    expect(clock.attempts).toBe(1);
    clock.nowMs = 1000;
    expect(await link.get()).toEqual(ok('one'));
  });

  test('whose making breaks is made again', async () => {
    const { link, clock } = linkWith(ok('one'));
    clock.breaks = 1;
    expect(await link.get()).toMatchObject({ ok: false, problem: { code: 'unreachable' } });
    clock.nowMs = 1000;
    expect(await link.get()).toEqual(ok('one'));
  });

  test('does not wait longer because the clock was set back', async () => {
    const { link, clock } = linkWith(failed(away), ok('one'));
    clock.nowMs = 86_400_000;
    await link.get();
    clock.nowMs = 5_000;
    expect(await link.get()).toEqual(ok('one'));
  });

  test('waits longer each time for the network, to half a minute', async () => {
    const { link, clock } = linkWith();
    expect(await waits(link, clock, 7)).toEqual([1, 2, 4, 8, 16, 30, 30]);
    expect(link.state()).toMatchObject({ since: 0 });
  });

  test('waits a minute after a refused login, doubling to ten', async () => {
    const { link, clock } = linkWith(...Array.from({ length: 6 }, () => failed(refused)));
    expect(await waits(link, clock, 6)).toEqual([60, 120, 240, 480, 600, 600]);
  });

  test('counts refused logins apart from network failures', async () => {
    const { link, clock } = linkWith(failed(away), failed(away), failed(refused), failed(refused));
    expect(await waits(link, clock, 5)).toEqual([1, 2, 60, 120, 1]);
  });

  test('that is lost is made again after a second, later if it is lost again and again', async () => {
    const { link, clock } = linkWith(ok('one'), ok('two'), ok('three'));
    await link.get();
    link.lost('one', away);
    expect(link.state()).toEqual({ is: 'broken', since: 0, problem: away, retryAt: 1000 });
    clock.nowMs = 1000;
    await link.get();
    link.lost('two', away);
    expect(link.state()).toMatchObject({ retryAt: 3000 });
    clock.nowMs = 3000;
    await link.get();
    clock.nowMs = 63_000;
    link.lost('three', away);
    expect(link.state(), 'a steady one begins anew').toMatchObject({ retryAt: 64_000 });
  });

  test('does not take the end of an earlier connection for its own', async () => {
    const { link, clock } = linkWith(ok('one'), ok('two'));
    await link.get();
    link.lost('one', away);
    clock.nowMs = 1000;
    await link.get();
    link.lost('one', away);
    expect(link.current()).toBe('two');
  });
});
